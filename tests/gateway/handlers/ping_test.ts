import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

Deno.test("gateway.ping is answered, also for whoever may only watch", async () => {
  await using stage = new Stage();
  for (const role of ["controller", "observer"] as const) {
    const client = stage.connect(undefined, role);
    assert.deepEqual(client.result("gateway.ping"), { ok: true });
  }
});

Deno.test("gateway.ready says heartbeat to sockets alone: the end of a pipe tells itself", async () => {
  await using stage = new Stage();
  const frames: string[] = [];
  const send = (text: string) => frames.push(text) > 0;
  const socket = { send, bufferedAmount: 0, close() {}, onDrain() {} };
  const pipe = stage.gateway.connect(socket as never, { label: "stdio", transport: "stdio" });
  const payloadOf = (frame = "") => JSON.parse(frame).params.payload;
  assert.ok(!("heartbeat" in payloadOf(frames[0])));
  assert.equal(payloadOf(stage.connect().socket.frames[0]).heartbeat, true);
  pipe.end("test is over");
});
