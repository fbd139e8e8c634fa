import assert from "node:assert/strict";
import type { EventKind } from "../../src/protocol/event_kind.ts";
import { events } from "../../src/protocol/events.ts";
import { BatchWindow } from "../../src/session/batch_window.ts";
import { Coalescer } from "../../src/session/coalescer.ts";
import { eventStream } from "../../src/session/counted_stream.ts";
import { GlobalTime } from "../support/global_time.ts";
import { raise } from "../support/raise.ts";

function options(out: string[]) {
  return {
    window: new BatchWindow(33, raise),
    mode: "merge" as const,
    sink: { readiness: "ready" as const, emit: (kind: EventKind) => void out.push(kind.type) },
  };
}

Deno.test("eventStream() is the coalescer itself where nobody counts", () => {
  assert.ok(eventStream(undefined, options([])) instanceof Coalescer);
});

Deno.test("eventStream() counts what is said, and what becomes of it", () => {
  using time = new GlobalTime();
  const out: string[] = [];
  const counts = { eventsIn: 0, eventsOut: 0 };
  const stream = eventStream(counts, options(out));
  for (const text of ["a", "b", "c", "d"]) stream.say(events.messageDelta, text);
  time.tick(33);
  assert.deepEqual(counts, { eventsIn: 4, eventsOut: 2 });
  stream.push(events.statusUpdate as EventKind, { kind: "info", text: "done" });
  assert.deepEqual(counts, { eventsIn: 5, eventsOut: 3 });
  stream.say(events.messageDelta, "e");
  stream.say(events.messageDelta, "f");
  stream.flush();
  assert.deepEqual(counts, { eventsIn: 7, eventsOut: out.length });
  stream.close();
  stream.push(events.statusUpdate as EventKind, { kind: "info", text: "late" });
  assert.equal(counts.eventsOut, out.length, "nothing is said by one that is closed");
});
