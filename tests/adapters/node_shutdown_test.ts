import assert from "node:assert/strict";
import { rawConnect } from "../http/support/raw_http.ts";
import { nodeTest, readToEnd } from "./support/node_bench.ts";

async function assertNobodyListens(port: number): Promise<void> {
  await assert.rejects(
    Deno.connect({ hostname: "127.0.0.1", port }),
    Deno.errors.ConnectionRefused,
  );
}

nodeTest(
  "shutdown() on Node drains, then nothing keeps the process",
  async ({ node, connect, port }) => {
    const client = connect();
    await client.next();
    await node.ask("goodbye");
    assert.equal(await client.next(), "last words");
    const { code, reason } = await client.closed;
    assert.deepEqual([code, reason], [1001, "gateway shuts down"]);
    await assertNobodyListens(port);
    await node.ask("leave");
    assert.equal(await node.ended(), 0);
  },
);

nodeTest(
  "shutdown() on Node closes with 1001 what a drain has left open",
  async ({ node, connect }) => {
    const client = connect();
    await client.next();
    await node.ask("stop");
    assert.equal((await client.closed).code, 1001);
    await node.ask("leave");
    assert.equal(await node.ended(), 0);
  },
);

nodeTest("shutdown() on Node cuts off at the end of its grace who does not read", async (bench) => {
  const { node, port } = bench;
  const stalled = await bench.rawSocket();
  assert.ok(Number(await node.ask("flood 32")) > 1 << 20);
  await node.ask("abandon");
  // Its grace is over.
  await node.ask("advance 1000");
  await node.ask("leave");
  assert.equal(await node.ended(), 0);
  await readToEnd(stalled);
  stalled.close();
  await assertNobodyListens(port);
});

nodeTest("shutdown() on Node cuts off a request that never ends", async ({ node, port, url }) => {
  const slow = await rawConnect(port, {
    method: "POST",
    path: "/api/auth/exchange",
    headers: { origin: url, "content-length": "100" },
    body: "{",
  });
  await node.ask("abandon");
  await node.ask("advance 1000");
  await node.ask("leave");
  assert.equal(await node.ended(), 0);
  await readToEnd(slow);
  slow.close();
});
