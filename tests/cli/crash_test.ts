import assert from "node:assert/strict";
import { numbersFrom } from "../support/numbers_from.ts";
import { crashRun } from "./support/crash_run.ts";

Deno.test({
  name: "10 kills in the middle of turns: three windows see every event once, in order",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { cut, events } = await crashRun(10, numbersFrom(20_261_121));
    assert.ok(cut > 0, "no kill cut a turn: nothing was shown");
    assert.ok(events > 100);
  },
});
