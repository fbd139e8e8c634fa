/**
 * What opens the door: the access token, the sign-ins made from one-time codes, and the codes.
 *
 * @module
 */
import { type Clock, systemClock } from "../lib/clock.ts";
import { randomHex } from "../lib/ids.ts";
import type { Role } from "../protocol/shapes.ts";

/** How long a sign-in lasts: 30 days, in seconds. */
export const SIGN_IN_SECONDS = 30 * 24 * 60 * 60;

/** Characters a token needs at least to be no matter of trying: letters and digits make about 80 bits. */
export const STRONG_TOKEN_LENGTH = 16;

// A person has a few browsers; whoever signs in more often than this loses the oldest.
const MAX_SIGN_INS = 64;
// Codes printed and never used.
const MAX_CODES = 16;
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Remembers sign-ins beyond the life of a process. None of it may throw: who cannot be remembered signs in
 * again.
 */
export interface SignInMemory {
  /** When a sign-in ends, in milliseconds since the epoch; `undefined`: it is not known. */
  endOf(id: string): number | undefined;
  /** Takes a new one. */
  keep(id: string, endsAt: number): void;
  /** Lets one go that has ended. */
  forget(id: string): void;
}

/** What {@linkcode Credentials} are made from. */
export interface CredentialsOptions {
  /** The access token: printable ASCII without blanks. */
  token: string;
  /** A second token, whose bearers may watch and change nothing. Default: there is none. */
  observerToken?: string;
  /** Where sign-ins outlive this process. Default: nowhere. */
  signIns?: SignInMemory;
  /** Default: the real clock. */
  clock?: Clock;
  /** Hears that a code was used up: whoever printed it may want to print another. Must not throw. */
  onCodeUsed?(): void;
}

/**
 * A random 256-bit secret: 64 hexadecimal digits, fit for headers, URLs and subprotocols as it is.
 *
 * @example
 * ```ts
 * import { Credentials, randomSecret } from "tidegate/deno";
 *
 * const credentials = new Credentials({ token: randomSecret() });
 * credentials.strongToken; // true
 * ```
 */
export function randomSecret(): string {
  return randomHex(32);
}

/**
 * Holds the secrets of one running gateway, in memory; sign-ins also where they are to outlive it.
 *
 * Sign-ins and codes are looked up in a map: 128 random bits and more leave nothing to be learned from how long
 * that takes. The token may be a person's choice, so it is compared in constant time.
 */
export class Credentials {
  readonly #clock: Clock;
  readonly #token: Uint8Array;
  readonly #observerToken: Uint8Array | undefined;
  readonly #memory: SignInMemory | undefined;
  readonly #onCodeUsed: () => void;
  /** Sign-in → monotonic milliseconds at which it ends. In order of last use, oldest first. */
  readonly #signIns = new Map<string, number>();
  readonly #codes = new Set<string>();

  /**
   * Begins with no sign-in and no code.
   *
   * @throws {TypeError} when a token is empty, holds what no header could carry, or both are the same
   */
  constructor(options: CredentialsOptions) {
    const { token, observerToken, clock = systemClock, onCodeUsed = () => {} } = options;
    this.#clock = clock;
    this.#memory = options.signIns;
    this.#onCodeUsed = onCodeUsed;
    this.#token = tokenBytes(token, "access");
    if (observerToken === undefined) return;
    if (observerToken === token) {
      throw new TypeError(
        "Cannot use the observers' token: it is the access token; choose another",
      );
    }
    this.#observerToken = tokenBytes(observerToken, "observers'");
  }

