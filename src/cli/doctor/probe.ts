/**
 * Whether anything answers at an address.
 *
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import { isForbidden } from "../../lib/is_forbidden.ts";
import { isRecord } from "../../lib/is_record.ts";

/** What came of asking. `why` names no address: a key may stand in one. */
export type Reach =
  | { kind: "answered"; status: number; body: string }
  | { kind: "silent"; why: string };

/** How long an answer is waited for, in milliseconds: as long as somebody looks on. */
export const PROBE_MS = 3_000;

const BODY_BYTES = 4_096;

const REASONS: readonly (readonly [sign: RegExp, why: string])[] = [
  // Ports of other protocols, which no client asks.
  [/port.*blocked|bad port/i, "its port is one that no HTTP client asks"],
  [/refused/i, "the connection was refused"],
  [/ENOTFOUND|EAI_AGAIN|dns error|failed to lookup/i, "its name cannot be resolved"],
  [/cert|self.signed|UnknownIssuer/i, "its certificate is not trusted"],
];

/** Asks once, without a credential, and follows nowhere. */
export async function reach(url: string, clock: Clock): Promise<Reach> {
  const abort = new AbortController();
  const timer = clock.after(PROBE_MS, () => abort.abort());
  try {
    const response = await fetch(url, { redirect: "manual", signal: abort.signal });
    return { kind: "answered", status: response.status, body: await beginning(response) };
  } catch (error) {
    // What is not permitted is no matter of the address.
    if (isForbidden(error)) throw error;
    const late = `nothing answered within ${PROBE_MS / 1_000} s`;
    return { kind: "silent", why: abort.signal.aborted ? late : reason(error) };
  } finally {
    timer.cancel();
    // A stream that would go on for ever is of no more use.
    abort.abort();
  }
}

/** The version of the gateway that answers at an origin; `undefined` when it is none. */
export async function gatewayAt(
  origin: string,
  clock: Clock,
): Promise<{ reach: Reach; version?: string }> {
  const found = await reach(`${origin}/api/status`, clock);
  if (found.kind !== "answered" || found.status !== 200) return { reach: found };
  const version = versionIn(found.body);
  return { reach: found, ...version === undefined ? {} : { version } };
}

function versionIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (!isRecord(value) || value.status !== "ok" || typeof value.version !== "string") return;
    return /^\d[\w.+-]{0,30}$/.test(value.version) ? value.version : undefined;
  } catch {
    // Another program's page.
    return undefined;
  }
}

/** Some of what it says; a stream of events may say nothing for long. */
async function beginning(response: Response): Promise<string> {
  const isJson = /^application\/json\b/.test(response.headers.get("content-type") ?? "");
  const reader = response.body?.getReader();
  let text = "";
  const decoder = new TextDecoder();
  while (isJson && reader !== undefined && text.length < BODY_BYTES) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = isRecord(cause) ? `${cause.code} ${cause.message}` : "";
  const text = `${error instanceof Error ? error.message : ""} ${code}`;
  return REASONS.find(([sign]) => sign.test(text))?.[1] ?? "it cannot be reached";
}
