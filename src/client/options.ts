/**
 * What a client is made with.
 *
 * @module
 */
import { type Clock, systemClock } from "../lib/clock.ts";
import { type Credential, socketUrl } from "./credential.ts";
import { globalHints, type Hints } from "./hints.ts";
import type { SocketConstructor } from "./socket.ts";

/** What the callback for credentials is told. */
export interface CredentialRequest {
  /** Attempts since the last connection, from 1. */
  readonly attempt: number;
  /** Aborts when the answer is of no use any more. */
  readonly signal: AbortSignal;
}

/** See the members. */
export interface ClientOptions {
  /**
   * Of the gateway: `http://127.0.0.1:9120`, or of its socket. In a page the default is where the page is from.
   */
  url?: string | URL;
  /** The same credential for every attempt: `credential` says what it can be. */
  token?: string;
  /** Asked before each attempt, for what is only good once or for a while. */
  credential?: (request: CredentialRequest) => Credential | Promise<Credential>;
  /** Default: the runtime's own. Node 20 has none: hand in that of the package `ws`. */
  WebSocket?: SocketConstructor;
  /**
   * Takes what nobody else could: what a listener throws, a frame that cannot be read, a prompt nobody waits for
   * that failed. Default: `reportError` where there is one, else `console.error`.
   */
  onError?: (error: unknown) => void;
  /** Milliseconds until a call is given up. Default 120 s; 0: never. */
  timeoutMs?: number;
  /** Milliseconds an attempt to connect may take. Default 15 s. */
  connectTimeoutMs?: number;
  /** Milliseconds without a word after which the gateway is asked whether it is there. Default 20 s; 0: never. */
  quietMs?: number;
  /** How many calls, and how many prompts and answers, may wait. Default 1,024. */
  queueLimit?: number;
  /** Default: the browser's `online` and `visibilitychange`. */
  hints?: Hints;
  /** Asks the gateway over HTTP why it refused a socket. Default: the runtime's; `null`: it is not asked. */
  fetch?: typeof fetch | null;
  /** Default: the real one. */
  clock?: Clock;
  /** Numbers from 0 to below 1, for waits that differ. Default: `Math.random`. */
  random?: () => number;
}

/** The same with nothing left open. */
export interface ResolvedOptions {
  readonly url: URL;
  readonly credential: (request: CredentialRequest) => Credential | Promise<Credential>;
  /** Whether another attempt may bring another credential. */
  readonly renews: boolean;
  readonly Socket: SocketConstructor;
  readonly onError: (error: unknown) => void;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly quietMs: number;
  readonly queueLimit: number;
  readonly hints: Hints;
  readonly fetch: typeof fetch | null;
  readonly clock: Clock;
  readonly random: () => number;
}

interface Globals {
  WebSocket?: SocketConstructor;
  fetch?: typeof fetch;
  location?: { href: string };
  reportError?: (error: unknown) => void;
}

/**
 * Fills in what was left out.
 *
 * @throws {TypeError} where something has no default here, or is none of its kind
 */
export function resolveOptions(options: ClientOptions): ResolvedOptions {
  const globals = globalThis as Globals;
  const { token, credential } = options;
  if (token !== undefined && credential !== undefined) {
    throw new TypeError("Making a client: token and credential are both given; leave one out");
  }
  const Socket = options.WebSocket ?? globals.WebSocket;
  if (Socket === undefined) {
    throw new TypeError(
      "Making a client: this runtime has no WebSocket; " +
        'hand one in: import { WebSocket } from "ws"',
    );
  }
  const page = globals.location?.href;
  const isPage = page !== undefined && /^https?:/.test(page);
  const url = options.url ?? (isPage ? new URL("/", page) : undefined);
  if (url === undefined) throw new TypeError('Making a client: "url" is missing');
  const asked = globals.fetch;
  return {
    url: askingForBatches(socketUrl(url, isPage ? page : undefined)),
    credential: credential ?? (() => token),
    renews: credential !== undefined,
    Socket,
    onError: guarded(options.onError ?? reportTo(globals)),
    timeoutMs: duration("timeoutMs", options.timeoutMs, 120_000),
    connectTimeoutMs: duration("connectTimeoutMs", options.connectTimeoutMs, 15_000),
    quietMs: duration("quietMs", options.quietMs, 20_000),
    queueLimit: duration("queueLimit", options.queueLimit, 1_024),
    hints: options.hints ?? globalHints(),
    // Called by its own name: a browser's fetch refuses to be a method of something else.
    fetch: options.fetch ?? (options.fetch === null || !asked ? null : (...args) => asked(...args)),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

/** Unless the address says whether they are wanted. A gateway that has none does not look. */
function askingForBatches(url: URL): URL {
  if (!url.searchParams.has("batch")) url.searchParams.set("batch", "1");
  return url;
}

function duration(name: string, given: number | undefined, usual: number): number {
  if (given === undefined) return usual;
  if (Number.isFinite(given) && given >= 0) return given;
  throw new TypeError(`Making a client: ${name} is ${given}; say a number from 0`);
}

function reportTo({ reportError }: Globals): (error: unknown) => void {
  if (reportError !== undefined) return (error) => reportError(error);
  // deno-lint-ignore no-console -- nobody has said where else errors should go
  return (error) => console.error(error);
}

function guarded(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error);
    } catch {
      // The hook for errors has failed with one: there is nobody left to tell.
    }
  };
}
