/**
 * One server under measurement, and everything that is measured of it.
 *
 * @module
 */
import { type Arrival, BenchClient } from "./bench_client.ts";
import { runLoad } from "./paced_load.ts";
import { ServerProcess } from "./server_process.ts";
import { median, quantile, sum } from "./statistics.ts";
import type { PacedOrder } from "./tokens.ts";

/** How large the measurement is. */
export interface TokensScale {
  /** Deltas of a storm. */
  storm: number;
  /** Prompts answered by one token, in a round. */
  prompts: number;
  /** The paced load: so many sessions, tokens a second in each, and seconds a round. */
  paced: { sessions: number; perSecond: number; seconds: number };
  /** A paced load that comes before, once. */
  warmUp: { sessions: number; perSecond: number; seconds: number };
  /** Processes a server is measured in, one after the other; see {@linkcode Measurements}. */
  processes: number;
  /** Rounds in each process. */
  rounds: number;
  /** Starts of the command that are timed. */
  starts: number;
}

/** What is promised, is promised of this. */
export const FULL: TokensScale = {
  storm: 200_000,
  prompts: 100,
  paced: { sessions: 50, perSecond: 100, seconds: 8 },
  // What is measured is a server that has been running, not a compiler. At the paced load alone V8 would
  // go on optimizing the way of a frame for minutes, so a crowd takes it there before the measurement.
  warmUp: { sessions: 600, perSecond: 40, seconds: 20 },
  processes: 3,
  rounds: 3,
  starts: 7,
};

/** The share of the seconds that counts as quiet. */
const QUIET = 0.1;

/**
 * What was measured of one server. CPU times are of the middle second, and `quiet` ones of that below which a
 * tenth of the seconds lies: whatever else a machine does only ever adds.
 */
export interface Result {
  stormPerSecond: number;
  stormFramesPerToken: number;
  stormBytesPerToken: number;
  generatorUs: number;
  quietGeneratorUs: number;
  pacedUs: number;
  quietPacedUs: number;
  framesPerToken: number;
  messagesPerToken: number;
  bytesPerToken: number;
  p50: number;
  p99: number;
  firstP50: number;
  firstP99: number;
  idleMiB: number;
}

/**
 * What was measured of a server, in all its processes. One process says little: the same program costs
 * a third more or less a token from one start to the next, by where V8 puts its objects, and so does the
 * generator alone.
 */
export class Measurements {
  readonly storms: Arrival[] = [];
  readonly first: number[] = [];
  readonly paced: Arrival[] = [];
  readonly pacedUs: number[] = [];
  readonly generatorUs: number[] = [];
  readonly idleBytes: number[] = [];

  /** @param storm deltas of a storm */
  result(storm: number): Result {
    const best = this.storms.toSorted((a, b) => a.totalMs - b.totalMs)[0] as Arrival;
    const latencies = this.paced.flatMap((arrival) => arrival.latencies);
    return {
      stormPerSecond: storm / (best.totalMs / 1000),
      stormFramesPerToken: best.frames / storm,
      stormBytesPerToken: best.bytes / storm,
      generatorUs: median(this.generatorUs),
      quietGeneratorUs: quantile(this.generatorUs, QUIET),
      pacedUs: median(this.pacedUs),
      quietPacedUs: quantile(this.pacedUs, QUIET),
      framesPerToken: sum(this.paced.map((arrival) => arrival.frames)) / latencies.length,
      messagesPerToken: sum(this.paced.map((arrival) => arrival.messages)) / latencies.length,
      bytesPerToken: sum(this.paced.map((arrival) => arrival.bytes)) / latencies.length,
      p50: median(latencies),
      p99: quantile(latencies, 0.99),
      firstP50: median(this.first),
      firstP99: quantile(this.first, 0.99),
      idleMiB: median(this.idleBytes) / 1024 / 1024,
    };
  }
}

/** See the module. */
export class Subject implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #client: BenchClient;
  readonly #sessions: string[];
  readonly #into: Measurements;
  readonly #scale: TokensScale;
  #isWarm = false;

  constructor(
    server: ServerProcess,
    client: BenchClient,
    facts: { sessions: string[]; into: Measurements; scale: TokensScale },
  ) {
    this.#server = server;
    this.#client = client;
    this.#sessions = facts.sessions;
    this.#into = facts.into;
    this.#scale = facts.scale;
  }

  /** @param batch whether its client takes batches */
  static async start(
    script: string,
    { scale, into, batch }: { scale: TokensScale; into: Measurements; batch: boolean },
  ): Promise<Subject> {
    const server = await ServerProcess.start(script);
    into.idleBytes.push((await server.used()).rss);
    const client = await BenchClient.connect(server.port, { batch });
    const sessions = await client.createSessions(scale.paced.sessions);
    await warmUp(server.port, { scale, batch });
    return new Subject(server, client, { sessions, into, scale });
  }

  /**
   * A storm, and first tokens: for a server that has the machine to itself. Behind all steady loads, which
   * would pay for the garbage of storms.
   */
  async burst(): Promise<void> {
    const [storm, first] = [await this.#storm(), await this.#firstTokens()];
    // Of the first ones V8 still learns.
    if (this.#isWarm) {
      this.#into.storms.push(storm);
      this.#into.first.push(...first);
    }
    this.#isWarm = true;
  }

  /**
   * The steady load, made and thrown away, or sent. It takes a tenth of the machine: run it on two servers at
   * once, and both meet the same one, whatever else it does in these seconds.
   */
  async steady(kind: PacedOrder["kind"]): Promise<void> {
    const { perSecond, seconds } = this.#scale.paced;
    const { cpuUs, arrivals } = await runLoad({
      server: this.#server,
      client: this.#client,
      sessions: this.#sessions,
      order: { kind, perSecond, seconds },
    });
    if (kind === "discard") {
      this.#into.generatorUs.push(...cpuUs);
      return;
    }
    this.#into.pacedUs.push(...cpuUs);
    this.#into.paced.push(...arrivals);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.#server[Symbol.asyncDispose]();
  }

  async #storm(): Promise<Arrival> {
    const session = this.#sessions[0] as string;
    const { storm } = this.#scale;
    const arrival = await this.#client.run(session, { kind: "storm", count: storm });
    const expected = " token".length * storm;
    if (arrival.text.length !== expected) {
      throw new Error(`Cannot trust the storm: ${arrival.text.length} of ${expected} characters`);
    }
    return arrival;
  }

  async #firstTokens(): Promise<number[]> {
    const session = this.#sessions[0] as string;
    const times: number[] = [];
    for (let i = 0; i < this.#scale.prompts; i++) {
      times.push((await this.#client.run(session, { kind: "storm", count: 1 })).firstMs);
    }
    return times;
  }
}

async function warmUp(
  port: number,
  { scale, batch }: { scale: TokensScale; batch: boolean },
): Promise<void> {
  const { sessions, perSecond, seconds } = scale.warmUp;
  const crowd = await BenchClient.connect(port, { batch });
  const ids = await crowd.createSessions(sessions);
  const order = { kind: "paced", perSecond, seconds } as const;
  await Promise.all(ids.map((id) => crowd.run(id, order)));
  await crowd.close();
}
