/**
 * `deno task bench`: what a token costs here, and what it costs a server that sends each one by itself.
 * Both run side by side and are measured in turns, so that a ratio says something on any machine.
 * Exits 1 when a promised ratio is missed.
 *
 * @module
 */
import { say } from "../report.ts";
import { startMs } from "./start.ts";
import { PACED, type Result, Subject } from "./subject.ts";

const ROUNDS = 5;

interface Row {
  name: string;
  naive: number;
  tidegate: number;
  unit: string;
  digits: number;
  /** The comparison the project promises, and whether it holds. */
  goal?: { text: string; reached: boolean };
}

function rows(naive: Result, own: Result): Row[] {
  // One share for both: the generator is the same, and what differs between the two is the machine.
  const generatorUs = Math.min(naive.generatorUs, own.generatorUs);
  const naiveShare = naive.pacedUs - generatorUs;
  const ownShare = own.pacedUs - generatorUs;
  const speedup = own.stormPerSecond / naive.stormPerSecond;
  const saving = ownShare / naiveShare;
  const added = own.p99 - naive.p99;
  const row = (name: string, key: keyof Result, how: { unit: string; digits: number }): Row => ({
    name,
    naive: naive[key],
    tidegate: own[key],
    ...how,
  });
  const ms = { unit: "ms", digits: 2 };
  const us = { unit: "µs", digits: 2 };
  return [
    {
      ...row("storm: 200,000 deltas, one connection", "stormPerSecond", {
        unit: "tokens/s",
        digits: 0,
      }),
      goal: { text: `${speedup.toFixed(1)} x naive (goal >= 6)`, reached: speedup >= 6 },
    },
    row("storm: frames per token", "stormFramesPerToken", { unit: "", digits: 5 }),
    row("storm: bytes per token", "stormBytesPerToken", { unit: "B", digits: 1 }),
    row("paced: CPU per token, all", "pacedUs", us),
    row("paced: CPU per token, generator alone", "generatorUs", us),
    {
      name: "paced: CPU per token, less the generator",
      naive: naiveShare,
      tidegate: ownShare,
      ...us,
      goal: { text: `${saving.toFixed(2)} x naive (goal <= 0.5)`, reached: saving <= 0.5 },
    },
    row("paced: frames per token", "framesPerToken", { unit: "", digits: 3 }),
    row("paced: bytes per token", "bytesPerToken", { unit: "B", digits: 1 }),
    row("paced: latency p50", "p50", ms),
    {
      ...row("paced: latency p99", "p99", ms),
      goal: { text: `${added.toFixed(1)} ms added (goal <= 40)`, reached: added <= 40 },
    },
    row("first token p50", "firstP50", ms),
    {
      ...row("first token p99", "firstP99", ms),
      goal: { text: `${own.firstP99.toFixed(2)} ms (goal <= 3)`, reached: own.firstP99 <= 3 },
    },
    {
      ...row("resident memory, idle", "idleMiB", { unit: "MiB", digits: 1 }),
      goal: { text: `${own.idleMiB.toFixed(1)} MiB (goal <= 110)`, reached: own.idleMiB <= 110 },
    },
  ];
}

function print(table: Row[]): void {
  const width = Math.max(...table.map(({ name }) => name.length));
  say(`${"".padEnd(width)} ${"naive".padStart(12)} ${"tidegate".padStart(12)}`);
  for (const { name, naive, tidegate, unit, digits, goal } of table) {
    const numbers = [naive, tidegate].map((value) => value.toFixed(digits).padStart(12));
    const verdict = goal === undefined ? "" : `   ${goal.reached ? "ok  " : "MISS"} ${goal.text}`;
    say(`${name.padEnd(width)} ${numbers.join(" ")} ${unit.padEnd(8)}${verdict}`);
  }
}

const { sessions, perSecond, seconds } = PACED;
say(
  `paced: ${sessions} sessions x ${perSecond} tokens/s, one connection, ` +
    `${ROUNDS} rounds of ${seconds} s; the least disturbed second counts\n`,
);
const start = await startMs();
const started = start <= 300;
const verdict = `${started ? "ok  " : "MISS"} (goal <= 300)`;
say(`start of "deno task serve" to its ready line: ${start.toFixed(0)} ms   ${verdict}\n`);
await using naive = await Subject.start("naive_server.ts");
await using own = await Subject.start("tidegate_server.ts");
for (let i = 0; i < ROUNDS; i++) {
  await naive.round();
  await own.round();
}
const table = rows(naive.result(), own.result());
print(table);
if (!started || table.some(({ goal }) => goal?.reached === false)) Deno.exitCode = 1;
