/**
 * What a token costs here, and what it costs a server that sends each one by itself. Both run side by side and
 * are measured at once, or in turns where each needs the machine, so that a ratio says something on any.
 *
 * @module
 */
import { startMs } from "./start.ts";
import { FULL, Measurements, type Result, Subject, type TokensScale } from "./subject.ts";
import { atLeast, atMost, type Row, type Table } from "./table.ts";

function rows(
  { startedMs, naive, own }: { startedMs: number; naive: Result; own: Result },
): Row[] {
  // One share for both: the generator is the same, and what differs between the two is chance.
  const generatorUs = (naive.generatorUs + own.generatorUs) / 2;
  const naiveShare = naive.pacedUs - generatorUs;
  const ownShare = own.pacedUs - generatorUs;
  const quietGeneratorUs = (naive.quietGeneratorUs + own.quietGeneratorUs) / 2;
  const speedup = own.stormPerSecond / naive.stormPerSecond;
  const saving = ownShare / naiveShare;
  const added = own.p99 - naive.p99;
  const row = (name: string, key: keyof Result, how: { unit: string; digits: number }): Row => ({
    name,
    values: [naive[key], own[key]],
    ...how,
  });
  const ms = { unit: "ms", digits: 2 };
  const us = { unit: "µs", digits: 2 };
  return [
    {
      name: '"deno task serve" to its ready line',
      values: [undefined, startedMs],
      unit: "ms",
      digits: 0,
      goal: atMost(startedMs, { limit: 300, digits: 0, unit: "ms" }),
    },
    {
      ...row("storm: 200,000 deltas, one connection", "stormPerSecond", {
        unit: "tokens/s",
        digits: 0,
      }),
      goal: atLeast(speedup, { limit: 6, digits: 1, unit: "x naive" }),
    },
    row("storm: frames per token", "stormFramesPerToken", { unit: "", digits: 5 }),
    row("storm: bytes per token", "stormBytesPerToken", { unit: "B", digits: 1 }),
    row("paced: CPU per token, all", "pacedUs", us),
    row("paced: CPU per token, generator alone", "generatorUs", us),
    {
      name: "paced: CPU per token, less the generator",
      values: [naiveShare, ownShare],
      ...us,
      goal: atMost(saving, { limit: 0.5, unit: "x naive" }),
    },
    {
      name: "paced: the same, of the quietest tenth of all seconds",
      values: [naive.quietPacedUs - quietGeneratorUs, own.quietPacedUs - quietGeneratorUs],
      ...us,
    },
    row("paced: frames per token", "framesPerToken", { unit: "", digits: 3 }),
    row("paced: bytes per token", "bytesPerToken", { unit: "B", digits: 1 }),
    row("paced: latency p50", "p50", ms),
    {
      ...row("paced: latency p99", "p99", ms),
      goal: atMost(added, { limit: 40, digits: 1, unit: "ms added" }),
    },
    row("first token p50", "firstP50", ms),
    {
      ...row("first token p99", "firstP99", ms),
      goal: atMost(own.firstP99, { limit: 3, unit: "ms" }),
    },
    {
      ...row("resident memory, idle", "idleMiB", { unit: "MiB", digits: 1 }),
      goal: atMost(own.idleMiB, { limit: 110, digits: 1, unit: "MiB" }),
    },
  ];
}

/** See the module. */
export async function tokens(scale: TokensScale = FULL): Promise<Table> {
  const { processes, rounds, paced: { sessions, perSecond, seconds } } = scale;
  const startedMs = await startMs(scale.starts);
  const naive = new Measurements();
  const own = new Measurements();
  for (let i = 0; i < processes; i++) await measure({ naive, own, scale });
  return {
    title: `tokens: paced are ${sessions} sessions x ${perSecond} tokens/s, one connection, ` +
      `${processes} processes, ${rounds} rounds of ${seconds} s, both at once; the middle second counts`,
    columns: ["naive", "tidegate"],
    rows: rows({ startedMs, naive: naive.result(scale.storm), own: own.result(scale.storm) }),
  };
}

async function measure(
  { naive, own, scale }: { naive: Measurements; own: Measurements; scale: TokensScale },
): Promise<void> {
  await using baseline = await Subject.start("naive_server.ts", scale, naive);
  await using gateway = await Subject.start("tidegate_server.ts", scale, own);
  for (let i = 0; i < scale.rounds; i++) {
    for (const kind of ["discard", "paced"] as const) {
      await Promise.all([baseline.steady(kind), gateway.steady(kind)]);
    }
  }
  // One more: the first warms up.
  for (let i = 0; i <= scale.rounds; i++) {
    await baseline.burst();
    await gateway.burst();
  }
}
