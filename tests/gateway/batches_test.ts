import assert from "node:assert/strict";
import type { Traffic } from "../../src/gateway/telemetry.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import type { ScriptedTurn } from "../support/scripted_agent.ts";
import { checkEvent, type Json, Stage } from "../support/stage.ts";

/** A window that takes batches, and messages as they came. */
function batched(stage: Stage, socket = new MemorySocket()) {
  const peer = { label: "10.0.0.9:4000", transport: "websocket", batch: true } as const;
  const connection = stage.gateway.connect(socket, peer);
  return {
    socket,
    connection,
    ask(method: string, params: Json = {}) {
      connection.receive(JSON.stringify({ jsonrpc: "2.0", id: method, method, params }));
    },
    /** What has come since the last time: each message as the frames it holds. */
    take(): Json[][] {
      const messages = socket.frames.splice(0).map((text) => [JSON.parse(text)].flat());
      for (const { method, params } of messages.flat()) if (method === "event") checkEvent(params);
      return messages;
    },
  };
}

/** A window with batches in which two sessions have a turn that runs. */
async function twoTurns(stage: Stage) {
  const window = batched(stage);
  const ids: string[] = [];
  const turns: ScriptedTurn[] = [];
  for (const text of ["one", "two"]) {
    window.ask("session.create");
    await stage.time.pass(50);
    const id = window.take().flat().find((frame) =>
      frame.id === "session.create"
    ).result.session_id;
    ids.push(id);
    window.ask("prompt.submit", { session_id: id, text });
    await stage.time.pass();
    turns.push(stage.provider.turn);
  }
  window.take();
  return { window, ids, turns };
}

const summary = ({ id, params }: Json) => id ?? `${params.type} ${params.payload?.text ?? ""}`;

Deno.test("a window that takes batches gets what sessions say in one window in one message", async () => {
  await using stage = new Stage();
  const { window, ids, turns } = await twoTurns(stage);
  for (const turn of turns) turn.text("first ");
  await stage.time.pass();
  window.take();
  for (const turn of turns) {
    turn.text("second ");
    turn.text("third");
  }
  await stage.time.pass(33);
  const [message = [], ...more] = window.take();
  assert.deepEqual(more, []);
  assert.deepEqual(message.map(({ params }) => [params.session_id, params.payload.text]), [
    [ids[0], "second third"],
    [ids[1], "second third"],
  ]);
  for (const turn of turns) turn.end();
  await stage.time.pass();
  window.connection.end("gone");
});

Deno.test("a window that takes batches gets an answer by itself, behind the pieces before it", async () => {
  await using stage = new Stage();
  const { window, ids, turns } = await twoTurns(stage);
  for (const turn of turns) turn.text("first ");
  await stage.time.pass();
  for (const turn of turns) turn.text("held");
  await stage.time.pass();
  window.take();
  window.ask("session.usage", { session_id: ids[0] });
  assert.deepEqual(window.take().map((message) => message.map(summary)), [
    ["message.delta held", "message.delta held"],
    ["session.usage"],
  ]);
  for (const turn of turns) turn.end();
  await stage.time.pass();
  const ends = window.take().map((message) => message.map(({ params }) => params.type));
  assert.deepEqual(ends, [
    ["message.complete"],
    ["session.info"],
    ["message.complete"],
    ["session.info"],
  ]);
  window.connection.end("gone");
});

Deno.test("a window that takes batches and cannot be greeted is gone at once", async () => {
  await using stage = new Stage();
  batched(stage, Object.assign(new MemorySocket(), { gone: true }));
  assert.equal(stage.log.fieldsOf("ws closed").reason, "ready_send_failed");
  assert.equal(stage.gateway.counts.connections, 0);
});

Deno.test("a batch that cannot be sent ends the connection with the next frame", async () => {
  await using stage = new Stage();
  const { window, turns } = await twoTurns(stage);
  window.socket.fault = new Error("disk full");
  for (const turn of turns) turn.text("first ");
  await stage.time.pass();
  for (const turn of turns) turn.end();
  await stage.time.pass();
  assert.equal(stage.log.fieldsOf("ws closed").reason, "send_failed");
  assert.equal(stage.log.at("error").length, 1);
});

Deno.test("the frames of a batch are counted one by one", async () => {
  let traffic: Readonly<Traffic> | undefined;
  await using stage = new Stage({
    telemetry: { attach: (readings) => void (traffic = readings.traffic) },
  });
  const { window, turns } = await twoTurns(stage);
  const before = traffic?.framesOut ?? Number.NaN;
  for (const turn of turns) turn.text("first ");
  await stage.time.pass();
  assert.equal(window.take().length, 1);
  assert.equal(traffic?.framesOut, before + 2);
  for (const turn of turns) turn.end();
  await stage.time.pass();
  window.connection.end("gone");
});

Deno.test("a batch of a window that reads waits for nothing, however low the mark", async () => {
  await using stage = new Stage({ highWaterBytes: 1 });
  const { window, turns } = await twoTurns(stage);
  for (const turn of turns) turn.text("first ");
  await stage.time.pass();
  assert.deepEqual(window.take().map((message) => message.map(summary)), [
    ["message.delta first ", "message.delta first "],
  ]);
  for (const turn of turns) turn.end();
  await stage.time.pass();
  window.connection.end("gone");
});
