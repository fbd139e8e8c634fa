/** What a server says about itself, and what it leaves alone. */
import assert from "node:assert/strict";
import { addressOf, type Case } from "../case.ts";

const published = JSON.parse(
  await Deno.readTextFile(new URL("../../../docs/openrpc.json", import.meta.url)),
);

/** Methods that end something, or do something to the machine: nobody calls them here. */
const LEFT_OUT = /^(session\.(close|delete|save)|reload\.mcp|.*\.attach.*|clipboard\.paste)$/;

export const discoveryCases: readonly Case[] = [
  {
    name: "rpc.discover answers the published document, without a session",
    async run(stage) {
      const peer = await stage.connect();
      const { result } = await peer.call("rpc.discover");
      assert.deepEqual(result, published);
    },
  },
  {
    name: "the published document is served, and again only where it has changed",
    on: "websocket",
    async run(stage) {
      const { port } = addressOf(await stage.server());
      const url = `http://127.0.0.1:${port}/openrpc.json`;
      const first = await fetch(url);
      assert.equal(first.status, 200);
      assert.equal(first.headers.get("content-type"), "application/json");
      assert.deepEqual(await first.json(), published);
      const tag = first.headers.get("etag") ?? "";
      const again = await fetch(url, { headers: { "if-none-match": tag } });
      assert.deepEqual([again.status, await again.text()], [304, ""]);
      const other = await fetch(url, { headers: { "if-none-match": '"another"' } });
      assert.equal(other.status, 200);
      await other.body?.cancel();
    },
  },
  {
    name: "params that no method names are left alone, whatever the method",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open({ unheard_of: { deep: [1] } });
      for (const { name } of published.methods as { name: string }[]) {
        if (LEFT_OUT.test(name)) continue;
        const params = { session_id: "00000000" };
        const plain = await peer.call(name, params);
        const more = await peer.call(name, { ...params, unheard_of: true, "": null });
        assert.deepEqual(more.error, plain.error, name);
      }
      await peer.ok("session.usage", { session_id, unheard_of: 7 });
    },
  },
];
