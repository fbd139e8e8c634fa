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

/** How one try ended. */
export type AttemptOutcome = { kind: "complete" } | { kind: "aborted" } | Failure;

/** One request, ready to be sent. */
export interface Attempt {
  options: ResolvedOpenaiOptions;
  clock: Clock;
  headers: Headers;
  body: string;
  facts: RequestFacts;
}

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
    if (opened.kind === "timeout") {
      return timeoutFailure({ part: "head", timeoutMs: options.firstByteTimeoutMs });
    }
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
  const { stallTimeoutMs } = attempt.options;
  const decoder = new ChatDecoder();
  const answer = new ChatAnswer();
  for (;;) {
    const step = await exchange.read(stallTimeoutMs);
    if (step.kind === "aborted") return step;
    const events = step.kind === "bytes" ? answer.take(decoder.push(step.bytes)) : [];
    if (step.kind === "end") events.push(...answer.take(decoder.end()));
    if (step.kind !== "bytes") events.push(...answer.end());
    if (events.length > 0) yield events;

    const { state } = answer;
    if (state.kind === "complete") return state;
    if (state.kind === "open" && step.kind === "bytes") continue;
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
  return timeoutFailure({ part: "body", timeoutMs: options.stallTimeoutMs });
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
