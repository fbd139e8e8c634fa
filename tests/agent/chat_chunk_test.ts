import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readChatChunk } from "../../src/agent/chat_chunk.ts";

const nothing = { kind: "delta", text: "", reasoning: "", calls: [] };

function chunkOf(delta: unknown): unknown {
  return readChatChunk({ choices: [{ index: 0, delta }] });
}

Deno.test("readChatChunk() reads a piece of the answer", () => {
  assert.deepEqual(chunkOf({ content: "Hi" }), { ...nothing, text: "Hi" });
});

Deno.test("readChatChunk() takes null, absent and odd fields for nothing", () => {
  for (
    const delta of [undefined, null, {}, { content: null }, { content: 7, reasoning: {} }, "x"]
  ) {
    assert.deepEqual(chunkOf(delta), nothing);
  }
  assert.deepEqual(readChatChunk({ choices: [] }), nothing);
  assert.deepEqual(readChatChunk({ choices: [null], usage: null, error: null }), nothing);
});

Deno.test("readChatChunk() reads reasoning in every spelling, once", () => {
  assert.deepEqual(chunkOf({ reasoning_content: "hm" }), { ...nothing, reasoning: "hm" });
  assert.deepEqual(chunkOf({ reasoning: "hm" }), { ...nothing, reasoning: "hm" });
  assert.deepEqual(chunkOf({ reasoning: "hm", reasoning_content: "hm" }), {
    ...nothing,
    reasoning: "hm",
  });
  assert.deepEqual(chunkOf({ reasoning_content: "", reasoning: "hm" }), {
    ...nothing,
    reasoning: "hm",
  });
});

Deno.test("readChatChunk() reads content in parts", () => {
  const content = [
    { type: "thinking", thinking: [{ type: "text", text: "h" }, { type: "text", text: "m" }] },
    { type: "text", text: "Hi" },
    { type: "image_url" },
    null,
  ];
  assert.deepEqual(chunkOf({ content }), { ...nothing, text: "Hi", reasoning: "hm" });
});

Deno.test("readChatChunk() takes a refusal for the answer", () => {
  assert.deepEqual(chunkOf({ content: null, refusal: "No." }), { ...nothing, text: "No." });
});

Deno.test("readChatChunk() reads a whole message like a delta", () => {
  const value = { choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] };
  assert.deepEqual(readChatChunk(value), { ...nothing, text: "Hi", finish: "stop" });
});

Deno.test("readChatChunk() reads why the model stopped, an empty reason being none", () => {
  assert.deepEqual(readChatChunk({ choices: [{ finish_reason: "length" }] }), {
    ...nothing,
    finish: "length",
  });
  assert.deepEqual(readChatChunk({ choices: [{ finish_reason: "" }] }), nothing);
});

Deno.test("readChatChunk() reads pieces of tool calls, in both forms", () => {
  const piece = { index: 1, id: "a", name: "f", args: '{"x' };
  assert.deepEqual(
    chunkOf({
      tool_calls: [
        { index: 1, id: "a", type: "function", function: { name: "f", arguments: '{"x' } },
        { function: { arguments: { x: 1 } } },
        { index: -1, id: 7, function: null },
        null,
      ],
    }),
    {
      ...nothing,
      calls: [
        piece,
        { id: "", name: "", args: '{"x":1}' },
        { id: "", name: "", args: "" },
        { id: "", name: "", args: "" },
      ],
    },
  );
  assert.deepEqual(chunkOf({ function_call: { name: "f", arguments: "{}" } }), {
    ...nothing,
    calls: [{ id: "", name: "f", args: "{}" }],
  });
  assert.deepEqual(chunkOf({ tool_calls: [], function_call: null }), nothing);
});

Deno.test("readChatChunk() maps usage", () => {
  const usage = {
    prompt_tokens: 7,
    completion_tokens: 5,
    total_tokens: 12,
    completion_tokens_details: { reasoning_tokens: 3 },
  };
  assert.deepEqual(readChatChunk({ choices: [], usage }), {
    ...nothing,
    usage: { input: 7, output: 5, reasoning: 3, total: 12, calls: 1 },
  });
});

Deno.test("readChatChunk() adds up a missing total and leaves odd counts out", () => {
  const usage = { prompt_tokens: 7, completion_tokens: 5, completion_tokens_details: null };
  assert.deepEqual(readChatChunk({ usage }), {
    ...nothing,
    usage: { input: 7, output: 5, total: 12, calls: 1 },
  });
  for (const odd of [{}, { prompt_tokens: -1 }, { prompt_tokens: "7" }, [], 7]) {
    assert.deepEqual(readChatChunk({ usage: odd }), nothing);
  }
});

Deno.test("readChatChunk() tells a failure", () => {
  assert.deepEqual(readChatChunk({ error: { message: "boom" } }), {
    kind: "failure",
    failure: { message: "boom" },
  });
});

Deno.test("readChatChunk() is undefined for what is no object", () => {
  for (const value of [undefined, null, 1, "x", true, []]) {
    assert.equal(readChatChunk(value), undefined);
  }
});

Deno.test("readChatChunk() throws for no JSON value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, part) => {
      readChatChunk(value);
      readChatChunk({ choices: [{ delta: part, message: value }], usage: part });
      readChatChunk({ choices: [{ delta: { content: [part, value] } }], error: value });
    }),
    { seed: 20260104, numRuns: 1_000 },
  );
});
