import assert from "node:assert/strict";
import { AgentError } from "../../../src/agent/agent.ts";
import type { ToolSource } from "../../../src/agent/tool_shelf.ts";
import { ScriptedShelf, shelfTool } from "../../agent/support/scripted_shelf.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";

const connected = { transport: "stdio", status: "connected", disabled: false } as const;
const box: ToolSource = { name: "box", tools: 2, ...connected };
const web: ToolSource = {
  ...{ name: "web", tools: 0, transport: "http", status: "failed", disabled: false },
  error: "connection refused",
};

/** A gateway whose agent has two tools, of one of two servers. */
function shelved(): { stage: Stage; shelf: ScriptedShelf } {
  const shelf = new ScriptedShelf(shelfTool("read"), shelfTool("write"));
  shelf.sources = [box, web];
  const provider = Object.assign(new ScriptedProvider(), { tools: shelf });
  provider.description = { ...provider.description, toolSources: shelf.sources };
  return { stage: new Stage({ provider }), shelf };
}

/** The answer to a call that takes a moment. */
async function later(stage: Stage, client: Client, method: string, params: Json): Promise<Json> {
  const id = client.send(method, params);
  await stage.time.pass();
  const answer = client.socket.parsed().find((frame) => frame.id === id);
  assert.ok(answer, `${method} was not answered`);
  return answer;
}

Deno.test("tools.list and toolsets.list tell of each server and its tools", async () => {
  const { stage } = shelved();
  await using _ = stage;
  const client = stage.connect();
  const toolsets = [
    {
      name: "box",
      description: "MCP server over stdio, connected",
      tool_count: 2,
      enabled: true,
      tools: ["box__read", "box__write"],
    },
    {
      name: "web",
      description: "MCP server over http, failed: connection refused",
      tool_count: 0,
      enabled: true,
      tools: [],
    },
  ];
  assert.deepEqual(client.result("tools.list"), { toolsets });
  assert.deepEqual(client.result("toolsets.list", { session_id: "unknown" }), {
    toolsets: toolsets.map(({ tools: _, ...toolset }) => toolset),
  });
});

Deno.test("tools.show tells what the tools do that agents are given", async () => {
  const { stage, shelf } = shelved();
  await using _ = stage;
  shelf.tools = [shelfTool("read"), shelfTool("write", { enabled: false })];
  assert.deepEqual(stage.connect().result("tools.show"), {
    sections: [{
      name: "box",
      tools: [{ name: "box__read", description: "the tool read" }],
    }],
    total: 1,
  });
});

Deno.test("tools.list tells what an agent without a shelf says of itself", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const files = { name: "files", description: "", tool_count: 2, enabled: true };
  assert.deepEqual(client.result("tools.list"), {
    toolsets: [{ ...files, tools: ["read", "write"] }],
  });
  stage.provider.builds[0]!.context.tell({ type: "tools", tools: { files: ["grep"] } });
  assert.deepEqual(client.result("tools.show", { session_id: id }).sections, [
    { name: "files", tools: [{ name: "grep", description: "" }] },
  ]);
});

Deno.test("tools.configure switches toolsets, shows it in every session, and keeps the conversation", async () => {
  const { stage, shelf } = shelved();
  await using _ = stage;
  const { client, id } = await stage.open();
  const other = await stage.open();
  const { result } = await later(stage, client, "tools.configure", {
    session_id: id,
    action: "disable",
    names: ["box", " nothing ", ""],
  });
  const { info, ...rest } = result;
  assert.deepEqual(rest, {
    changed: ["box"],
    enabled_toolsets: [],
    missing_servers: [],
    reset: false,
    unknown: ["nothing"],
  });
  assert.equal(info.cwd, "");
  assert.deepEqual(shelf.changes, [{ action: "disable", names: ["box", "nothing"] }]);
  assert.deepEqual(other.client.types(), ["session.info"]);
  const { result: back } = await later(stage, client, "tools.configure", {
    action: "enable",
    names: "box",
  });
  assert.deepEqual([back.info, back.enabled_toolsets], [null, ["box"]]);
});

Deno.test("tools.configure says what is wrong with a call", async () => {
  const { stage } = shelved();
  await using _ = stage;
  const client = stage.connect();
  for (
    const [params, code, message] of [
      [{ names: ["box"] }, 4017, "unknown tools action: undefined"],
      [{ action: "toggle", names: ["box"] }, 4017, "unknown tools action: toggle"],
      [{ action: "enable" }, 4018, "names required"],
      [{ action: "enable", names: [" ", 7] }, 4018, "names required"],
    ] as const
  ) {
    const { error } = await later(stage, client, "tools.configure", params);
    assert.deepEqual([error.code, error.message], [code, message]);
  }
});

Deno.test("tools.configure refuses where an agent brings its own tools", async () => {
  await using stage = new Stage();
  const { error } = await later(stage, stage.connect(), "tools.configure", {
    action: "enable",
    names: ["files"],
  });
  assert.equal(error.code, 5035);
  assert.match(error.message, /^Cannot enable tools: the scripted agent brings its own/);
});

Deno.test("reload.mcp asks first, reloads when it is confirmed, and shows it", async () => {
  const { stage, shelf } = shelved();
  await using _ = stage;
  const { client, id } = await stage.open();
  const asked = await later(stage, client, "reload.mcp", { session_id: id });
  assert.equal(asked.result.status, "confirm_required");
  assert.match(asked.result.message, /Confirm to go on/);
  assert.equal(shelf.reloads, 0);
  client.take();
  const done = await later(stage, client, "reload.mcp", { session_id: id, confirm: true });
  assert.deepEqual(done.result, { status: "reloaded" });
  assert.equal(shelf.reloads, 1);
  assert.deepEqual(client.types(), ["session.info"]);
  await later(stage, client, "reload.mcp", { always: true });
  const again = await later(stage, client, "reload.mcp", {});
  assert.deepEqual([again.result, shelf.reloads], [{ status: "reloaded" }, 3]);
});

Deno.test("reload.mcp holds up nothing, and is 5015 where it fails", async () => {
  const { stage, shelf } = shelved();
  await using _ = stage;
  const { client } = await stage.open();
  const { promise, reject } = Promise.withResolvers<void>();
  shelf.onReload = () => promise;
  const id = client.send("reload.mcp", { confirm: true });
  client.result("tools.list");
  reject(new Error("secret inside"));
  await stage.time.pass();
  const { error } = client.socket.parsed().find((frame) => frame.id === id);
  assert.equal(error.code, 5015);
  assert.doesNotMatch(error.message, /secret/);
});

Deno.test("reload.mcp has nothing to do where an agent has no tool servers", async () => {
  await using stage = new Stage();
  const { result } = await later(stage, stage.connect(), "reload.mcp", {});
  assert.deepEqual(result, { status: "reloaded" });
});

Deno.test("an observer may look at tools, and not change them", async () => {
  const { stage } = shelved();
  await using _ = stage;
  const client = stage.connect(undefined, "observer");
  client.result("tools.list");
  for (const method of ["tools.configure", "reload.mcp"]) {
    assert.equal(client.error(method, { confirm: true }).code, 4040);
  }
});

Deno.test("tools.configure says why tools that cannot be reached were not changed", async () => {
  const { stage, shelf } = shelved();
  await using _ = stage;
  shelf.configure = () => Promise.reject(new AgentError("the agent crashed"));
  const params = { action: "disable", names: ["box"] };
  const { error } = await later(stage, stage.connect(), "tools.configure", params);
  assert.deepEqual([error.code, error.message], [
    5032,
    "Cannot disable tools: the agent crashed",
  ]);
});
