/** Methods of one's own, typed as docs/CLIENT.md shows. */
import assert from "node:assert/strict";
import type { Client } from "tidegate/client";
import { ScriptedNet } from "./support/scripted_net.ts";

declare module "tidegate/client" {
  interface CustomMethods {
    "acme.tides": { params: { harbour: string }; result: { turnsAt: string } };
  }
}

async function nextTide(client: Client): Promise<string> {
  return (await client.request("acme.tides", { harbour: "Husum" })).turnsAt;
}

Deno.test("Client.request() knows the methods of CustomMethods", async () => {
  await using net = new ScriptedNet();
  const socket = await net.online();
  const tide = nextTide(net.client);
  assert.deepEqual(socket.answer("acme.tides", { turnsAt: "11:40" }), { harbour: "Husum" });
  assert.equal(await tide, "11:40");
});
