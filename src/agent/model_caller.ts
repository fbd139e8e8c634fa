/**
 * @module
 */
import { sleep } from "../lib/clock.ts";
import { type AgentContext, AgentError, type AgentEvent } from "./agent.ts";
import { type Attempt, type AttemptOutcome, runAttempt } from "./openai_attempt.ts";
import { type Failure, formatSeconds, turnError } from "./openai_failure.ts";
import type { ResolvedOpenaiOptions } from "./openai_options.ts";
import {
  type ChatQuestion,
  COMMON_DIALECT,
  concede,
  type Dialect,
  requestBody,
} from "./openai_request.ts";
import { redactor } from "./redact.ts";
import { retryDelayMs } from "./retry_delay.ts";

/** A whole answer. */
export type Answered = Extract<AttemptOutcome, { kind: "complete" }>;

/** Asks a model server for one session, in the dialect it turns out to take. */
export class ModelCaller {
  readonly #options: ResolvedOpenaiOptions;
  readonly #context: Pick<AgentContext, "clock" | "logger" | "sessionId">;
  /** Kept for the session, so that a server has to refuse a field only once. */
  #dialect: Dialect = COMMON_DIALECT;

  constructor(
    options: ResolvedOpenaiOptions,
    context: Pick<AgentContext, "clock" | "logger" | "sessionId">,
  ) {
    this.#options = options;
    this.#context = context;
  }

  /** @throws {AgentError} for a key that cannot be sent */
  apiKey(): string | undefined {
    const { apiKey, apiKeyName, endpoint } = this.#options;
    const key = apiKey();
    if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key;
    // The runtime's own error for such a header would quote it.
    throw new AgentError(
      `Asking ${endpoint.origin}: the API key holds characters that cannot be sent; check ${apiKeyName}`,
    );
  }

  /**
   * One answer, with tries until there is one; `undefined` where the turn was given up.
   *
   * @throws {AgentError} where there will be none
   */
  async *ask(
    question: ChatQuestion,
    { apiKey, signal }: { apiKey: string | undefined; signal: AbortSignal },
  ): AsyncGenerator<AgentEvent[], Answered | undefined, void> {
    const { endpoint, maxRetries, random } = this.#options;
    for (let retries = 0;;) {
      const outcome = yield* runAttempt(this.#attempt(question, apiKey), signal);
      if (outcome.kind === "complete") return outcome;
      if (outcome.kind !== "failed" || signal.aborted) return undefined;
      const concession = this.#concede(outcome, question);
      if (concession) {
        if (concession.notice) yield [concession.notice];
        continue;
      }
      if (!outcome.retryable || retries >= maxRetries) {
        throw turnError(outcome, { endpoint, tries: retries + 1 });
      }
      const delayMs = retryDelayMs({ retries, retryAfterMs: outcome.retryAfterMs, random });
      retries++;
      yield [this.#retryNotice(outcome, { retries, delayMs })];
      await sleep(this.#context.clock, delayMs, signal);
      if (signal.aborted) return undefined;
    }
  }

  #attempt(question: ChatQuestion, apiKey: string | undefined): Attempt {
    const options = this.#options;
    const headers = new Headers({
      "content-type": "application/json",
      accept: "text/event-stream, application/json",
    });
    if (apiKey !== undefined) headers.set("authorization", `Bearer ${apiKey}`);
    return {
      options,
      clock: this.#context.clock,
      headers,
      body: JSON.stringify(requestBody(question, { options, dialect: this.#dialect })),
      facts: {
        model: question.model,
        sentKey: apiKey !== undefined,
        apiKeyName: options.apiKeyName,
        redact: redactor([apiKey ?? "", ...querySecrets(options.endpoint)]),
      },
    };
  }

  /**
   * Where the server refused a field it does not know, does without it from now on. The user is told
   * if it was one they chose.
   */
  #concede(
    { refusal }: Failure,
    { reasoningEffort, fast, tools }: ChatQuestion,
  ): { notice?: AgentEvent } | undefined {
    const before = this.#dialect;
    const withTools = tools.length > 0;
    const dialect = refusal && concede(before, {
      ...refusal,
      ...{ reasoningEffort, fast, withTools },
      temperature: this.#options.temperature,
    });
    if (!dialect) return undefined;
    this.#dialect = dialect;
    this.#context.logger.debug("model server refused a field: asking again without it", {
      sessionId: this.#context.sessionId,
      ...dialect,
    });
    if (dialect.tools !== before.tools) {
      return { notice: warning("the model does not take tools, asking without") };
    }
    if (dialect.temperature !== before.temperature) {
      return { notice: warning("the model takes no temperature but its own, asking without") };
    }
    if (dialect.tier !== before.tier) {
      return { notice: warning("the model server has no faster tier, asking without") };
    }
    if (dialect.refusedEffort === before.refusedEffort) return {};
    const refused = `the reasoning effort "${reasoningEffort}"`;
    return { notice: warning(`the model does not take ${refused}, asking without`) };
  }

  #retryNotice(
    { brief }: Failure,
    { retries, delayMs }: { retries: number; delayMs: number },
  ): AgentEvent {
    const text = `model server ${brief}, trying again in ${formatSeconds(delayMs)} ` +
      `(${retries} of ${this.#options.maxRetries})`;
    this.#context.logger.warn(text, { sessionId: this.#context.sessionId, delayMs });
    return { type: "status", kind: "lifecycle", text };
  }
}

/** Some servers take their key in the query. Short values are versions and the like. */
function querySecrets(endpoint: URL): string[] {
  return [...endpoint.searchParams.values()].filter((value) => value.length >= 8);
}

/** A notice about the turn, for the user. */
export function warning(text: string): AgentEvent {
  return { type: "status", kind: "warn", text };
}
