import assert from "node:assert/strict";
import { BenchClient } from "../../../scripts/bench/bench_client.ts";

const ID = "0123abcd";

/** A server that answers a prompt with these events. */
function answering(events: [type: string, payload: unknown][]) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      const { id } = JSON.parse(data);
      const send = (frame: object) => socket.send(JSON.stringify({ jsonrpc: "2.0", ...frame }));
      send({ id, result: { status: "streaming" } });
      for (const [type, payload] of events) {
        send({ method: "event", params: { type, session_id: ID, payload } });
      }
    };
    return response;
  });
}

async function run(events: [type: string, payload: unknown][]) {
  await using server = answering(events);
  const client = await BenchClient.connect(server.addr.port);
  const arrival = await client.run(ID, { kind: "storm", count: 2 });
  await client.close();
  return arrival;
}

Deno.test("BenchClient.run() comes back with what came, though the end was lost", async () => {
  const { text, frames } = await run([
    ["message.delta", { text: "one" }],
    ["session.info", { running: true }],
    ["session.gap", { from: 2, to: 3 }],
    ["session.info", { running: false }],
  ]);
  assert.deepEqual({ text, frames }, { text: "one", frames: 1 });
});

Deno.test("BenchClient.run() waits for the end where nothing was lost", async () => {
  const { text } = await run([
    ["session.info", { running: false }],
    ["message.delta", { text: "one" }],
    ["message.delta", { text: " two" }],
    ["message.complete", { text: "one two" }],
  ]);
  assert.equal(text, "one two");
});
