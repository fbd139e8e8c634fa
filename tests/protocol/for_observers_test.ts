/** What the bearer of an observers' credential may call: whoever adds to it thinks of what it shows. */
import assert from "node:assert/strict";
import { methods } from "../../src/protocol/methods.ts";

const always = [
  "agents.list",
  "approvals.list",
  "billing.state",
  "command.resolve",
  "commands.catalog",
  "complete.slash",
  "config.show",
  "credits.view",
  "delegation.status",
  "gateway.ping",
  "handoff.state",
  "insights.get",
  "model.options",
  "pet.cells",
  "pet.gallery",
  "pet.info",
  "plugins.list",
  "projects.discover_repos",
  "projects.get",
  "projects.list",
  "projects.project_sessions",
  "projects.tree",
  "rollback.list",
  "rpc.discover",
  "session.activate",
  "session.active_list",
  "session.detach",
  "session.events.since",
  "session.history",
  "session.list",
  "session.most_recent",
  "session.resume",
  "session.status",
  "session.usage",
  "session.viewers",
  "setup.runtime_check",
  "setup.status",
  "spawn_tree.list",
  "spawn_tree.load",
  "terminal.resize",
  "tools.list",
  "tools.show",
  "toolsets.list",
  "voice.toggle",
];

/** With some params. */
const sometimes = [
  "command.dispatch",
  "config.get",
  "plugins.manage",
  "projects.for_cwd",
  "session.title",
  "skills.manage",
  "slash.exec",
];

Deno.test("observers may call what only looks, and nothing that shows other folders or runs something", () => {
  const all = Object.values(methods);
  const named = (fits: (readOnly: unknown) => boolean) =>
    all.filter(({ readOnly }) => fits(readOnly)).map(({ name }) => name).sort();
  assert.deepEqual(named((readOnly) => readOnly === true), always);
  assert.deepEqual(named((readOnly) => typeof readOnly === "function"), sometimes);
});
