/** The whole way: a model server, the agent, and a tool server that is a process. */
import assert from "node:assert/strict";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { Children, stdioServer } from "./mcp/support/spawn_child.ts";
import { answer, serveModel } from "./support/model_server.ts";
import { asksFor, messagesOf, toolEvents } from "./support/tool_turn.ts";
import { makeAgent, runTurn } from "./support/turn.ts";

Deno.test("openaiProvider() finds a tool server, offers its tools, runs them, and ends it", async () => {
  await using server = serveModel(
    () => asksFor(["files__answer", '{"text":"forty-two"}']),
    () => asksFor(["files__die", "{}"]),
    () => asksFor(["files__answer", '{"text":"again"}']),
    () => answer("It is forty-two."),
  );
  const children = new Children();
  const provider = openaiProvider({
    baseUrl: server.baseUrl,
    model: "m",
    mcpServers: [stdioServer("files")],
    toolPolicy: { otherwise: "never", allow: ["files__answer", "files__die"], never: [] },
  }, { spawn: children.spawn });
  provider.tools!.start();
  await provider.tools!.ready(1_000_000);
  assert.deepEqual(provider.describe().tools, { files: ["files__answer", "files__die"] });
  const agent = await makeAgent(provider);
  const { text, events } = await runTurn(agent, "what is it?");
  assert.equal(text, "It is forty-two.");
  assert.equal(children.started, 2, "it died, and came back");
  const results = toolEvents(events).filter(({ type }) => type === "tool_complete");
  assert.deepEqual(results.map(({ name, summary }) => [name, summary !== undefined]), [
    ["files__answer", false],
    ["files__die", true],
    ["files__answer", false],
  ]);
  const last = messagesOf(server.requests[3]!).at(-1)!;
  assert.deepEqual([last.role, last.content], ["tool", "again"]);
  await agent.close?.();
  await provider.close!();
  assert.deepEqual([...children.running], []);
});
