/**
 * How long the command takes from its start to its ready line.
 *
 * @module
 */
import { readLines } from "./server_process.ts";
import { median } from "./statistics.ts";

/** Milliseconds from exec to the ready line of `deno task serve`, the middle of so many starts. */
export async function startMs(starts: number): Promise<number> {
  const times: number[] = [];
  // One more, unmeasured: the first fills the caches.
  for (let i = 0; i <= starts; i++) times.push(await startOnce());
  return median(times.slice(1));
}

async function startOnce(): Promise<number> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "serve", "--port", "0"],
    // Nobody's own state file is touched.
    env: { TIDEGATE_STATE: ":memory:" },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = readLines(child.stdout);
  const { value } = await lines.next();
  const took = performance.now() - began;
  if (!value?.startsWith("TIDEGATE_READY port=")) throw new Error(`Cannot time a start: ${value}`);
  child.kill("SIGTERM");
  while (!(await lines.next()).done);
  await child.status;
  return took;
}
