import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { readableOf } from "../../src/adapters/node_stdio.ts";
import { hasNode, NodeProcess } from "./support/node_process.ts";

Deno.test("readableOf() gives what comes, then its end", async () => {
  const input = new PassThrough();
  const reader = readableOf(input).getReader();
  const first = reader.read();
  input.write(new Uint8Array([1, 2]));
  assert.deepEqual([...(await first).value ?? []], [1, 2]);
  input.end(new Uint8Array([3]));
  assert.deepEqual([...(await reader.read()).value ?? []], [3]);
  assert.equal((await reader.read()).done, true);
});

Deno.test("readableOf() fails with what its stream fails with", async () => {
  const input = new PassThrough();
  const reader = readableOf(input).getReader();
  const read = reader.read();
  input.destroy(new Error("the cable is out"));
  await assert.rejects(read, { message: "the cable is out" });
});

Deno.test("readableOf() is cancelled while a read waits, and closes its stream", async () => {
  const input = new PassThrough();
  const reader = readableOf(input).getReader();
  const read = reader.read();
  await reader.cancel();
  assert.equal((await read).done, true);
  assert.equal(input.destroyed, true);
});

Deno.test({
  name: "on Node neither a pipe nobody reads nor a read of stdin holds up the loop or the exit",
  ignore: !hasNode,
  async fn() {
    await using node = await NodeProcess.start("./node_stdio_main.ts");
    assert.equal(await node.ended(), 7);
  },
});
