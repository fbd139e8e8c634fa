/**
 * Where a sidecar is, and how it is shown who we are.
 *
 * @module
 */
import { targetOf } from "../client/credential.ts";

/** What a connection is made with. */
export interface SidecarTarget {
  readonly url: string;
  readonly protocols: readonly string[];
  /** What a log may show: neither path nor query, where credentials stand. */
  readonly shown: string;
  /** Parts of the URL that must not be shown. */
  readonly secrets: readonly string[];
}

// What servers of this protocol take in a query. PROTOCOL 2.5.
const CREDENTIALS = ["token", "ticket", "internal"];

/** Whether a text is the address of a WebSocket. */
export function isSidecarUrl(text: string): boolean {
  return URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol);
}

/** Whether a sidecar's address says who connects. */
export function holdsCredential(url: string): boolean {
  const { username, password, searchParams } = new URL(url);
  return username !== "" || password !== "" || CREDENTIALS.some((name) => searchParams.has(name));
}

/**
 * Reads an address.
 *
 * @param token is shown, as a subprotocol, where the address holds no credential of its own
 * @throws {TypeError} for what is no address
 */
export function sidecarTarget(
  given: string,
  { token }: { token?: string | undefined },
): SidecarTarget {
  const url = new URL(given);
  // Neither runtime opens a socket to an address with a fragment.
  url.hash = "";
  const { username, password, pathname, search, searchParams } = url;
  const secrets = [...searchParams.values(), username, password, search, pathname, token ?? ""]
    .filter((text) => text.length > 1);
  const shown = `${url.protocol}//${url.host}`;
  if (token === undefined || holdsCredential(given)) {
    // A server that knows no subprotocols must not be offered one.
    return { url: url.href, protocols: [], shown, secrets };
  }
  return { ...targetOf(url, token), shown, secrets };
}
