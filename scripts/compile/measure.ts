/**
 * Starts a binary several times and holds what it takes against the goals.
 *
 * deno run --allow-env --allow-run=BINARY,ps --allow-read=BINARY scripts/compile/measure.ts BINARY
 *
 * @module
 */
import { say } from "../report.ts";

const RUNS = 9;
const IDLE_MS = 2_000;

/** A number that was measured, and the most it should be. */
interface Row {
  what: string;
  value: number;
  unit: string;
  goal: number;
}

/** A gateway that has said it is ready. */
interface Started {
  process: Deno.ChildProcess;
  ms: number;
}

const QUIETLY = ["--state", ":memory:", "--log-level", "error"];
const TOKEN = crypto.randomUUID();

async function start(binary: string): Promise<Started> {
  const began = performance.now();
  const process = new Deno.Command(binary, {
    // As a desktop app starts it.
    args: ["serve", "--port", "0", "--exit-with-parent", ...QUIETLY],
    env: { TIDEGATE_TOKEN: TOKEN },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.getReader();
  let said = "";
  while (!said.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`Starting ${binary}: it ended and said "${said}"`);
    said += new TextDecoder().decode(value);
  }
  const ms = performance.now() - began;
  await reader.cancel();
  return { process, ms };
}

async function end({ process }: Started): Promise<void> {
  await process.stdin.close();
  await process.status;
}

/** MiB that a process has resident. */
async function residentMiB(pid: number): Promise<number> {
  const ps = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] });
  return Number(new TextDecoder().decode((await ps.output()).stdout)) / 1_024;
}

function show({ what, value, unit, goal }: Row): void {
  const outcome = value <= goal ? "ok" : "MISS";
  const shown = `${value.toFixed(1)} ${unit}`.padStart(10);
  say(`  ${what.padEnd(36)} ${shown}   goal ${String(goal).padStart(4)} ${unit}   ${outcome}`);
}

const [binary = ""] = Deno.args;
const times: number[] = [];
for (let i = 0; i < RUNS; i++) {
  const started = await start(binary);
  times.push(started.ms);
  await end(started);
}
const middle = times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN;
const idle = await start(binary);
await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
const resident = Deno.build.os === "windows" ? NaN : await residentMiB(idle.process.pid);
await end(idle);

show({ what: "size", value: Deno.statSync(binary).size / 1_000_000, unit: "MB", goal: 95 });
show({ what: `ready line, median of ${RUNS} starts`, value: middle, unit: "ms", goal: 150 });
if (!Number.isNaN(resident)) {
  show({ what: "resident at idle", value: resident, unit: "MiB", goal: 80 });
}
