import * as keepsakes from "../../src/protocol/keepsake_methods.ts";
import * as off from "../../src/protocol/off_methods.ts";
import * as overview from "../../src/protocol/overview_methods.ts";
import { assertFaultsAreClear, contractsOf, parsed } from "./support/contracts.ts";

const contracts = [keepsakes, off, overview].flatMap(contractsOf);

Deno.test("methods of small families take no params at all, so that they can say what is missing", () => {
  for (const contract of contracts) parsed(contract, {});
});

Deno.test("methods of small families say which member is wrong, and why", () => {
  for (const contract of contracts) assertFaultsAreClear(contract);
});
