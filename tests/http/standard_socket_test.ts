import assert from "node:assert/strict";
import { HANDSHAKE, TOKEN } from "./support/app_bench.ts";
import { denoBench } from "./support/deno_bench.ts";
import { rawConnect, rawHandshake, readAnswer } from "./support/raw_http.ts";
import { READY } from "./support/stand_in_gateway.ts";

const BEARER = { authorization: `Bearer ${TOKEN}` };

Deno.test("bridge() closes with 1003 on a binary frame, and hears nothing after it", async () => {
  await using bench = await denoBench();
  const client = bench.connect();
  assert.equal(await client.next(), READY);
  client.send(new Uint8Array([1, 2, 3]));
  client.send("too late");
  assert.equal((await client.closed).code, 1003);
  assert.equal(await bench.gateway.ended(), "receive_failed(binary frame)");
  assert.deepEqual(bench.gateway.connections[0]?.received, []);
});

Deno.test("bridge() tells the gateway how a peer left", async () => {
  await using bench = await denoBench();
  const client = bench.connect();
  await client.next();
  await client.close(4000, "bye");
  assert.equal(await bench.gateway.ended(), "client_disconnect(code=4000,reason=bye)");
});

Deno.test("bridge() reports a cut line as code 1006, in the log at debug only", async () => {
  await using bench = await denoBench();
  const answer = await rawHandshake(bench.port, BEARER);
  assert.equal(answer.status, 101);
  assert.equal(await bench.gateway.ended(), "client_disconnect(code=1006,reason=)");
  assert.deepEqual(bench.logger.lines.filter((line) => !line.startsWith("debug ")), []);
});

Deno.test("bridge() closes the socket when the gateway cannot take it", async () => {
  await using bench = await denoBench();
  bench.gateway.connect = () => {
    throw new Error("no room");
  };
  const client = bench.connect();
  assert.equal((await client.closed).code, 1011);
  assert.match(bench.logger.lines.join("\n"), /^error cannot accept 127\.0\.0\.1:\d+: .*no room/);
});

Deno.test("StandardSocket.close() carries code and reason, once; StandardSocket.send() is false from then on", async () => {
  await using bench = await denoBench();
  const client = bench.connect();
  await client.next();
  const { socket } = await bench.gateway.opened();
  assert.equal(socket.send("last"), true);
  socket.close(1001, "gateway shuts down");
  assert.equal(socket.send("too late"), false);
  socket.close(4000, "again");
  assert.equal(await client.next(), "last");
  const { code, reason } = await client.closed;
  assert.deepEqual([code, reason], [1001, "gateway shuts down"]);
  await bench.gateway.ended();
  assert.equal(socket.send("gone"), false);
  assert.equal(socket.bufferedAmount, 0);
});

Deno.test("StandardSocket.bufferedAmount is what a peer that does not read has not taken", async () => {
  await using bench = await denoBench();
  const connection = await rawConnect(bench.port, {
    path: "/api/ws",
    headers: { ...HANDSHAKE, ...BEARER },
  });
  assert.equal((await readAnswer(connection)).status, 101);
  const { socket } = await bench.gateway.opened();
  const frame = "x".repeat(1 << 20);
  // More than the buffers of two kernels hold.
  for (let count = 0; count < 32; count++) assert.equal(socket.send(frame), true);
  assert.ok(socket.bufferedAmount > 1 << 20);
  connection.close();
  assert.match(await bench.gateway.ended(), /^client_disconnect\(code=1006/);
  assert.equal(socket.send("x"), false);
});
