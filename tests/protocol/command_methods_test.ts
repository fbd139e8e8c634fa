import assert from "node:assert/strict";
import * as module from "../../src/protocol/command_methods.ts";
import {
  commandDispatch,
  commandResolve,
  commandsCatalog,
  skillsManage,
  skillsReload,
  slashExec,
} from "../../src/protocol/command_methods.ts";
import { assertFaultsAreClear, assertGives, contractsOf, parsed } from "./support/contracts.ts";

/** The six shapes of PROTOCOL 3.4. */
const shapes = [
  { type: "exec", output: "done" },
  { type: "alias", target: "model big" },
  { type: "plugin", output: "done" },
  { type: "skill", message: "Look up.", name: "tides" },
  { type: "send", message: "again" },
  { type: "send", message: "again", notice: "once more" },
  { type: "prefill", message: "again", notice: "taken back" },
];

Deno.test("command methods take what may be missing as nothing", () => {
  assert.deepEqual(parsed(slashExec, {}), { session_id: "", command: "" });
  assert.deepEqual(parsed(commandDispatch, { session_id: null }), {
    session_id: null,
    name: "",
    arg: "",
  });
  assert.deepEqual(parsed(commandsCatalog, {}), {});
  assert.deepEqual(parsed(skillsManage, { query: null }), {
    ...{ action: "list", query: "", page: 1 },
  });
});

Deno.test("command methods say what is wrong with their params", () => {
  for (const contract of contractsOf(module)) assertFaultsAreClear(contract);
});

Deno.test("command methods give what the protocol says", () => {
  assertGives(commandDispatch, ...shapes);
  assertGives(slashExec, { output: "done" }, { output: "done", warning: "why" }, ...shapes);
  assertGives(commandResolve, { canonical: "help", description: "lists", category: "Gateway" });
  assertGives(commandsCatalog, {
    pairs: [["/help", "shows this"]],
    sub: { "/model": ["list"] },
    canon: { "/h": "/help" },
    categories: [{ name: "Chat", pairs: [["/help", "shows this"]] }],
    skill_count: 0,
    warning: "",
  });
  assertGives(skillsReload, { output: "Skills: 1", result: { count: 1, added: [], removed: [] } });
  assertGives(
    skillsManage,
    { skills: { Skills: ["tides"] } },
    { results: [{ name: "tides", description: "looks up" }] },
    { info: { name: "tides", description: "looks up", path: "/s/tides.md", body: "Look up." } },
  );
});

Deno.test("slash.exec and command.dispatch only look where the command does, however it is written", () => {
  const looks = (contract: typeof slashExec | typeof commandDispatch, params: object) =>
    typeof contract.readOnly === "function" && contract.readOnly({ ...params });
  for (const command of ["/help", " STATUS now", "/Usage\n"]) {
    assert.ok(looks(slashExec, { command }), command);
  }
  for (const command of ["/title", "help!", "", undefined, 7, "//help", "/ help"]) {
    assert.ok(!looks(slashExec, { command }), String(command));
  }
  assert.ok(looks(commandDispatch, { name: "tools" }));
  assert.ok(!looks(commandDispatch, { name: "model" }));
});
