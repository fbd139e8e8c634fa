/**
 * Many turns at a steady rate, and what they cost.
 *
 * @module
 */
import type { Arrival, BenchClient } from "./bench_client.ts";
import type { Used } from "./child.ts";
import { delay } from "./delay.ts";
import type { ServerProcess } from "./server_process.ts";
import { sum } from "./statistics.ts";
import type { PacedOrder } from "./tokens.ts";

/** What runs a load: the server it costs, and who asks for it. */
export interface LoadOptions {
  server: ServerProcess;
  client: BenchClient;
  sessions: readonly string[];
  order: PacedOrder;
  /**
   * Whether the turns begin one after the other, over the first second, and not all at once: a thousand
   * that do are a measure of their beginnings, and so of the first tokens behind them.
   */
  isSpread?: boolean;
}

/** What a load was. */
export interface Load {
  arrivals: Arrival[];
  /** Latencies, in milliseconds, of the tokens in whose time no turn began or ended. */
  steadyMs: number[];
  /** CPU time in µs a token, of each second in the midst of the turns in which the rate was kept. */
  cpuUs: number[];
}

/** How far a server has come. */
export type Progress = Pick<Used, "at" | "cpu" | "tokens">;

const RATE_TOLERANCE = 0.1;

// The beginnings and ends of turns are no tokens.
const EDGE_SECONDS = 1;

/**
 * Runs a turn in each session; a `paced` order's tokens, or those of a `discard` one, which are made and
 * thrown away.
 *
 * @throws {Error} when not every token came
 */
export async function runLoad(options: LoadOptions): Promise<Load> {
  const { server, sessions, order } = options;
  const { kind, perSecond, seconds } = order;
  const turns = runTurns(options);
  const rate = sessions.length * perSecond;
  const cpuUs = await watch(server, { rate, seconds: seconds - 2 * EDGE_SECONDS });
  const arrivals = await turns;
  const came = sum(arrivals.map((arrival) => arrival.latencies.length));
  if (kind === "paced" && came !== rate * seconds) {
    throw new Error(`Cannot trust the paced load: ${came} of ${rate * seconds} tokens came`);
  }
  const steadyMs = steady(arrivals, order);
  return { arrivals, cpuUs, steadyMs };
}

/** The tokens behind the beginnings of all turns, with half a second to calm down, and before the ends. */
function steady(arrivals: readonly Arrival[], { perSecond, seconds }: PacedOrder): number[] {
  const from = (EDGE_SECONDS + 0.5) * perSecond;
  const to = (seconds - EDGE_SECONDS) * perSecond;
  return arrivals.flatMap(({ latencies }) => latencies.slice(from, to));
}

async function runTurns(
  { client, sessions, order, isSpread = false }: LoadOptions,
): Promise<Arrival[]> {
  const turns: Promise<Arrival>[] = [];
  const start = performance.now();
  for (const [i, id] of sessions.entries()) {
    const early = start + (i / sessions.length) * EDGE_SECONDS * 1000 - performance.now();
    if (isSpread && early > 0) await delay(early);
    turns.push(client.run(id, order));
  }
  return await Promise.all(turns);
}

async function watch(
  server: ServerProcess,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<number[]> {
  const costs: number[] = [];
  await delay(EDGE_SECONDS * 1000);
  let before = await server.used();
  for (let i = 0; i < seconds; i++) {
    await delay(1000);
    const used = await server.used();
    const cost = costOf({ before, used, rate });
    if (cost !== undefined) costs.push(cost);
    before = used;
  }
  return costs;
}

/**
 * CPU time in µs a token between two looks; `undefined` where the server did not keep the rate: one that
 * is late joins more tokens to a frame, and seems cheaper for it.
 */
export function costOf(
  { before, used, rate }: { before: Progress; used: Progress; rate: number },
): number | undefined {
  const tokens = used.tokens - before.tokens;
  const due = rate * (used.at - before.at) / 1000;
  if (Math.abs(tokens / due - 1) > RATE_TOLERANCE) return undefined;
  return (used.cpu - before.cpu) / tokens;
}
