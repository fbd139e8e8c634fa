/** Ten thousand schedules of everything that can happen to a session. How to replay one: docs/DELIVERY.md. */
import assert from "node:assert/strict";
import { runSchedule } from "./schedule.ts";
import { VirtualTime } from "./virtual_time.ts";

/** Schedules of one test; it goes on where the one before ends. */
const SHARE = 2_500;

/** Schedules after which the event loop gets a turn. */
const BREATH = 250;

/** What must have happened in {@linkcode SHARE} schedules, and how often: about half of what does. */
const often: Readonly<Record<string, number>> = {
  "actions": 90_000,
  "sessions created": 2_000,
  "turns": 4_000,
  "store none": 400,
  "store short": 250,
  "store full": 600,
  "store sqlite": 50,
  "connects careful": 6_000,
  "connects plain": 2_000,
  "eager windows": 300,
  "drops ends": 1_200,
  "drops half": 600,
  "drops broken": 600,
  "stalls": 2_000,
  "drains": 1_000,
  "closed 1008": 5,
  "snapshots": 10_000,
  "replays": 2_000,
  "pages": 5_000,
  "pages truncated": 100,
  "gaps": 150,
  "fetched anew": 300,
  "watched to the end careful": 1_000,
  "watched to the end plain": 400,
  "answer streaming": 3_000,
  "answer queued": 3_000,
  "answer steered": 400,
  "repeats": 1_200,
  "repeats answered": 3_000,
  "wish activate": 1_000,
  "wish since": 1_500,
  "wish interrupt": 500,
  "wish detach": 300,
  "end tui_close": 500,
  "end ws_disconnect": 80,
  "end ws_orphan_reap": 700,
  "end tui_shutdown": 400,
  "restarts": 500,
  "crash at once": 400,
  "crash before a write": 200,
  "crash after a write": 200,
  "prompt ran": 3_000,
  "prompt crash": 80,
  "prompt interrupt": 80,
  "prompt was a hint": 150,
  "long waits": 700,
};

for (let from = 1; from <= 4 * SHARE; from += SHARE) {
  const to = from + SHARE - 1;
  Deno.test(`a gateway keeps its promises in the schedules of seeds ${from} to ${to}`, async () => {
    using time = new VirtualTime();
    const tally = new Map<string, number>();
    for (let seed = from; seed <= to; seed++) {
      await runSchedule({ seed, time, tally });
      if (seed % BREATH === 0) await time.breathe();
    }
    for (const [what, least] of Object.entries(often)) {
      const times = tally.get(what) ?? 0;
      assert.ok(times >= least, `${what}: ${times} times, expected are at least ${least}`);
    }
  });
}

Deno.test("a seed says all that happens in its schedule", async () => {
  using time = new VirtualTime();
  const traceOf = async (seed: number) => {
    const trace: string[] = [];
    await runSchedule({ seed, time, tally: new Map(), trace });
    return trace;
  };
  for (let seed = 1; seed <= 40; seed++) {
    const trace = await traceOf(seed);
    assert.ok(trace.length > 50, `the trace of seed ${seed} is ${trace.length} lines long`);
    assert.deepEqual(await traceOf(seed), trace);
  }
  assert.notDeepEqual(await traceOf(1), await traceOf(2));
});
