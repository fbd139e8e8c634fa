import assert from "node:assert/strict";
import type { AnyMessage } from "@agentclientprotocol/sdk";
import fc from "fast-check";
import { messageStream } from "../../../src/agent/acp/message_stream.ts";
import { systemClock } from "../../../src/lib/clock.ts";

interface Heard {
  messages: AnyMessage[];
  updates: unknown[];
  noise: string[];
  error: string;
}

/** What is heard of the bytes of an agent that was asked one thing, with the id 0. */
async function hear(bytes: Uint8Array): Promise<Heard> {
  const heard: Heard = { messages: [], updates: [], noise: [], error: "" };
  const { readable, writable } = messageStream({
    stdin: new WritableStream(),
    stdout: new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    }),
    maxLineBytes: 200,
    maxMessagesPerSecond: 10,
    clock: systemClock,
    onUpdate: (params) => heard.updates.push(params),
    onNoise: (line) => heard.noise.push(line),
  });
  const writer = writable.getWriter();
  await writer.write({ jsonrpc: "2.0", id: 0, method: "initialize" });
  try {
    for await (const message of readable) heard.messages.push(message);
  } catch (error) {
    heard.error = String(error);
  }
  return heard;
}

function lines(...values: unknown[]): Uint8Array {
  const written = values.map((value) => typeof value === "string" ? value : JSON.stringify(value));
  return new TextEncoder().encode(`${written.join("\n")}\n`);
}

const jsonrpc = "2.0";

Deno.test("messageStream() lets requests, notifications and the answers we wait for through, once", async () => {
  const answer = { jsonrpc, id: 0, result: {} };
  const request = { jsonrpc, id: "q", method: "fs/read_text_file", params: {} };
  const notification = { jsonrpc, method: "$/cancel_request" };
  const heard = await hear(lines(answer, "", request, answer, notification, { ...answer, id: 7 }));
  assert.deepEqual(heard.messages, [answer, request, notification]);
  assert.deepEqual([heard.noise, heard.error], [[], ""]);
});

Deno.test("messageStream() hands updates over by themselves", async () => {
  const params = { sessionId: "s", update: {} };
  const update = { jsonrpc, method: "session/update" };
  const heard = await hear(lines({ ...update, params }, { ...update, params: 3 }));
  assert.deepEqual(heard.updates, [params, {}]);
  assert.deepEqual(heard.messages, []);
});

Deno.test("messageStream() leaves out lines that are no messages", async () => {
  const noise = [
    "a log line",
    "[1]",
    "3",
    '{"id":1}',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":{}}',
  ];
  const heard = await hear(lines(...noise));
  assert.deepEqual([heard.noise, heard.error, heard.messages], [noise, "", []]);
});

Deno.test("messageStream() fails at bytes that are no text, at long lines and at too many of them", async () => {
  assert.match((await hear(new Uint8Array([0xff, 10]))).error, /AgentFault: .*no text/);
  assert.match((await hear(new Uint8Array([65, 0, 65, 10]))).error, /no text/);
  assert.match((await hear(lines("x".repeat(201)))).error, /more than 200 bytes/);
  const many = Array.from({ length: 51 }, () => ({ jsonrpc, method: "x" }));
  assert.match((await hear(lines(...many))).error, /more than 10 messages a second/);
});

Deno.test("messageStream() survives any bytes: it only ever fails as an agent's fault", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const { error, messages } = await hear(bytes);
      assert.deepEqual(messages, []);
      assert.match(error, /^$|^AgentFault: /);
    }),
    { seed: 4, numRuns: 300 },
  );
});
