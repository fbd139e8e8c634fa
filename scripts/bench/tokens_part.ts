/**
 * What a token costs here, and what it costs a server that sends each one by itself: to a client that takes
 * batches, as Tidegate's own does, and to one that takes one frame a message, as those of tui_gateway do. All run
 * side by side and are measured at once, or in turns where each needs the machine, so that a ratio says something
 * on any.
 *
 * @module
 */
import { startMs } from "./start.ts";
import { sum } from "./statistics.ts";
import { FULL, Measurements, type Result, Subject, type TokensScale } from "./subject.ts";
import { atLeast, atMost, type Row, type Table } from "./table.ts";

type Results = [naive: Result, own: Result, plain: Result];

function rows({ startedMs, results }: { startedMs: number; results: Results }): Row[] {
  const [naive, own] = results;
  // One share for all: the generator is the same, and what differs between them is chance.
  const generatorUs = mean(results.map((result) => result.generatorUs));
  const shares = results.map((result) => result.pacedUs - generatorUs);
  const quietGeneratorUs = mean(results.map((result) => result.quietGeneratorUs));
  const ratios = shares.map((share) => share / (shares[0] as number));
  const speedup = own.stormPerSecond / naive.stormPerSecond;
  const added = own.p99 - naive.p99;
  const row = (name: string, key: keyof Result, how: { unit: string; digits: number }): Row => ({
    name,
    values: results.map((result) => result[key]),
    ...how,
  });
  const ms = { unit: "ms", digits: 2 };
  const us = { unit: "µs", digits: 2 };
  return [
    {
      name: '"deno task serve" to its ready line',
      values: [undefined, startedMs, undefined],
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
    { name: "paced: CPU per token, less the generator", values: shares, ...us },
    {
      name: "paced: that, as a share of naive",
      values: ratios,
      unit: "",
      digits: 2,
      goal: atMost(ratios[1] as number, { limit: 0.5, unit: "x naive" }),
    },
    {
      name: "paced: CPU less the generator, in the quietest tenth of seconds",
      values: results.map((result) => result.quietPacedUs - quietGeneratorUs),
      ...us,
    },
    row("paced: frames per token", "framesPerToken", { unit: "", digits: 3 }),
    row("paced: WebSocket messages per token", "messagesPerToken", { unit: "", digits: 3 }),
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
  const all = [new Measurements(), new Measurements(), new Measurements()] as const;
  for (let i = 0; i < processes; i++) await measure(all, scale);
  const [naive, own, plain] = all;
  const results: Results = [
    naive.result(scale.storm),
    own.result(scale.storm),
    plain.result(scale.storm),
  ];
  return {
    title: `tokens: paced are ${sessions} sessions x ${perSecond} tokens/s, one connection, ` +
      `${processes} processes, ${rounds} rounds of ${seconds} s, all at once; the middle second counts`,
    columns: ["naive", "tidegate", "no batches"],
    rows: rows({ startedMs, results }),
  };
}

async function measure(
  [naive, own, plain]: readonly [Measurements, Measurements, Measurements],
  scale: TokensScale,
): Promise<void> {
  await using baseline = await Subject.start("naive_server.ts", {
    scale,
    into: naive,
    batch: false,
  });
  await using gateway = await Subject.start("tidegate_server.ts", {
    scale,
    into: own,
    batch: true,
  });
  await using unbatched = await Subject.start("tidegate_server.ts", {
    scale,
    into: plain,
    batch: false,
  });
  const subjects = [baseline, gateway, unbatched];
  for (let i = 0; i < scale.rounds; i++) {
    for (const kind of ["discard", "paced"] as const) {
      await Promise.all(subjects.map((subject) => subject.steady(kind)));
    }
  }
  // One more: the first warms up.
  for (let i = 0; i <= scale.rounds; i++) {
    for (const subject of subjects) await subject.burst();
  }
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
