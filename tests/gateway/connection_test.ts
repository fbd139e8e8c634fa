import assert from "node:assert/strict";
import { MemorySocket } from "../support/memory_socket.ts";
import { Stage } from "../support/stage.ts";

Deno.test("conformance 032: gateway.ready is the very first frame, exactly so", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { replay_epoch } = client.take()[0].params.payload;
  assert.match(replay_epoch, /^[0-9a-f]{16}$/);
  assert.equal(
    client.socket.frames[0],
    '{"jsonrpc":"2.0","method":"event","params":{"type":"gateway.ready","payload":{"skin":' +
      '{"name":"default","colors":{},"branding":{"agent_name":"Tidegate"},"banner_logo":"",' +
      '"banner_hero":"","tool_prefix":"","help_header":""},' +
      `"heartbeat":true,"change_events":true,"replay_epoch":"${replay_epoch}"}}}`,
  );
  assert.equal(client.socket.frames.length, 1);
  assert.deepEqual(stage.log.fieldsOf("ws accepted"), { peer: "10.0.0.1:4000" });
});

Deno.test("a peer that cannot be greeted is gone at once", async () => {
  const unreachable = [
    Object.assign(new MemorySocket(), { gone: true }),
    Object.assign(new MemorySocket(), { fault: new Error("disk full") }),
  ];
  for (const socket of unreachable) {
    await using stage = new Stage();
    const { connection } = stage.connect(socket);
    assert.equal(stage.log.fieldsOf("ws closed").reason, "ready_send_failed");
    assert.equal(stage.log.fieldsOf("ws closed").send_failures, 1);
    assert.equal(stage.gateway.counts.connections, 0);
    connection.receive('{"id":1,"method":"setup.status"}');
    assert.deepEqual(socket.frames, []);
    assert.equal(socket.closes.length, 1);
  }
});

Deno.test("receive() answers what is no request, ignores blank frames, and counts", async () => {
  await using stage = new Stage();
  const { connection, socket } = stage.connect();
  for (const frame of ["", "  \n", "{", "[]", '{"id":7}', '{"id":8,"method":"nope"}']) {
    connection.receive(frame);
  }
  connection.refuseFrame(99_999_999);
  const answers = socket.parsed().slice(1).map(({ id, error }) => [id, error.code]);
  assert.deepEqual(answers, [
    [null, -32700],
    [null, -32600],
    [7, -32600],
    [8, -32601],
    [null, -32600],
  ]);
  connection.end("client_disconnect(code=1001,reason=)");
  connection.receive("{");
  connection.refuseFrame(99_999_999);
  assert.equal(stage.log.at("warn").length, 1);
  assert.deepEqual(stage.log.fieldsOf("ws closed"), {
    peer: "10.0.0.1:4000",
    reason: "client_disconnect(code=1001,reason=)",
    messages: 5,
    parse_errors: 2,
    dispatch_crashes: 0,
    send_failures: 0,
    reaped_sessions: 0,
    detached_sessions: 0,
  });
});

Deno.test("a frame that is no JSON stays out of the log", async () => {
  await using stage = new Stage();
  const { connection } = stage.connect();
  connection.receive('{"token":"hunter2"');
  assert.ok(!JSON.stringify(stage.log.entries).includes("hunter2"));
  assert.deepEqual(stage.log.fieldsOf("a frame is not JSON"), {
    peer: "10.0.0.1:4000",
    frame: 1,
    chars: 18,
  });
});

Deno.test("conformance 044: a handler that crashes answers -32603, and the connection goes on", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { describe } = stage.provider;
  stage.provider.describe = () => {
    throw new Error("secret inside");
  };
  for (let i = 0; i < 2; i++) {
    assert.deepEqual(client.error("session.create"), { code: -32603, message: "internal error" });
  }
  assert.equal(stage.gateway.counts.sessions, 0);
  stage.provider.describe = describe;
  assert.deepEqual(client.result("gateway.ping"), { ok: true });
  client.connection.end("done");
  assert.equal(stage.log.fieldsOf("ws closed").dispatch_crashes, 2);
  assert.equal(stage.log.at("error").length, 2);
});

Deno.test("conformance 018: two connections with a session each see only their own events", async () => {
  await using stage = new Stage();
  const one = await stage.running();
  const two = await stage.open();
  stage.provider.builds[0]?.agent.turn.text("for one");
  await stage.time.pass(100);
  assert.deepEqual(one.client.types(), ["message.delta"]);
  assert.deepEqual(two.client.types(), []);
});

