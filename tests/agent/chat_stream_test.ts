import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ChatDecoder, type ChatItem, MAX_EVENT_LENGTH } from "../../src/agent/chat_stream.ts";
import { delta, finish, sse } from "./support/model_server.ts";

const encoder = new TextEncoder();

/** Decodes a body given in pieces, with its end. */
function decode(...pieces: (string | Uint8Array)[]): ChatItem[] {
  const decoder = new ChatDecoder();
  const items = pieces.flatMap((piece) =>
    decoder.push(typeof piece === "string" ? encoder.encode(piece) : piece)
  );
  return [...items, ...decoder.end()];
}

/** The items in short: text as it is, everything else by its kind. */
function brief(items: ChatItem[]): string[] {
  return items.map((item) => item.kind === "delta" ? item.text || item.finish || "-" : item.kind);
}

Deno.test("ChatDecoder decodes a stream", () => {
  const body = sse(delta("Hel"), delta("lo"), finish(), "[DONE]");
  assert.deepEqual(brief(decode(body)), ["Hel", "lo", "stop", "done"]);
});

Deno.test("ChatDecoder gives out each item with the bytes that complete it", () => {
  const decoder = new ChatDecoder();
  assert.deepEqual(brief(decoder.push(encoder.encode('data: {"choices":[{"delta":'))), []);
  assert.deepEqual(brief(decoder.push(encoder.encode('{"content":"a"}}]}\n\ndata'))), ["a"]);
  assert.deepEqual(brief(decoder.push(encoder.encode(": [DONE]\n\n"))), ["done"]);
});

Deno.test("ChatDecoder takes any text in any cut of its bytes exactly", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
  fc.assert(
    fc.property(fc.array(text), lineEnd, fc.array(fc.nat(2_000)), (texts, end, cuts) => {
      const body = encoder.encode(
        `: hello\n\n${sse(...texts.map(delta), finish(), "[DONE]")}`.replaceAll("\n", end),
      );
      const at = [...cuts.map((cut) => cut % body.length), 0, body.length].sort((a, b) => a - b);
      const pieces = at.slice(1).map((to, i) => body.subarray(at[i], to));
      const items = decode(...pieces);
      const got = items.map((item) => item.kind === "delta" ? item.text : "").join("");
      assert.equal(got, texts.join(""));
      assert.equal(items.at(-1)?.kind, "done");
    }),
    { seed: 20260105, numRuns: 500 },
  );
});

Deno.test("ChatDecoder survives a cut at every single byte", () => {
  const body = encoder.encode(`\ufeff${sse(delta("añ漢👍🏽"), "[DONE]").replaceAll("\n", "\r\n")}`);
  const pieces = [...body].map((byte) => Uint8Array.of(byte));
  assert.deepEqual(brief(decode(...pieces)), ["añ漢👍🏽", "done"]);
});

Deno.test("ChatDecoder passes over comments, empty data and fields it does not know", () => {
  const body = `: ping\n\nretry: 5\nid: 1\nevent: message\nfoo: bar\n\ndata:\n\n${sse(delta("a"))}`;
  assert.deepEqual(brief(decode(body)), ["a"]);
});

Deno.test("ChatDecoder reads a [DONE] without its blank line", () => {
  assert.deepEqual(brief(decode(`${sse(delta("a"))}data: [DONE]`)), ["a", "done"]);
});

Deno.test("ChatDecoder passes over the half event of a stream that was cut", () => {
  assert.deepEqual(brief(decode(`${sse(delta("a"))}data: {"choices":[{"de`)), ["a"]);
});

Deno.test("ChatDecoder tells garbage, and nothing after it", () => {
  const items = decode(sse(delta("a"), "{nonsense", delta("b")));
  assert.deepEqual(brief(items), ["a", "garbage"]);
  assert.deepEqual(items[1], { kind: "garbage", text: "{nonsense" });
  assert.deepEqual(brief(decode(sse("42", "null"))), ["garbage"]);
});

Deno.test("ChatDecoder tells a web page for garbage", () => {
  assert.deepEqual(brief(decode("\n <!doctype html><p>hi")), ["garbage"]);
});

Deno.test("ChatDecoder tells an error in the middle of the stream, in every notation", () => {
  const failure = { kind: "failure", failure: { message: "boom" } };
  for (
    const line of [
      'data: {"error":{"message":"boom"}}',
      'data: {"error":"boom"}',
      'event: error\ndata: {"message":"boom"}',
      "event: error\ndata: boom",
      'error: {"message":"boom"}',
    ]
  ) {
    assert.deepEqual(decode(`${sse(delta("a"))}${line}\n\n`).at(-1), failure, line);
  }
});

Deno.test("ChatDecoder reads one JSON object in place of a stream, whatever the cut", () => {
  const body = JSON.stringify({ choices: [{ message: { content: "añ👍" } }] }, null, 2);
  assert.deepEqual(brief(decode(`\n${body}`)), ["añ👍", "done"]);
  const bytes = [...encoder.encode(body)].map((byte) => Uint8Array.of(byte));
  assert.deepEqual(brief(decode(...bytes)), ["añ👍", "done"]);
  assert.deepEqual(brief(decode('{"error":"boom"}')), ["failure"]);
  assert.deepEqual(brief(decode('{"choices":')), ["garbage"]);
});

Deno.test("ChatDecoder yields nothing for an empty body", () => {
  assert.deepEqual(decode(), []);
  assert.deepEqual(decode(" ", "\n"), []);
});

Deno.test("ChatDecoder bounds an event, a line and a JSON body", () => {
  const piece = encoder.encode("x".repeat(1024 * 1024));
  const lines = encoder.encode(`data: ${"x".repeat(1024 * 1024)}\n`);
  for (const [start, filler] of [["data: ", piece], ["data: x\n", lines], ["{", piece]] as const) {
    const decoder = new ChatDecoder();
    const items = decoder.push(encoder.encode(start));
    let pushed = 0;
    while (items.length === 0 && pushed <= MAX_EVENT_LENGTH) {
      items.push(...decoder.push(filler));
      pushed += filler.length;
    }
    assert.ok(pushed >= MAX_EVENT_LENGTH);
    assert.deepEqual(brief(items), ["oversize"]);
    assert.deepEqual(decoder.push(piece), []);
    assert.deepEqual(decoder.end(), []);
  }
});

Deno.test("ChatDecoder is never upset by bytes", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => {
      decode("data: ", ...pieces);
      decode(...pieces);
    }),
    { seed: 20260106, numRuns: 500 },
  );
});
