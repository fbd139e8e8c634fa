import assert from "node:assert/strict";
import { ScriptedShelf, shelfTool } from "../agent/support/scripted_shelf.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { Stage } from "../support/stage.ts";

function shelved() {
  const shelf = new ScriptedShelf(shelfTool("read"));
  const provider = Object.assign(new ScriptedProvider(), { tools: shelf });
  const stage = new Stage({ provider });
  const source = (status: "connected" | "failed", error?: string) => {
    shelf.sources = [{
      ...{ name: "box", transport: "stdio", status, tools: 1, disabled: false },
      ...(error === undefined ? {} : { error }),
    }];
    provider.description = { ...provider.description, toolSources: shelf.sources };
    shelf.changed({ purpose: false });
  };
  return { stage, shelf, source };
}

Deno.test("a gateway looks for tools at once, and lets go of them when it ends", async () => {
  const { stage, shelf } = shelved();
  assert.equal(shelf.starts, 1);
  assert.equal(shelf.watchers, 1);
  await stage[Symbol.asyncDispose]();
  assert.equal(shelf.watchers, 0);
});

Deno.test("sessions hear what becomes of tool servers, once for all news of a moment", async () => {
  const { stage, source } = shelved();
  await using _ = stage;
  const { client } = await stage.open();
  source("connected");
  source("failed", "it ended with code 3");
  await stage.time.pass(200);
  const [event, ...more] = client.events();
  assert.deepEqual(more, []);
  assert.equal(event?.type, "session.info");
  assert.deepEqual(event?.payload.mcp_servers, [{
    name: "box",
    transport: "stdio",
    tools: 1,
    connected: false,
    disabled: false,
    status: "failed",
    error: "it ended with code 3",
  }]);
  source("failed", "it ended with code 3");
  await stage.time.pass(200);
  assert.deepEqual(client.events(), [], "that is no news");
});
