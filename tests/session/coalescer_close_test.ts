/** What a coalescer does once it is closed, also by whoever hears it. */
import assert from "node:assert/strict";
import type { EventKind } from "../../src/protocol/event_kind.ts";
import { BatchWindow } from "../../src/session/batch_window.ts";
import { Coalescer } from "../../src/session/coalescer.ts";
import { GlobalTime } from "../support/global_time.ts";
import { raise } from "../support/raise.ts";
import { messageDelta, StreamBench, toolGenerating } from "./support/stream_bench.ts";

Deno.test("close() drops what is held; nothing comes out any more", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.say("a", "b");
  bench.coalescer.close();
  bench.coalescer.close();
  bench.say("c");
  bench.mark("tool");
  bench.coalescer.flush();
  time.tick(1_000);
  assert.deepEqual(bench.take(), ["a"]);
  assert.equal(time.timers, 0);
});

Deno.test("close() from within an event leaves no timer", () => {
  using time = new GlobalTime();
  const coalescer: Coalescer = new Coalescer({
    window: new BatchWindow(33, raise),
    mode: "merge",
    sink: { readiness: "ready", emit: () => coalescer.close() },
  });
  coalescer.push(messageDelta, { text: "a" });
  assert.equal(time.timers, 0);
});

Deno.test("close() from within the end of a window is the last that is heard", () => {
  using time = new GlobalTime();
  const said: unknown[] = [];
  const coalescer: Coalescer = new Coalescer({
    window: new BatchWindow(33, raise),
    mode: "merge",
    sink: {
      readiness: "ready",
      emit(_kind, payload) {
        said.push(payload?.text);
        if (payload?.text === "b") coalescer.close();
      },
    },
  });
  coalescer.say(messageDelta, "a");
  coalescer.say(messageDelta, "b");
  time.tick(33);
  assert.equal(time.timers, 0);
  coalescer.say(messageDelta, "late");
  coalescer.push(toolGenerating as EventKind, { name: "late" });
  coalescer.flush();
  time.tick(1_000);
  assert.deepEqual(said, ["a", "b"]);
  assert.equal(time.timers, 0);
});
