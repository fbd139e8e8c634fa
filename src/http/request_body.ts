/**
 * Reads request bodies without trusting their sender for size or pace.
 *
 * @module
 */
import { type Clock, sleep } from "../lib/clock.ts";

/** A body, or why there is none. `broken`: the peer left in the middle. */
export type BodyOutcome =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: "too_large" | "timeout" | "broken" };

/** How much of a body is taken, and for how long. */
export interface BodyLimits {
  clock: Clock;
  maxBytes: number;
  timeoutMs: number;
}

/** Reads a whole body as UTF-8 text. Never throws; what is over a limit is not read to its end. */
export async function readBody(request: Request, limits: BodyLimits): Promise<BodyOutcome> {
  if (request.body === null) return { ok: true, text: "" };
  const reader = request.body.getReader();
  const stop = new AbortController();
  const timeout = sleep(limits.clock, limits.timeoutMs, stop.signal)
    .then((): BodyOutcome => ({ ok: false, reason: "timeout" }));
  const outcome = await Promise.race([collect(reader, limits.maxBytes), timeout]);
  stop.abort();
  // The rest is of no interest, and neither is that the peer has left before it.
  if (!outcome.ok) reader.cancel().catch(() => {});
  return outcome;
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<BodyOutcome> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { ok: true, text: text + decoder.decode() };
      bytes += value.length;
      if (bytes > maxBytes) return { ok: false, reason: "too_large" };
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return { ok: false, reason: "broken" };
  }
}
