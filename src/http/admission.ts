/**
 * The one decision on who may come in, for plain requests and WebSocket upgrades alike.
 *
 * Peer, Host and web Origin are looked at before the credential: a page of a stranger in its victim's
 * browser can then neither try tokens nor use up the attempts of that browser's address.
 *
 * @module
 */
import { closeReasons } from "../protocol/close_codes.ts";
import { isLoopbackAddress } from "./address.ts";
import { type Authority, defaultPort, parseAuthority, parseOrigin } from "./authority.ts";
import { isSameOrigin, namesSite, originNamesSite, type Site } from "./site.ts";

/** What a route asks of a request, besides coming from a fitting peer, to a fitting host. */
export type Requirement =
  /** Nothing: static files, status. */
  | "nothing"
  /** Sent by a page of this very origin. */
  | "same-origin"
  /** A credential. */
  | "credential";

/** The credentials a request carries. Blank ones are left out. */
export interface PresentedCredentials {
  /** From headers only a program or a page that holds the token can set; each once. */
  readonly explicit: readonly string[];
  /** A session id out of our cookie: a browser sends it without being asked by the page. */
  readonly cookie: string | null;
  /** `?token=`. */
  readonly query: string | null;
}

/** Everything the decision is made of. */
export interface AdmissionFacts {
  readonly requires: Requirement;
  /** Address of the TCP peer, without port; "" when unknown. */
  readonly remoteAddress: string;
  /**
   * The request's URL as the runtime gives it: it begins with the authority of the request's target where
   * that names one (`GET http://example.org/ HTTP/1.1`), else with the Host header's.
   */
  readonly url: string;
  /** Headers as they came; `null` when absent. */
  readonly host: string | null;
  readonly origin: string | null;
  readonly presented: PresentedCredentials;
  /** Seconds until this address may try a credential again; 0: now. */
  readonly waitSeconds: number;
}

/** What is known on this side: where we answer, and which credentials are right. */
export interface AdmissionPolicy {
  readonly site: Site;
  /** Whether the token is long enough that it cannot be found by trying, at any pace. */
  readonly strongToken: boolean;
  isToken(presented: string): boolean;
  isSession(presented: string): boolean;
}

/** Why a request was refused; stable, for programs. */
export type RefusalReason =
  | "no_credential"
  | "token_mismatch"
  | "too_many_credentials"
  | "query_token_refused"
  | "host_refused"
  | "origin_refused"
  | "peer_refused"
  | "rate_limited";

/** The credential that let a request in; `none` where none was asked for. */
export type AdmittedBy = "explicit" | "query" | "cookie" | "none";

/** A refusal. */
export interface Refused {
  readonly admitted: false;
  readonly status: 400 | 401 | 403 | 429;
  /** For transports where a refusal can only be told by closing. */
  readonly closeCode: number;
  readonly reason: RefusalReason;
  /** For people; says what to do. Holds no credential. */
  readonly message: string;
  /** How many wrong guesses this was. An address has only so many of them. */
  readonly guesses: number;
  /** For `rate_limited`: seconds until the next attempt. */
  readonly retryAfterSeconds?: number;
}

/** The decision. */
export type Admission = { readonly admitted: true; readonly by: AdmittedBy } | Refused;

const FORBIDDEN = closeReasons.forbidden.code;
const UNAUTHORIZED = closeReasons.unauthorized.code;
// RFC 6455 registry: "try again later".
const TRY_AGAIN_LATER = 1013;

// Header, subprotocol and query together, with a subprotocol counting twice when it was percent-encoded.
// No client sends more, and a request must not be a list to try.
const MAX_CANDIDATES = 4;

/** Decides on one request. Counting its wrong guesses is left to the caller. */
export function admit(facts: AdmissionFacts, policy: AdmissionPolicy): Admission {
  const { site } = policy;
  if (site.kind === "loopback" && !isLoopbackAddress(facts.remoteAddress)) {
    return peerRefused(facts);
  }
  const host = parseAuthority(facts.host ?? "");
  if (host === null || !namesSite(site, host.host)) return hostRefused(facts);
  if (!targets(facts.url, host)) return targetRefused(facts);
  const origin = parseOrigin(facts.origin);
  if (origin.kind === "malformed") return originRefused(facts);
  if (origin.kind === "web" && !originNamesSite(site, origin, host.host)) {
    return originRefused(facts);
  }
  if (facts.requires === "nothing") return { admitted: true, by: "none" };
  const sameOrigin = isSameOrigin(site, origin, host);
  if (facts.requires === "credential") return admitCredential(facts, policy, sameOrigin);
  return sameOrigin ? { admitted: true, by: "none" } : originRefused(facts);
}

