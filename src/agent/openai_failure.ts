import { AgentError } from "./agent.ts";
import { excerpt } from "./excerpt.ts";
import { explainNetworkError } from "./network_error.ts";
import type { ResolvedOpenaiOptions } from "./openai_options.ts";
import { parseJson } from "./parse_json.ts";
import type { Redact } from "./redact.ts";
import { readFailure, type UpstreamFailure } from "./upstream_failure.ts";

/** Why a try brought no whole answer. All texts are redacted and bounded. */
export interface Failure {
  kind: "failed";
  /** What happened in the words of a retry notice, after "model server": `answered 429`. */
  brief: string;
  /** What happened and what to do about it, for the user. */
  detail: string;
  /** Whether another try may fare better, as long as nothing has been shown. */
  retryable: boolean;
  /** What the server asked to wait. */
  retryAfterMs?: number | undefined;
  /** The refusal behind it, unredacted: only to be searched. */
  refusal?: { status: number; body: string };
}

/** What the messages tell of the request. */
export interface RequestFacts {
  model: string;
  sentKey: boolean;
  apiKeyName: string;
  redact: Redact;
}

/** The remedies of those statuses that have one of their own. */
const REMEDIES: ReadonlyMap<number, (facts: RequestFacts) => string> = new Map([
  [401, keyRemedy],
  [403, keyRemedy],
  [404, pathRemedy],
  [405, pathRemedy],
  [413, () => "the conversation is too long for this model server; start a new session"],
]);

/** A failure the server reported by its status. `body` is the text of its answer, as far as read. */
export function statusFailure(
  { status, body, retryAfterMs }: {
    status: number;
    body: string;
    retryAfterMs?: number | undefined;
  },
  facts: RequestFacts,
): Failure {
  const upstream = readFailure(parseJson(body));
  const told = excerpt(upstream?.message ?? withoutMarkup(body), facts.redact);
  const remedy = REMEDIES.get(status)?.(facts);
  return {
    kind: "failed",
    brief: `answered ${status}`,
    detail: [`HTTP ${status}`, told].filter(Boolean).join(": ") + (remedy ? `; ${remedy}` : ""),
    retryable: isTransient(status) && upstream?.code !== "insufficient_quota",
    retryAfterMs,
    refusal: { status, body },
  };
}

/** A failure the server reported in the body of an answer that began well. */
export function streamFailure(failure: UpstreamFailure, facts: RequestFacts): Failure {
  const { status, code, message } = failure;
  return {
    kind: "failed",
    brief: status === undefined ? "reported an error" : `answered ${status}`,
    detail: `the model server reported an error: ${excerpt(message, facts.redact)}`,
    retryable: status !== undefined && isTransient(status) && code !== "insufficient_quota",
  };
}

/** A failure of the network. `part` tells whether the head of the answer had arrived. */
export function networkFailure(
  error: unknown,
  facts: RequestFacts,
  part: "head" | "body",
): Failure {
  const { reason, remedy, transient } = explainNetworkError(error, facts.redact);
  const what = part === "head"
    ? reason
    : `the connection ended before the answer was complete (${reason})`;
  return {
    kind: "failed",
    brief: part === "head" ? `cannot be reached (${reason})` : "cut the connection",
    detail: `${what}; ${remedy}`,
    retryable: transient,
  };
}

/** The stream ended in good order, but in the middle of the answer. */
export function cutFailure(): Failure {
  return {
    kind: "failed",
    brief: "ended its answer early",
    detail: "the stream ended before the answer was complete; check the model server's log",
    retryable: true,
  };
}

/** Nothing came for too long. Not tried again: a model that is loading would start from nothing. */
export function timeoutFailure(
  part: "head" | "body",
  { firstByteTimeoutMs, stallTimeoutMs, timeoutNames }: ResolvedOpenaiOptions,
): Failure {
  const [what, option] = part === "head"
    ? [`no answer for ${formatSeconds(firstByteTimeoutMs)}`, timeoutNames.firstByte]
    : [
      `the answer stalled, nothing came for ${formatSeconds(stallTimeoutMs)}`,
      timeoutNames.stall,
    ];
  return {
    kind: "failed",
    brief: "did not answer in time",
    detail: `${what}; check the model server, or raise "${option}" if it is only slow`,
    retryable: false,
  };
}

/** The body is no chat answer. */
export function garbageFailure(text: string, facts: RequestFacts): Failure {
  return permanent(
    `the answer is not what a chat server sends: "${excerpt(text, facts.redact)}"; ` +
      "check that the base URL is that of an OpenAI-compatible API",
  );
}

/** The body holds an event beyond all measure. */
export function oversizeFailure(limit: number): Failure {
  return permanent(`one event of the answer is longer than ${limit / 1024 / 1024} Mi characters`);
}

/** The server wants the request elsewhere; the key must not follow to another origin. */
export function redirectFailure(response: Response, endpoint: URL): Failure {
  const location = response.headers.get("location") ?? "";
  const target = URL.canParse(location, endpoint)
    ? new URL(location, endpoint).origin
    : "an unknown place";
  return permanent(
    `the model server redirects to ${target}, and redirects are not followed lest the API key goes ` +
      "astray; set the base URL to the final address",
  );
}

/** The error that ends a turn. */
export function turnError(
  failure: Failure,
  { endpoint, tries }: { endpoint: URL; tries: number },
): AgentError {
  const counted = tries > 1 ? ` (after ${tries} tries)` : "";
  return new AgentError(`Asking ${endpoint.origin}: ${failure.detail}${counted}`);
}

/** Milliseconds as seconds with at most one decimal: `2 s`, `0.5 s`. */
export function formatSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

function permanent(detail: string): Failure {
  return { kind: "failed", brief: "sent an unusable answer", detail, retryable: false };
}

function keyRemedy({ sentKey, apiKeyName }: RequestFacts): string {
  return sentKey
    ? `check that ${apiKeyName} holds a key this server accepts`
    : `set ${apiKeyName} to an API key of this server`;
}

function pathRemedy({ model, redact }: RequestFacts): string {
  return `check the model name "${
    excerpt(model, redact)
  }" and that the base URL ends in the API's path, ` +
    'usually "/v1"';
}

/** 501 is a refusal for good: llama.cpp answers it for what it was started without. */
function isTransient(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

/** An error page tells nothing in a line that the status has not told. */
function withoutMarkup(body: string): string {
  return body.trimStart().startsWith("<") ? "" : body;
}
