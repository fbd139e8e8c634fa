/**
 * Whether coming back makes sense.
 *
 * @module
 */
import type { Credential } from "./credential.ts";
import { ConnectionError } from "./errors.ts";
import type { LineEnd } from "./line.ts";

/**
 * Close codes behind which no other attempt does better: 1003, 4401 and 4403 are ours
 * (src/protocol/close_codes.ts), 4400, 4404 and 4408 those of a plain gateway.
 */
export const FINAL_CODES: readonly number[] = [1003, 4400, 4401, 4403, 4404, 4408];

/** HTTP answers to the same effect. */
const FINAL_STATUS = [401, 403];

/** What tells of a refusal. */
export interface Question {
  readonly url: URL;
  readonly credential: Credential;
  readonly fetch: typeof fetch | null;
  readonly signal: AbortSignal;
}

/** The refusal behind the end of a socket; `undefined`: it was none. Never rejects. */
export async function refusalIn(
  end: LineEnd,
  question: Question,
): Promise<ConnectionError | undefined> {
  if (FINAL_CODES.includes(end.code)) {
    return refused(`${end.reason === "" ? "it closed the socket" : end.reason} (${end.code})`);
  }
  if (end.opened) return undefined;
  const status = await askWhy(question);
  if (status === undefined || !FINAL_STATUS.includes(status)) return undefined;
  const why = status === 401 ? "credential refused" : "host, origin or peer refused";
  return refused(`${why} (HTTP ${status})`);
}

/** A refusal, in the client's words. */
export function refused(why: string, cause?: unknown): ConnectionError {
  return new ConnectionError("refused", `Connecting to the gateway: ${why}`, { cause });
}

// A socket that is refused before it opens is not told why; over HTTP there is an answer.
async function askWhy(
  { url, credential, fetch, signal }: Question,
): Promise<number | undefined> {
  if (fetch === null || (credential !== undefined && typeof credential !== "string")) return;
  const place = new URL("auth/check", url.href.replace(/^ws/, "http"));
  place.search = "";
  const headers: HeadersInit = credential === undefined
    ? {}
    : { authorization: `Bearer ${credential}` };
  try {
    const response = await fetch(place, { method: "POST", headers, signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    // Not there, or not for pages from elsewhere: then it is no refusal we know of.
    return undefined;
  }
}
