/**
 * `deno task simulate [--seed N] [--trace] [--schedules N] [--from SEED]`: runs schedules of the
 * simulation, or one of them again with all that happened in it.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { say } from "../../scripts/report.ts";
import { runSchedule, ScheduleFailure } from "./schedule.ts";
import { VirtualTime } from "./virtual_time.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    schedules: { type: "string", default: "10000" },
    trace: { type: "boolean", default: false },
  },
});

/** Schedules after which the event loop gets a turn. */
const BREATH = 100;

using time = new VirtualTime();
const tally = new Map<string, number>();
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.schedules) : 1;
const trace: string[] = [];
const began = performance.now();
try {
  for (let seed = from; seed < from + count; seed++) {
    trace.length = 0;
    await runSchedule({ seed, time, tally, ...(values.trace ? { trace } : {}) });
    if (seed % BREATH === 0) await time.breathe();
  }
  if (values.trace) { for (const line of trace) say(line); }
  for (const [what, times] of [...tally].sort()) say(`${String(times).padStart(9)}  ${what}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${count} schedules from seed ${from} in ${seconds} s: every promise was kept`);
} catch (error) {
  if (!(error instanceof ScheduleFailure)) throw error;
  for (const line of trace) say(line);
  say(`${error.message}`);
  if (!error.isViolation) throw error.cause;
  Deno.exitCode = 1;
}
