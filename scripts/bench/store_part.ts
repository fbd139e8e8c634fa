/**
 * What it costs to keep everything: many sessions at a steady rate, with their events in a file and
 * without.
 *
 * @module
 */
import { BenchClient } from "./bench_client.ts";
import { runLoad } from "./paced_load.ts";
import { ServerProcess } from "./server_process.ts";
import { least, median, quantile } from "./statistics.ts";
import { atMost, type Table } from "./table.ts";
import type { PacedOrder } from "./tokens.ts";

/** How large the measurement is. */
export interface StoreScale {
  sessions: number;
  /** Tokens a second of each session. */
  perSecond: number;
  rounds: number;
  /** Seconds of a turn, the first and the last of which are not measured. */
  seconds: { warmUp: number; discard: number; paced: number };
}

// The warm-up says more events than wait to be indexed by session (131,072): what is measured does that too.
const FULL: StoreScale = {
  sessions: 1_000,
  perSecond: 80,
  rounds: 2,
  seconds: { warmUp: 6, discard: 3, paced: 7 },
};

/** One gateway under load. */
class Keeping implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #client: BenchClient;
  readonly #sessions: string[];
  readonly #scale: StoreScale;
  readonly #cpuUs: Record<PacedOrder["kind"], number[]> = { paced: [], discard: [] };
  // Of each round.
  readonly #steadyMs: number[][] = [];
  readonly #latencies: number[][] = [];

  constructor(
    server: ServerProcess,
    client: BenchClient,
    { sessions, scale }: { sessions: string[]; scale: StoreScale },
  ) {
    this.#server = server;
    this.#client = client;
    this.#sessions = sessions;
    this.#scale = scale;
  }

  /** @param folder where the state file is; without one nothing is kept beyond the process */
  static async start(scale: StoreScale, folder?: string): Promise<Keeping> {
    const settings = folder === undefined ? {} : { state: `${folder}/state.db` };
    const server = await ServerProcess.start("tidegate_server.ts", { settings, folder });
    const client = await BenchClient.connect(server.port);
    const sessions = await client.createSessions(scale.sessions);
    return new Keeping(server, client, { sessions, scale });
  }

  async warmUp(): Promise<void> {
    await this.#load("paced", this.#scale.seconds.warmUp);
  }

  async round(): Promise<void> {
    const { discard, paced } = this.#scale.seconds;
    this.#cpuUs.discard.push(...(await this.#load("discard", discard)).cpuUs);
    const { cpuUs, arrivals, steadyMs } = await this.#load("paced", paced);
    this.#cpuUs.paced.push(...cpuUs);
    this.#steadyMs.push(steadyMs);
    this.#latencies.push(arrivals.flatMap(({ latencies }) => latencies));
  }

  /**
   * Latencies are of the least disturbed round. CPU times are of the least disturbed quarter of the seconds:
   * at this load the very least is one in which no old garbage was collected, and no measure of the rest.
   */
  get result() {
    return {
      pacedUs: quantile(this.#cpuUs.paced, 0.25),
      discardUs: least(this.#cpuUs.discard),
      p50: least(this.#steadyMs.map(median)),
      p99: least(this.#steadyMs.map(p99)),
      allP99: least(this.#latencies.map(p99)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.#server[Symbol.asyncDispose]();
  }

  #load(kind: PacedOrder["kind"], seconds: number) {
    const order = { kind, perSecond: this.#scale.perSecond, seconds };
    return runLoad({
      server: this.#server,
      client: this.#client,
      sessions: this.#sessions,
      order,
      isSpread: true,
    });
  }
}

function p99(latencies: readonly number[]): number {
  return quantile(latencies, 0.99);
}

/** See the module. */
export async function store(folder: string, scale: StoreScale = FULL): Promise<Table> {
  await using memory = await Keeping.start(scale);
  await using sqlite = await Keeping.start(scale, folder);
  await Promise.all([memory.warmUp(), sqlite.warmUp()]);
  for (let i = 0; i < scale.rounds; i++) {
    await memory.round();
    await sqlite.round();
  }
  const [without, kept] = [memory.result, sqlite.result];
  // One share for both: the generator is the same, and what differs between the two is the machine.
  const generatorUs = Math.min(without.discardUs, kept.discardUs);
  const shares = [without.pacedUs - generatorUs, kept.pacedUs - generatorUs] as const;
  const us = { unit: "µs", digits: 2 };
  const ms = { unit: "ms", digits: 2 };
  return {
    title: `store: ${scale.sessions} sessions x ${scale.perSecond} tokens/s, one connection; ` +
      "the least disturbed seconds count",
    columns: ["memory", "SQLite"],
    rows: [
      { name: "CPU per token, all", values: [without.pacedUs, kept.pacedUs], ...us },
      {
        name: "CPU per token, generator alone",
        values: [without.discardUs, kept.discardUs],
        ...us,
      },
      {
        name: "CPU per token, less the generator",
        values: [...shares],
        ...us,
        goal: atMost(shares[1] / shares[0], { limit: 1.5, unit: "x memory" }),
      },
      { name: "latency p50, in mid-turn", values: [without.p50, kept.p50], ...ms },
      { name: "latency p99, in mid-turn", values: [without.p99, kept.p99], ...ms },
      {
        name: `latency p99, ${scale.sessions} turns begin and end in a second`,
        values: [without.allP99, kept.allP99],
        ...ms,
      },
    ],
  };
}
