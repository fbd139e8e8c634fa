import assert from "node:assert/strict";
import { methodTable } from "../../../src/gateway/handlers/table.ts";

Deno.test("methodTable() holds each method under its own name", () => {
  const table = methodTable();
  for (const [name, method] of table) assert.equal(method.contract.name, name);
  assert.deepEqual([...table.keys()].sort(), [
    "approval.respond",
    "approvals.list",
    "approvals.revoke",
    "clarify.respond",
    "command.dispatch",
    "command.resolve",
    "commands.catalog",
    "config.get",
    "config.set",
    "prompt.background",
    "prompt.submit",
    "reload.mcp",
    "secret.respond",
    "session.activate",
    "session.active_list",
    "session.branch",
    "session.close",
    "session.compress",
    "session.create",
    "session.delete",
    "session.detach",
    "session.events.since",
    "session.history",
    "session.interrupt",
    "session.list",
    "session.most_recent",
    "session.resume",
    "session.save",
    "session.status",
    "session.steer",
    "session.title",
    "session.undo",
    "session.usage",
    "session.viewers",
    "setup.status",
    "skills.manage",
    "skills.reload",
    "slash.exec",
    "sudo.respond",
    "terminal.read.respond",
    "terminal.resize",
    "tools.configure",
    "tools.list",
    "tools.show",
    "toolsets.list",
  ]);
});

Deno.test("what must be answered at all times has the urgent lane", () => {
  const urgent = [...methodTable()]
    .filter(([, { contract }]) => contract.lane === "urgent")
    .map(([name]) => name);
  assert.deepEqual(urgent.sort(), [
    "approval.respond",
    "clarify.respond",
    "secret.respond",
    "session.interrupt",
    "sudo.respond",
    "terminal.read.respond",
  ]);
});
