/** The real client in the place of the careful window: client and gateway as one system. */
import assert from "node:assert/strict";
import { ClientWindow } from "./client_window.ts";
import { runSchedule } from "./schedule.ts";
import { VirtualTime } from "./virtual_time.ts";

/** Schedules of one test; it goes on where the one before ends. */
const SHARE = 1_250;
const BREATH = 250;

/** What must have happened in {@linkcode SHARE} schedules, and how often: about half of what does. */
const often: Readonly<Record<string, number>> = {
  "batches": 500,
  "connects client": 3_000,
  "dials": 7_000,
  "client hung up": 20,
  "closed 1008": 5,
  "crash at once": 200,
  "crash before a write": 100,
  "crash after a write": 100,
  "drops ends": 600,
  "drops half": 300,
  "drops broken": 300,
  "gaps": 70,
  "pages": 1_000,
  "repeats answered": 2_000,
  "reset gap": 30,
  "reset truncated": 100,
  "restarts": 300,
  "session gone": 300,
  "session live": 2_000,
  "watched to the end client": 300,
  "turns read": 2_000,
  "turn streaming complete": 500,
  "turn streaming unseen": 200,
  "turn queued complete": 300,
};

async function runOne(seed: number, time: VirtualTime, tally: Map<string, number>): Promise<void> {
  const windows: ClientWindow[] = [];
  await runSchedule({
    ...{ seed, time, tally },
    client: (host) => {
      const window = new ClientWindow(host, time.windows);
      windows.push(window);
      return window;
    },
  });
  for (const { turns } of windows) {
    assert.deepEqual(turns.open, [], `seed ${seed}: turns have not come to an end`);
  }
  await Promise.all(windows.map(({ client }) => client.close()));
  assert.equal(time.windowTimers, 0, `seed ${seed}: timers are left of closed clients`);
}

for (let from = 1; from <= 2 * SHARE; from += SHARE) {
  const to = from + SHARE - 1;
  Deno.test(`connect() keeps its promises in the schedules of seeds ${from} to ${to}`, async () => {
    using time = new VirtualTime();
    const tally = new Map<string, number>();
    for (let seed = from; seed <= to; seed++) {
      await runOne(seed, time, tally);
      if (seed % BREATH === 0) await time.breathe();
    }
    for (const [what, least] of Object.entries(often)) {
      const times = tally.get(what) ?? 0;
      assert.ok(times >= least, `${what}: ${times} times, expected are at least ${least}`);
    }
  });
}
