import assert from "node:assert/strict";
import * as contracts from "../../src/protocol/tool_methods.ts";
import { assertFaultsAreClear, assertGives, contractsOf, parsed } from "./support/contracts.ts";
import { info } from "./support/samples.ts";

Deno.test("tool methods need no session", () => {
  for (const contract of contractsOf(contracts)) parsed(contract, {});
});

Deno.test("tool methods say which member is wrong, and why", () => {
  for (const contract of contractsOf(contracts)) assertFaultsAreClear(contract);
});

Deno.test("reload.mcp takes whatever is true for a confirmation", () => {
  assert.deepEqual(parsed(contracts.reloadMcp, { confirm: 1 }), { confirm: true, always: false });
});

Deno.test("tool methods give what the protocol says", () => {
  const toolset = { name: "files", description: "", tool_count: 1, enabled: true };
  assertGives(contracts.toolsList, { toolsets: [{ ...toolset, tools: ["files__read"] }] });
  assertGives(contracts.toolsetsList, { toolsets: [toolset] });
  const section = { name: "files", tools: [{ name: "files__read", description: "reads" }] };
  assertGives(contracts.toolsShow, { sections: [section], total: 1 });
  const report = { changed: [], enabled_toolsets: [], missing_servers: [], unknown: [] };
  for (const shown of [info, null]) {
    assertGives(contracts.toolsConfigure, { ...report, info: shown, reset: false });
  }
  assertGives(
    contracts.reloadMcp,
    { status: "confirm_required", message: "sure?" },
    { status: "reloaded" },
  );
});
