/**
 * One server under measurement, and everything that is measured of it.
 *
 * @module
 */
import { type Arrival, BenchClient } from "./bench_client.ts";
import { ServerProcess } from "./server_process.ts";
import { median, quantile, sum } from "./statistics.ts";

/** Deltas of a storm. */
export const STORM = 200_000;
/** The paced load: so many sessions, tokens a second in each, and seconds a round. */
export const PACED = { sessions: 50, perSecond: 100, seconds: 8 };

// What is measured is a server that has been running, not a compiler. At the paced load alone V8 would
// go on optimizing the way of a frame for minutes, so a crowd takes it there before the measurement.
const CROWD = { sessions: 600, order: { kind: "paced", perSecond: 40, seconds: 20 } } as const;
const PROMPTS = 100;

/** What was measured of one server. CPU times are of the second least disturbed by the machine. */
export interface Result {
  stormPerSecond: number;
  stormFramesPerToken: number;
  stormBytesPerToken: number;
  generatorUs: number;
  pacedUs: number;
  framesPerToken: number;
  bytesPerToken: number;
  p50: number;
  p99: number;
  firstP50: number;
  firstP99: number;
  idleMiB: number;
}

/** See the module. Rounds of two subjects alternate, so that both meet the same machine. */
export class Subject implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #client: BenchClient;
  readonly #sessions: string[];
  readonly #idleBytes: number;
  readonly #storms: Arrival[] = [];
  readonly #first: number[] = [];
  readonly #paced: Arrival[] = [];
  readonly #pacedUs: number[] = [];
  readonly #generatorUs: number[] = [];

  constructor(
    server: ServerProcess,
    client: BenchClient,
    facts: { sessions: string[]; idleBytes: number },
  ) {
    this.#server = server;
    this.#client = client;
    this.#sessions = facts.sessions;
    this.#idleBytes = facts.idleBytes;
  }

  static async start(script: string): Promise<Subject> {
    const server = await ServerProcess.start(script);
    const idleBytes = (await server.used()).rss;
    const client = await BenchClient.connect(server.port);
    const sessions: string[] = [];
    for (let i = 0; i < PACED.sessions; i++) sessions.push(await client.createSession());
    const subject = new Subject(server, client, { sessions, idleBytes });
    await warmUp(server.port);
    await subject.#storm();
    await subject.#firstTokens();
    return subject;
  }

  /** One round of everything. */
  async round(): Promise<void> {
    this.#storms.push(await this.#storm());
    this.#first.push(...await this.#firstTokens());
    this.#generatorUs.push(...(await this.#load("discard")).cpuUs);
    const { cpuUs, arrivals } = await this.#load("paced");
    this.#pacedUs.push(...cpuUs);
    this.#paced.push(...arrivals);
  }

  result(): Result {
    const best = this.#storms.toSorted((a, b) => a.totalMs - b.totalMs)[0] as Arrival;
    const latencies = this.#paced.flatMap((arrival) => arrival.latencies);
    return {
      stormPerSecond: STORM / (best.totalMs / 1000),
      stormFramesPerToken: best.frames / STORM,
      stormBytesPerToken: best.bytes / STORM,
      generatorUs: Math.min(...this.#generatorUs),
      pacedUs: Math.min(...this.#pacedUs),
      framesPerToken: sum(this.#paced.map((arrival) => arrival.frames)) / latencies.length,
      bytesPerToken: sum(this.#paced.map((arrival) => arrival.bytes)) / latencies.length,
      p50: median(latencies),
      p99: quantile(latencies, 0.99),
      firstP50: median(this.#first),
      firstP99: quantile(this.#first, 0.99),
      idleMiB: this.#idleBytes / 1024 / 1024,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.#server[Symbol.asyncDispose]();
  }

  async #storm(): Promise<Arrival> {
    const session = this.#sessions[0] as string;
    const arrival = await this.#client.run(session, { kind: "storm", count: STORM });
    const expected = " token".length * STORM;
    if (arrival.text.length !== expected) {
      throw new Error(`Cannot trust the storm: ${arrival.text.length} of ${expected} characters`);
    }
    return arrival;
  }

  async #firstTokens(): Promise<number[]> {
    const session = this.#sessions[0] as string;
    const times: number[] = [];
    for (let i = 0; i < PROMPTS; i++) {
      times.push((await this.#client.run(session, { kind: "storm", count: 1 })).firstMs);
    }
    return times;
  }

  /**
   * The paced load, or its tokens made and thrown away; answers the CPU time in µs a token of each
   * second in the midst of the turns. Their beginnings and ends are no tokens.
   */
  async #load(kind: "paced" | "discard"): Promise<{ arrivals: Arrival[]; cpuUs: number[] }> {
    const { sessions, perSecond, seconds } = PACED;
    const order = { kind, perSecond, seconds } as const;
    const turns = Promise.all(this.#sessions.map((id) => this.#client.run(id, order)));
    const cpuUs = await this.#watch(seconds - 2);
    const arrivals = await turns;
    const came = sum(arrivals.map((arrival) => arrival.latencies.length));
    const tokens = sessions * perSecond * seconds;
    if (kind === "paced" && came !== tokens) {
      throw new Error(`Cannot trust the paced load: ${came} of ${tokens} tokens came`);
    }
    return { arrivals, cpuUs };
  }

  async #watch(seconds: number): Promise<number[]> {
    const costs: number[] = [];
    await delay(1000);
    let at = performance.now();
    let { cpu } = await this.#server.used();
    for (let i = 0; i < seconds; i++) {
      await delay(1000);
      const then = performance.now();
      const used = await this.#server.used();
      const tokens = PACED.sessions * PACED.perSecond * ((then - at) / 1000);
      costs.push((used.cpu - cpu) / tokens);
      at = then;
      cpu = used.cpu;
    }
    return costs;
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function warmUp(port: number): Promise<void> {
  const crowd = await BenchClient.connect(port);
  const ids: string[] = [];
  for (let i = 0; i < CROWD.sessions; i++) ids.push(await crowd.createSession());
  await Promise.all(ids.map((id) => crowd.run(id, CROWD.order)));
  await crowd.close();
}
