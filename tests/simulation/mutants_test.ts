/** A simulation that finds nothing may be blind: here it must find something. */
import assert from "node:assert/strict";
import type { Mutant } from "./mutant.ts";
import { mutants } from "./mutants.ts";
import { runSchedule, ScheduleFailure } from "./schedule.ts";
import { VirtualTime } from "./virtual_time.ts";

/** Schedules within which each fault must be found; the most hidden is in one of fifty. */
const ENOUGH = 600;

async function find(mutant: Mutant, time: VirtualTime): Promise<ScheduleFailure | undefined> {
  for (let seed = 1; seed <= ENOUGH; seed++) {
    try {
      await runSchedule({ seed, time, tally: new Map(), mutant });
    } catch (error) {
      if (error instanceof ScheduleFailure) return error;
      throw error;
    }
  }
}

for (const mutant of mutants) {
  Deno.test(`the simulation finds a gateway that ${mutant.name}`, async () => {
    using time = new VirtualTime();
    const found = await find(mutant, time);
    assert.ok(found, `not found in ${ENOUGH} schedules`);
    assert.ok(found.isViolation, `the simulation itself broke: ${found.cause}`);
    // It is the mutant that was found: without it nothing is wrong.
    await runSchedule({ seed: found.seed, time, tally: new Map() });
  });
}
