/**
 * The same command on one runtime after the other, in rounds: a storm, a paced load, memory at idle. The
 * first is what the others are held against.
 *
 * @module
 */
import { type Arrival, BenchClient } from "./bench_client.ts";
import { type Command, CommandProcess } from "./command_process.ts";
import { least, median, quantile } from "./statistics.ts";
import type { Table } from "./table.ts";

/** How large the measurement is. */
export interface RuntimesScale {
  /** Deltas of a storm. */
  storm: number;
  paced: { sessions: number; perSecond: number; seconds: number };
  /** Processes of each, one after the other. */
  rounds: number;
}

const FULL: RuntimesScale = {
  storm: 100_000,
  paced: { sessions: 100, perSecond: 100, seconds: 8 },
  rounds: 3,
};

/** A build of the command, by the name it has in the table. */
export interface Runtime {
  name: string;
  command: Command;
}

/** What was seen in the processes of one runtime. */
interface Seen {
  readyMs: number[];
  idleMiB: number[];
  stormPerSecond: number[];
  pacedUs: number[];
  latencies: number[];
}

/**
 * See the module.
 *
 * @param agent the file of {@linkcode runtimeAgent}, as each of them can load it
 */
export async function runtimes(
  all: readonly Runtime[],
  agent: string,
  scale: RuntimesScale = FULL,
): Promise<Table> {
  const seen = all.map((): Seen => ({
    readyMs: [],
    idleMiB: [],
    stormPerSecond: [],
    pacedUs: [],
    latencies: [],
  }));
  for (let round = 0; round < scale.rounds; round++) {
    for (const [i, { command }] of all.entries()) {
      await measure({ command, agent, scale }, seen[i] as Seen);
    }
  }
  const row = (name: string, value: (seen: Seen) => number, unit: string, digits: number) => ({
    name,
    values: seen.map(value),
    unit,
    digits,
  });
  const { sessions, perSecond } = scale.paced;
  return {
    title: `runtimes: a storm of ${scale.storm} deltas, then ${sessions} sessions x ${perSecond} ` +
      `tokens/s, the agent beside the gateway; ${scale.rounds} processes each`,
    columns: all.map(({ name }) => name),
    rows: [
      row("start to the ready line", ({ readyMs }) => median(readyMs), "ms", 0),
      row("resident memory, idle", ({ idleMiB }) => median(idleMiB), "MiB", 1),
      row("storm", (one) => Math.max(...one.stormPerSecond), "tokens/s", 0),
      row("paced: CPU per token, all", ({ pacedUs }) => least(pacedUs), "µs", 1),
      row("paced: latency p50", ({ latencies }) => median(latencies), "ms", 1),
      row("paced: latency p99", ({ latencies }) => quantile(latencies, 0.99), "ms", 1),
    ],
  };
}

async function measure(
  { command, agent, scale }: { command: Command; agent: string; scale: RuntimesScale },
  seen: Seen,
): Promise<void> {
  await using server = await CommandProcess.start(command, [
    ...["serve", "--port", "0", "--log-level", "error", "--state", ":memory:"],
    ...["--agent", "module", "--isolate", "none", agent],
  ]);
  seen.readyMs.push(server.readyMs);
  seen.idleMiB.push((await server.used()).residentMiB);
  const client = await BenchClient.connect(server.port);
  const { storm, paced: { sessions, perSecond, seconds } } = scale;
  const ids = await client.createSessions(sessions);
  const run = (id: string, seconds: number): Promise<Arrival> =>
    client.run(id, { kind: "paced", perSecond, seconds });
  // Warm: what is measured is a server that has been running.
  await client.run(ids[0] as string, { kind: "storm", count: storm });
  await Promise.all(ids.map((id) => run(id, Math.ceil(seconds / 2))));
  const { totalMs } = await client.run(ids[0] as string, { kind: "storm", count: storm });
  seen.stormPerSecond.push(storm / (totalMs / 1_000));
  const before = await server.used();
  const arrivals = await Promise.all(ids.map((id) => run(id, seconds)));
  const after = await server.used();
  const tokens = sessions * perSecond * seconds;
  seen.pacedUs.push((after.cpuSeconds - before.cpuSeconds) * 1e6 / tokens);
  for (const { latencies } of arrivals) for (const each of latencies) seen.latencies.push(each);
  await client.close();
}
