/** What is Node's own in telling a sidecar: where its WebSocket comes from, and how that fails. */
import assert from "node:assert/strict";
import { withSidecar } from "../conformance/sidecar.ts";
import { hasNode, NodeProcess } from "./support/node_process.ts";

function nodeTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !hasNode, fn });
}

const start = (...args: string[]) => NodeProcess.start("./node_sidecar_main.ts", { args });

nodeTest("SidecarPublisher on Node sends all, closes, and lets the process end", async () => {
  await withSidecar(async (sidecar) => {
    await using node = await start(sidecar.url);
    assert.equal(await node.ask("200"), 200);
    assert.deepEqual(await node.ask("finish"), { dropped: 0 });
    assert.equal(await node.ended(), 0);
    const frames = await sidecar.ended;
    assert.deepEqual(frames, Array.from({ length: 200 }, (_, i) => `frame ${i}`));
  });
});

nodeTest("SidecarPublisher on Node survives that nobody is there, and says so once", async () => {
  await using node = await start("ws://127.0.0.1:1/api/pub?token=s3cret&channel=tides");
  const { warned } = await node.read();
  assert.match(String(warned), /^the sidecar at ws:\/\/127\.0\.0\.1:1 is lost; /);
  assert.doesNotMatch(String(warned), /s3cret|within 2 s/);
  assert.equal(await node.ask("3"), 0);
  assert.deepEqual(await node.ask("finish"), { dropped: 0 });
  assert.equal(await node.ended(), 0);
});

nodeTest(
  "SidecarPublisher on Node gives up who lets it wait, and lets the process end",
  async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepted = listener.accept();
    await using node = await start(`ws://127.0.0.1:${listener.addr.port}/api/pub?channel=tides`);
    assert.equal(await node.ask("256"), 256);
    assert.match(String((await node.read()).warned), /did not answer within 2 s$/);
    assert.deepEqual(await node.ask("finish"), { dropped: 0 });
    assert.equal(await node.ended(), 0);
    (await accepted).close();
    listener.close();
  },
);
