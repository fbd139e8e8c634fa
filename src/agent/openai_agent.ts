/**
 * An agent that asks any server with OpenAI's chat completions API: OpenAI itself, Ollama, llama.cpp,
 * vLLM and the many others.
 *
 * @module
 */
import { sleep } from "../lib/clock.ts";
import {
  type Agent,
  type AgentContext,
  AgentError,
  type AgentEvent,
  type AgentInput,
  type AgentProvider,
  type SummaryInput,
  type TitleInput,
} from "./agent.ts";
import { collectAnswer } from "./collect_answer.ts";
import { type Attempt, runAttempt } from "./openai_attempt.ts";
import { type Errand, summaryErrand, titleErrand } from "./openai_errands.ts";
import { type Failure, formatSeconds, turnError } from "./openai_failure.ts";
import {
  type OpenaiOptions,
  type ResolvedOpenaiOptions,
  resolveOpenaiOptions,
} from "./openai_options.ts";
import { COMMON_DIALECT, concede, type Dialect, requestBody } from "./openai_request.ts";
import { redactor } from "./redact.ts";
import { retryDelayMs } from "./retry_delay.ts";

/**
 * Makes agents that ask a model server. Each turn is one request that streams its answer; failures from
 * which a server may recover are tried again until the first token has been shown.
 *
 * The agent knows no tools yet: a model that asks for one gets the turn ended with a warning.
 *
 * @throws {TypeError} if `baseUrl` is no http(s) URL or carries a user name.
 * @throws {RangeError} naming the number that is out of range.
 *
 * @example
 * ```ts
 * import { openaiProvider } from "./openai_agent.ts";
 *
 * const provider = openaiProvider({ baseUrl: "http://localhost:11434/v1", model: "qwen3" });
 * provider.describe().configured; // true
 * ```
 */
export function openaiProvider(options: OpenaiOptions = {}): AgentProvider {
  const resolved = resolveOpenaiOptions(options);
  return {
    name: "openai",
    describe: () => ({
      model: resolved.model,
      provider: "openai",
      tools: {},
      skills: {},
      configured: resolved.model !== "" &&
        (!resolved.needsKey || resolved.apiKey() !== undefined),
    }),
    create: (context: AgentContext) => Promise.resolve(new OpenaiAgent(resolved, context)),
  };
}

class OpenaiAgent implements Agent {
  readonly #options: ResolvedOpenaiOptions;
  readonly #context: AgentContext;
  /** Kept for the session, so that a server has to refuse a field only once. */
  #dialect: Dialect = COMMON_DIALECT;

  constructor(options: ResolvedOpenaiOptions, context: AgentContext) {
    this.#options = options;
    this.#context = context;
  }

  async *prompt(input: AgentInput, signal: AbortSignal): AsyncGenerator<AgentEvent[], void, void> {
    const { endpoint, maxRetries, random } = this.#options;
    const asked = { ...input, model: this.#modelFor(input) };
    const apiKey = this.#apiKey();
    for (let retries = 0;;) {
      const outcome = yield* runAttempt(this.#attempt(asked, apiKey), signal);
      if (outcome.kind !== "failed" || signal.aborted) return;
      const concession = this.#concede(outcome, asked);
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
      if (signal.aborted) return;
    }
  }

  summarize(input: SummaryInput, signal: AbortSignal): Promise<string> {
    return this.#run(summaryErrand(input), input, signal);
  }

  title(input: TitleInput, signal: AbortSignal): Promise<string> {
    return this.#run(titleErrand(input), input, signal);
  }

  /** One request with a prompt of our own. An answer cut to the length of the user's would be worthless. */
  #run(
    { systemPrompt, text }: Errand,
    { model, onUsage }: SummaryInput | TitleInput,
    signal: AbortSignal,
  ): Promise<string> {
    const options = { ...this.#options, systemPrompt, maxTokens: undefined };
    const input = { text, history: [], model, reasoningEffort: "", ask: askNobody };
    return collectAnswer(new OpenaiAgent(options, this.#context).prompt(input, signal), onUsage);
  }

  #modelFor(input: AgentInput): string {
    const model = input.model || this.#options.model;
    if (model !== "") return model;
    throw new AgentError(
      `Asking ${this.#options.endpoint.origin}: no model is chosen; set the model of the openai agent, ` +
        "or choose one for this session",
    );
  }

  #apiKey(): string | undefined {
    const { apiKey, apiKeyName, endpoint } = this.#options;
    const key = apiKey();
    if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key;
    // The runtime's own error for such a header would quote it.
    throw new AgentError(
      `Asking ${endpoint.origin}: the API key holds characters that cannot be sent; check ${apiKeyName}`,
    );
  }

  #attempt(input: AgentInput, apiKey: string | undefined): Attempt {
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
      body: JSON.stringify(requestBody(input, { options, dialect: this.#dialect })),
      facts: {
        model: input.model,
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
    { reasoningEffort }: AgentInput,
  ): { notice?: AgentEvent } | undefined {
    const before = this.#dialect;
    const dialect = refusal && concede(before, { ...refusal, reasoningEffort });
    if (!dialect) return undefined;
    this.#dialect = dialect;
    this.#context.logger.debug("model server refused a field: asking again without it", {
      sessionId: this.#context.sessionId,
      ...dialect,
    });
    if (dialect.refusedEffort === before.refusedEffort) return {};
    const text =
      `the model does not take the reasoning effort "${reasoningEffort}", asking without`;
    return { notice: { type: "status", kind: "warn", text } };
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

function askNobody(): Promise<never> {
  return Promise.reject(new AgentError("nobody is there to be asked"));
}