Deno.test("an answer pushes out what its sessions said before it, in the same tick", async () => {
  await using stage = new Stage({ coalesceWindowMs: 1_000 });
  const { client, id } = await stage.running();
  stage.provider.turn.text("a", "b", "c");
  await stage.time.pass();
  client.result("session.usage", { session_id: id });
  const frames = client.take();
  assert.deepEqual(frames.map((frame) => frame.params?.payload.text ?? "answer"), [
    "a",
    "bc",
    "answer",
  ]);
});

Deno.test("conformance 033: a session with close_on_disconnect ends with its last viewer", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open({ close_on_disconnect: "yes" });
  const other = stage.connect();
  other.submit(id, "hello");
  await stage.time.pass();
  client.connection.end("gone");
  assert.equal(stage.gateway.counts.sessions, 1);
  other.connection.end("gone");
  assert.equal(stage.gateway.counts.sessions, 0);
  assert.equal(stage.provider.agent.closes, 1);
  assert.equal(stage.provider.turn.signal.aborted, true);
  assert.deepEqual(stage.log.fieldsOf("session ended"), { session: id, reason: "ws_disconnect" });
});

Deno.test("conformance 204: the closing line counts sessions reaped and detached", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  for (const close_on_disconnect of [true, 1, false, 0, "", null, undefined]) {
    client.result("session.create", { close_on_disconnect });
  }
  client.connection.end("gone");
  client.connection.end("gone again");
  const { reaped_sessions, detached_sessions } = stage.log.fieldsOf("ws closed");
  assert.deepEqual([reaped_sessions, detached_sessions], [2, 5]);
  assert.equal(stage.gateway.counts.sessions, 5);
});

Deno.test("conformance 040: a send that fails ends the connection, and nothing is sent after it", async () => {
  const failures: Partial<MemorySocket>[] = [{ gone: true }, { fault: new Error("disk full") }];
  for (const failure of failures) {
    await using stage = new Stage();
    const { client, id } = await stage.running();
    const watcher = stage.connect();
    watcher.submit(id, "me too", {});
    await stage.time.pass();
    watcher.take();
    Object.assign(client.socket, failure);
    stage.provider.turn.text("a");
    await stage.time.pass(100);
    assert.equal(stage.log.fieldsOf("ws closed").reason, "send_failed");
    assert.equal(stage.gateway.counts.connections, 1);
    // The other viewer and the turn are none the wiser.
    assert.deepEqual(watcher.types(), ["message.delta", "session.viewers"]);
    stage.provider.turn.end();
    await stage.time.pass();
    assert.deepEqual(watcher.types(), ["message.complete", "session.info"]);
    client.connection.receive('{"id":1,"method":"setup.status"}');
  }
});

Deno.test("a socket that throws while it is closed keeps nobody from going", async () => {
  await using stage = new Stage();
  const socket = new MemorySocket();
  socket.close = () => {
    throw new Error("close threw");
  };
  const client = stage.connect(socket);
  client.result("session.create", { close_on_disconnect: true });
  client.connection.end("gone");
  assert.deepEqual(stage.gateway.counts, { sessions: 0, connections: 0 });
  assert.equal(stage.log.at("error").length, 1);
});

Deno.test("a peer that asks and never reads is closed with 1008 when its answers are too many", async () => {
  await using stage = new Stage({ queueLimitChars: 10_000, highWaterBytes: 1_000 });
  const { client, id } = await stage.open();
  client.socket.reading = false;
  for (let i = 0; i < 1_000; i++) client.send("session.usage", { session_id: id });
  assert.equal(client.socket.closes[0]?.code, 1008);
  assert.equal(stage.log.fieldsOf("ws closed").reason, "closed_by_gateway(code=1008)");
  const sent = client.socket.frames.join("").length;
  assert.ok(sent < 5_000, `${sent} characters were handed to a socket over its mark`);
  assert.equal(stage.gateway.counts.connections, 0);
  assert.equal(stage.gateway.counts.sessions, 1);
});

Deno.test("receive() refuses a frame over the limit, counted in bytes, and goes on", async () => {
  await using stage = new Stage({ maxFrameBytes: 1_000 });
  const client = stage.connect();
  client.take();
  const frame = (filler: string) => JSON.stringify({ id: 1, method: "setup.status", filler });
  client.connection.receive(frame("x".repeat(1_000)));
  client.connection.receive(frame("語".repeat(400)));
  client.connection.receive(frame("語".repeat(300)));
  const codes = client.take().map(({ error }) => error?.code);
  assert.deepEqual(codes, [-32600, -32600, undefined]);
});