  /** Whether no token is short enough to be found by trying. */
  get strongToken(): boolean {
    const tokens = [this.#token, this.#observerToken ?? this.#token];
    return tokens.every(({ length }) => length >= STRONG_TOKEN_LENGTH);
  }

  /** What the bearer of a token may do; `null`: it is none of ours. Takes as long for each of them. */
  roleOf(presented: string): Role | null {
    const controls = isSame(presented, this.#token);
    const observes = isSame(presented, this.#observerToken ?? this.#token);
    if (controls) return "controller";
    return observes ? "observer" : null;
  }

  /** Whether `presented` is one of our tokens. */
  isToken(presented: string): boolean {
    return this.roleOf(presented) !== null;
  }

  /** Begins a sign-in; its id is the cookie's value. Over 64, the one unused for longest ends. */
  signIn(): string {
    const id = randomSecret();
    this.#memory?.keep(id, this.#clock.now() + SIGN_IN_SECONDS * 1000);
    this.#begin(id, SIGN_IN_SECONDS * 1000);
    return id;
  }

  /** Whether the sign-in is one of ours and has not ended. */
  isSignedIn(id: string): boolean {
    return this.msLeft(id) > 0;
  }

  /** Milliseconds until the sign-in ends; 0 when it has, or is none of ours. */
  msLeft(id: string): number {
    const endsAt = this.#signIns.get(id) ?? this.#recall(id);
    return endsAt === undefined ? 0 : Math.max(0, endsAt - this.#clock.monotonic());
  }

  /** One of an earlier process: from now on it is like those of this one. */
  #recall(id: string): number | undefined {
    const endsAt = this.#memory?.endOf(id);
    if (endsAt === undefined) return undefined;
    // A clock that was set back makes no sign-in longer.
    return this.#begin(id, Math.min(endsAt - this.#clock.now(), SIGN_IN_SECONDS * 1000));
  }

  #begin(id: string, ms: number): number {
    const endsAt = this.#clock.monotonic() + ms;
    this.#signIns.set(id, endsAt);
    const dropped = dropOldest(this.#signIns, MAX_SIGN_INS);
    if (dropped !== undefined) this.#memory?.forget(dropped);
    return endsAt;
  }

  /** Notes that a sign-in was used, which keeps it from being the first to go. */
  touch(id: string): void {
    const endsAt = this.#signIns.get(id);
    if (endsAt === undefined) return;
    this.#signIns.delete(id);
    this.#signIns.set(id, endsAt);
  }

  /** Ends a sign-in. An unknown one is fine. */
  signOut(id: string): void {
    this.#signIns.delete(id);
    this.#memory?.forget(id);
  }

  /**
   * Makes a code that signs in one browser, once: 128 random bits, short enough for a terminal's line.
   * It lasts until used, or until 16 newer ones exist.
   */
  mintCode(): string {
    const code = randomHex(16);
    this.#codes.add(code);
    dropOldest(this.#codes, MAX_CODES);
    return code;
  }

  /** Uses up a code. `false`: there is no such code, or not any more. */
  redeemCode(code: string): boolean {
    if (!this.#codes.delete(code)) return false;
    this.#onCodeUsed();
    return true;
  }
}

function tokenBytes(token: string, which: string): Uint8Array {
  if (TOKEN.test(token)) return new TextEncoder().encode(token);
  const state = token === "" ? "it is empty" : "it holds blanks or characters outside ASCII";
  throw new TypeError(`Cannot use the ${which} token: ${state}`);
}

/**
 * Whether `presented` is the token, in time that depends on its length alone.
 *
 * No early return and no hash: the loop always walks all of `presented`, whose length its sender knows
 * anyway, and the lengths are compared by the same OR as the bytes. (`crypto.subtle` has no
 * synchronous digest, and a decision that waits could not be taken before the upgrade is.)
 */
function isSame(presented: string, expected: Uint8Array): boolean {
  const bytes = new TextEncoder().encode(presented);
  let difference = bytes.length ^ expected.length;
  for (const [index, byte] of bytes.entries()) {
    difference |= byte ^ (expected[index % expected.length] ?? 0);
  }
  return difference === 0;
}

/**
 * The name of the sign-in cookie. It carries the port because browsers do not: cookies of two gateways
 * on one host would overwrite each other.
 */
export function cookieName(port: number): string {
  return `tidegate_${port}`;
}

/**
 * The link that signs a browser in. The code sits in the fragment, which is never sent to a server.
 *
 * @example
 * ```ts
 * import { Credentials, randomSecret, signInUrl } from "tidegate/deno";
 *
 * const credentials = new Credentials({ token: randomSecret() });
 * const link = signInUrl("https://agents.example.org/gateway", credentials.mintCode());
 * console.log(link.replace(/=.*$/, "=…")); // https://agents.example.org/gateway/#code=…
 * ```
 */
export function signInUrl(origin: string, code: string): string {
  return `${origin.replace(/\/$/, "")}/#code=${code}`;
}

function dropOldest<K>(entries: Map<K, unknown> | Set<K>, limit: number): K | undefined {
  if (entries.size <= limit) return undefined;
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    return oldest;
  }
}
