/**
 * `deno task chaos [kills] [seed]`: kills a serving gateway in the middle of streaming turns, 100 times
 * unless told otherwise, and looks whether three windows that come back see every event once.
 *
 * @module
 */
import { crashRun } from "../tests/cli/support/crash_run.ts";
import { numbersFrom } from "../tests/support/numbers_from.ts";
import { say } from "./report.ts";

const kills = Number(Deno.args[0] ?? 100);
const seed = Number(Deno.args[1] ?? Date.now() % 1_000_000);
say(`${kills} kills, seed ${seed}; again with: deno task chaos ${kills} ${seed}`);
const { cut, complete, events } = await crashRun(kills, numbersFrom(seed));
say(
  `${events} events, each shown once and in order to 3 windows; ${cut} turns cut, ${complete} whole`,
);
