/**
 * Many clients that come at the same moment.
 *
 * @module
 */
import { type CaughtUp, endpoint, type Place, ReturningClient } from "./returning_client.ts";

/** Milliseconds until `count` clients that connect at once are all greeted. */
export async function greet(port: number, count: number): Promise<number> {
  const places: undefined[] = Array(count).fill(undefined);
  const { ms } = await together(port, places, (client) => client.greeting());
  return ms;
}

/**
 * Milliseconds until the clients of all places have what they missed.
 *
 * @throws {Error} when one of them has not been given every event once and in order
 */
export async function comeBack(
  port: number,
  { places, missed }: { places: readonly Place[]; missed: number },
): Promise<number> {
  const { ms, results } = await together(port, places, async (client, place) => {
    await client.greeting();
    return await client.resume(place);
  });
  for (const [i, place] of places.entries()) {
    const fault = faultOf(results[i] as CaughtUp, { ...place, missed });
    if (fault !== undefined) throw new Error(`Cannot trust the reconnect: ${fault}`);
  }
  return ms;
}

/** What is wrong with what a client was given; `undefined`: nothing. */
export function faultOf(
  { seq, numbers, truncated }: CaughtUp,
  { lastSeen, missed }: Place & { missed: number },
): string | undefined {
  if (truncated) return "events are lost";
  if (numbers.some((number, i) => number !== lastSeen + 1 + i)) return "events are out of order";
  if (numbers.length < missed) return `${numbers.length} of ${missed} events came`;
  if (lastSeen + numbers.length < seq) return "the events do not reach the snapshot";
  return undefined;
}

async function together<P, T>(
  port: number,
  places: readonly P[],
  use: (client: ReturningClient, place: P) => Promise<T>,
): Promise<{ ms: number; results: T[] }> {
  const start = performance.now();
  const clients = places.map(() => new ReturningClient(endpoint(port)));
  try {
    const results = await Promise.all(
      places.map((place, i) => use(clients[i] as ReturningClient, place)),
    );
    return { ms: performance.now() - start, results };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}
