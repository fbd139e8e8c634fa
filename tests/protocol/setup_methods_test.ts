import assert from "node:assert/strict";
import * as module from "../../src/protocol/setup_methods.ts";
import { configGet, configSet, setupStatus } from "../../src/protocol/setup_methods.ts";
import {
  assertFaultsAreClear,
  assertGives,
  contractsOf,
  parsed,
  told,
} from "./support/contracts.ts";
import { info } from "./support/samples.ts";

Deno.test("methods of settings name the member that is wrong, and why", () => {
  for (const contract of contractsOf(module)) assertFaultsAreClear(contract);
});

Deno.test("config.set takes text, numbers and flags, and says so", () => {
  for (const value of ["on", "", 5, true, null, undefined]) {
    configSet.params.parse({ key: "fast", value, session_id: null, scope: "session" });
  }
  assert.equal(
    told(configSet, { key: "fast", value: {} }),
    "invalid params: value: expected string, number or boolean",
  );
});

Deno.test("config methods take what is missing for nothing", () => {
  assert.deepEqual(parsed(configGet, {}), { key: "" });
  assert.deepEqual(parsed(configSet, {}), { key: "" });
});

Deno.test("methods of settings give what the protocol says", () => {
  assertGives(setupStatus, { provider_configured: true });
  assertGives(configGet, { value: "on" }, { config: { display: {} } }, { mtime: 0 }, {});
  assertGives(
    configSet,
    { key: "fast", value: "on" },
    { key: "model", value: "m", warning: "w", info },
    { key: "yolo", value: "1", scope: "session" },
  );
});
