import assert from "node:assert/strict";
import { interruptHandler } from "../../src/cli/signals.ts";
import { HandClock } from "../adapters/stdio_support.ts";

Deno.test("interruptHandler() tells a second Ctrl-C from one that arrives twice", () => {
  const clock = new HandClock();
  const calls: string[] = [];
  const interrupted = interruptHandler(clock, {
    first: () => calls.push("first"),
    second: () => calls.push("second"),
  });
  interrupted();
  assert.deepEqual(calls, ["first"]);
  interrupted();
  clock.advance(299);
  interrupted();
  assert.deepEqual(calls, ["first"]);
  clock.advance(1);
  interrupted();
  assert.deepEqual(calls, ["first", "second"]);
});
