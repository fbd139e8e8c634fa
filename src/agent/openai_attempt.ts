import type { Clock } from "../lib/clock.ts";
import type { AgentEvent } from "./agent.ts";
import { type AnswerState, ChatAnswer } from "./chat_answer.ts";
import { ChatDecoder, MAX_EVENT_LENGTH } from "./chat_stream.ts";
import { HttpExchange } from "./http_exchange.ts";
import {
  cutFailure,
  type Failure,
  garbageFailure,
  networkFailure,
  oversizeFailure,
  redirectFailure,
  type RequestFacts,
  statusFailure,
  streamFailure,
  timeoutFailure,
} from "./openai_failure.ts";
import type { ResolvedOpenaiOptions } from "./openai_options.ts";
import { parseRetryAfter } from "./retry_delay.ts";
import type { ToolCall } from "./tool_calls.ts";

/** How one try ended. */
export type AttemptOutcome =
  /** What was said and thought, and the tools that were asked for. */
  | { kind: "complete"; text: string; reasoning: string; calls: readonly ToolCall[] }
  | { kind: "aborted" }
  | Failure;

/** One request, ready to be sent. */
export interface Attempt {
  options: ResolvedOpenaiOptions;
  clock: Clock;
  headers: Headers;
  body: string;
  facts: RequestFacts;
}

/**
 * How long is waited for the rest of an answer whose model has said why it stopped, in milliseconds: its
 * usage, and the `[DONE]` that some servers never send. Only waiting counts, and a further piece of the
 * answer starts it anew. Both follow in the same breath where they come at all; a second leaves room for
 * a bad line, and a person hardly notices it.
 */
export const FINISH_GRACE_MS = 1_000;

/** The longest text of a refusal that is read. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Sends a request and streams its answer, one array of events for each piece the network delivers.
 * Returns how it ended and throws nothing that was to be expected. Frees the connection in every case.
 */
export async function* runAttempt(
  attempt: Attempt,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent[], AttemptOutcome, void> {
  const { options, clock, facts } = attempt;
  const exchange = new HttpExchange({ clock, fetch: options.fetch, signal });
  try {
    const opened = await exchange.open(options.endpoint, {
      method: "POST",
      headers: attempt.headers,
      body: attempt.body,
      redirect: "manual",
      timeoutMs: options.firstByteTimeoutMs,
    });
    if (opened.kind === "aborted") return opened;
    if (opened.kind === "timeout") return timeoutFailure("head", options);
    if (opened.kind === "broken") return networkFailure(opened.error, facts, "head");
    const { response } = opened;
    if (isRedirect(response)) return redirectFailure(response, options.endpoint);
    if (response.ok) return yield* readAnswer(attempt, exchange);
    const body = await readRefusal(exchange, options.stallTimeoutMs);
    if (signal.aborted) return { kind: "aborted" };
    const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), clock.now());
    return statusFailure({ status: response.status, body, retryAfterMs }, facts);
  } finally {
    exchange.close();
  }
}

async function* readAnswer(
  attempt: Attempt,
  exchange: HttpExchange,
): AsyncGenerator<AgentEvent[], AttemptOutcome, void> {
  const { options: { stallTimeoutMs }, clock } = attempt;
  const decoder = new ChatDecoder();
  const answer = new ChatAnswer();
  let graceMs = FINISH_GRACE_MS;
  for (;;) {
    const { finished } = answer;
    const since = clock.monotonic();
    const step = await exchange.read(finished ? Math.min(graceMs, stallTimeoutMs) : stallTimeoutMs);
    if (step.kind === "aborted") return step;
    // A server may keep a line alive without an end, so the grace is not for each piece of the network.
    if (finished) graceMs = Math.max(0, graceMs - (clock.monotonic() - since));
    const events = step.kind === "bytes" ? answer.take(decoder.push(step.bytes)) : [];
    if (step.kind === "end") events.push(...answer.take(decoder.end()));
    if (step.kind !== "bytes") events.push(...answer.end());
    if (events.length > 0) {
      graceMs = FINISH_GRACE_MS;
      yield events;
    }

    const { state } = answer;
    if (state.kind === "complete") {
      const { text, reasoning, calls } = answer;
      return { kind: "complete", text, reasoning, calls };
    }
    if (state.kind === "open" && step.kind === "bytes") continue;
    const spent = answer.spent();
    if (spent.length > 0) yield spent;
    const failure = bodyFailure(state, step, attempt);
    return { ...failure, retryable: failure.retryable && !answer.started };
  }
}

function bodyFailure(
  state: AnswerState,
  step: { kind: "bytes" | "end" | "timeout" } | { kind: "broken"; error: unknown },
  { options, facts }: Attempt,
): Failure {
  if (state.kind === "failure") return streamFailure(state.failure, facts);
  if (state.kind === "garbage") return garbageFailure(state.text, facts);
  if (state.kind === "oversize") return oversizeFailure(MAX_EVENT_LENGTH);
  if (step.kind === "broken") return networkFailure(step.error, facts, "body");
  if (step.kind === "end") return cutFailure();
  return timeoutFailure("body", options);
}

/** The text of a refusal, as far as it comes before the limit, the time or the connection is out. */
async function readRefusal(exchange: HttpExchange, timeoutMs: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let room = MAX_REFUSAL_BYTES;
  while (room > 0) {
    const step = await exchange.read(timeoutMs);
    if (step.kind !== "bytes") break;
    text += decoder.decode(step.bytes.subarray(0, room), { stream: true });
    room -= step.bytes.length;
  }
  return text + decoder.decode();
}

/** Node and Deno show the redirect as it is, a browser hides it behind a type. */
function isRedirect({ status, type }: Response): boolean {
  return type === "opaqueredirect" || (status >= 300 && status < 400);
}