// RFC 9112, 3.2.2: where a target names its host, that is what counts and a proxy may act on it, so a Host
// header beside it that says something else is an attempt to be read differently by different parsers.
function targets(url: string, host: Authority): boolean {
  const target = parseOrigin(/^[^/]*\/\/[^/?#]*/.exec(url)?.[0] ?? "");
  if (target.kind !== "web") return false;
  return target.host === host.host && target.port === (host.port ?? defaultPort(target.scheme));
}

function admitCredential(
  facts: AdmissionFacts,
  policy: AdmissionPolicy,
  sameOrigin: boolean,
): Admission {
  const { explicit, cookie, query } = facts.presented;
  const { local } = policy.site;
  const candidates = new Set(query === null ? explicit : [...explicit, query]);
  if (candidates.size > MAX_CANDIDATES) {
    return facts.waitSeconds > 0 ? rateLimited(facts.waitSeconds) : TOO_MANY_CREDENTIALS;
  }
  // A query ends up in logs and histories of whatever stands between: good enough within a machine only.
  const guesses = local ? candidates.size : explicit.length;
  if (guesses > 0 && facts.waitSeconds > 0 && !hearsAlways(policy)) {
    return rateLimited(facts.waitSeconds);
  }
  if (anyToken(explicit, policy)) return { admitted: true, by: "explicit" };
  if (local && query !== null && policy.isToken(query)) return { admitted: true, by: "query" };
  const signedIn = cookie !== null && policy.isSession(cookie);
  if (signedIn && sameOrigin) return { admitted: true, by: "cookie" };
  if (guesses > 0) {
    if (facts.waitSeconds > 0) return rateLimited(facts.waitSeconds);
    return { ...TOKEN_MISMATCH, guesses };
  }
  if (signedIn) return originRefused(facts);
  if (query !== null) return QUERY_TOKEN_REFUSED;
  return cookie === null ? NO_CREDENTIAL : SIGN_IN_EXPIRED;
}

// Whether a right token passes whatever was counted. On loopback it does: a stale program that hammers
// with an old token shares its user's address and must not lock that user out. Behind a tunnel everybody
// shares one address, so strangers could; there only a token that may be guessed at is held back.
function hearsAlways({ site, strongToken }: AdmissionPolicy): boolean {
  return site.local || (site.publicOrigins.size > 0 && strongToken);
}

// Every candidate is compared, so that the time taken does not tell which one was right.
function anyToken(candidates: readonly string[], policy: AdmissionPolicy): boolean {
  return candidates.map((candidate) => policy.isToken(candidate)).includes(true);
}

const UNAUTHORIZED_REFUSAL = {
  admitted: false,
  status: 401,
  closeCode: UNAUTHORIZED,
  guesses: 0,
} as const;

const NO_CREDENTIAL: Refused = {
  ...UNAUTHORIZED_REFUSAL,
  reason: "no_credential",
  message: "Cannot let this request in: it carries no credential; send the access token as " +
    '"Authorization: Bearer", or open the sign-in link the gateway printed',
};

const SIGN_IN_EXPIRED: Refused = {
  ...UNAUTHORIZED_REFUSAL,
  reason: "no_credential",
  message:
    "Cannot let this request in: its sign-in has ended; open a new sign-in link, or send the " +
    "access token",
};

const TOKEN_MISMATCH: Refused = {
  ...UNAUTHORIZED_REFUSAL,
  reason: "token_mismatch",
  message:
    "Cannot let this request in: its access token is not the one this gateway was started with",
};

const TOO_MANY_CREDENTIALS: Refused = {
  ...UNAUTHORIZED_REFUSAL,
  reason: "too_many_credentials",
  message:
    `Cannot let this request in: it carries more than ${MAX_CANDIDATES} credentials (an unknown ` +
    "subprotocol counts as one); send the access token once",
  // None was looked at; it counts all the same, for it is no mistake.
  guesses: 1,
};

const QUERY_TOKEN_REFUSED: Refused = {
  ...UNAUTHORIZED_REFUSAL,
  reason: "query_token_refused",
  message:
    "Cannot let this request in: a token in the URL is only taken on a loopback bind without a public origin; send it " +
    'as "Authorization: Bearer", or as the WebSocket subprotocol tidegate.token.<token>',
};

function peerRefused(facts: AdmissionFacts): Refused {
  const peer = facts.remoteAddress === "" ? "of unknown address" : quoted(facts.remoteAddress);
  return {
    admitted: false,
    status: 403,
    closeCode: FORBIDDEN,
    reason: "peer_refused",
    message:
      `Cannot serve peer ${peer}: the gateway is bound to loopback and answers this machine ` +
      `only; start it with another --host to reach it from elsewhere`,
    guesses: 0,
  };
}

function hostRefused(facts: AdmissionFacts): Refused {
  const remedy = facts.host
    ? "; if that name is meant to reach it, start it with --allow-host"
    : "";
  return {
    admitted: false,
    status: 400,
    closeCode: FORBIDDEN,
    reason: "host_refused",
    message:
      `Cannot serve Host ${quoted(facts.host ?? "")}: this gateway does not go by that name` +
      remedy,
    guesses: 0,
  };
}

// The target is not quoted: a token may stand in it.
function targetRefused(facts: AdmissionFacts): Refused {
  return {
    ...hostRefused(facts),
    message: `Cannot serve this request: its target names another host than its Host header, ${
      quoted(facts.host ?? "")
    }; send a target that begins with a slash`,
  };
}

function originRefused(facts: AdmissionFacts): Refused {
  return {
    admitted: false,
    status: 403,
    closeCode: FORBIDDEN,
    reason: "origin_refused",
    message: facts.origin === null
      ? "Cannot let this request in: without an Origin header a sign-in cookie is not enough; send " +
        "the access token"
      : `Cannot let Origin ${quoted(facts.origin)} in: it is not an origin of this gateway; if a ` +
        `tunnel or proxy shows the gateway there, start it with --public-origin`,
    guesses: 0,
  };
}

/** The refusal of an address that has no guesses left for `waitSeconds` seconds. */
export function rateLimited(waitSeconds: number): Refused {
  return {
    admitted: false,
    status: 429,
    closeCode: TRY_AGAIN_LATER,
    reason: "rate_limited",
    message:
      "Cannot check this credential: too many wrong ones came from this address; try again in " +
      `${waitSeconds} s`,
    guesses: 0,
    retryAfterSeconds: waitSeconds,
  };
}

// Enough of a header to recognise it, never so much that it floods a log or an answer.
function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
