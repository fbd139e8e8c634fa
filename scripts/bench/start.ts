/**
 * How long the command takes from its start to its ready line.
 *
 * @module
 */
import { CommandProcess } from "./command_process.ts";
import { median } from "./statistics.ts";

/** As a person starts it. */
const TASK = { program: Deno.execPath(), args: ["task", "--quiet"] };

/** Milliseconds from exec to the ready line of `deno task serve`, the middle of so many starts. */
export async function startMs(starts: number): Promise<number> {
  const times: number[] = [];
  // One more, unmeasured: the first fills the caches. Nobody's own state file is touched.
  for (let i = 0; i <= starts; i++) {
    const own = ["serve", "--port", "0", "--state", ":memory:"];
    await using server = await CommandProcess.start(TASK, own);
    times.push(server.readyMs);
  }
  return median(times.slice(1));
}
