/**
 * An agent that asks any server with OpenAI's chat completions API: OpenAI itself, Ollama, llama.cpp,
 * vLLM and the many others.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
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
import { mcpShelf } from "./mcp/mcp_shelf.ts";
import { ModelCaller, warning } from "./model_caller.ts";
import { type Errand, summaryErrand, titleErrand } from "./openai_errands.ts";
import { askOnce } from "./openai_oneshot.ts";
import {
  type OpenaiDeps,
  type OpenaiOptions,
  type ResolvedOpenaiOptions,
  resolveOpenaiOptions,
} from "./openai_options.ts";
import { chatMessages } from "./openai_request.ts";
import { addHint, addToolRound } from "./openai_tool_round.ts";
import { ToolHand } from "./tool_hand.ts";
import type { ToolShelf } from "./tool_shelf.ts";
import { toolsetsOf } from "./toolsets.ts";

/**
 * Makes agents that ask a model server. Each answer is one request that streams; failures from which a
 * server may recover are tried again until the first token has been shown. The model is offered the tools of
 * `mcpServers`; while it asks for some, they are run and it is asked again.
 *
 * @throws {TypeError} if `baseUrl` is no http(s) URL or carries a user name, or for tool servers or a tool
 * policy that are none.
 * @throws {RangeError} naming the number that is out of range.
 *
 * @example
 * ```ts
 * import { openaiProvider } from "tidegate";
 *
 * const provider = openaiProvider({ baseUrl: "http://localhost:11434/v1", model: "qwen3" });
 * provider.describe().configured; // true
 * ```
 */
export function openaiProvider(
  options: OpenaiOptions = {},
  deps: OpenaiDeps = {},
): AgentProvider {
  const resolved = resolveOpenaiOptions(options, deps);
  const tools = deps.tools ?? shelfOf(options, deps, resolved);
  const firstTools = firstWait(tools, resolved.toolWaitMs);
  return {
    name: "openai",
    changesFiles: tools !== undefined,
    ...(tools && { tools }),
    describe: () => ({
      model: resolved.model,
      provider: "openai",
      tools: toolsetsOf(tools?.list().filter(({ enabled }) => enabled) ?? []),
      ...(tools && { toolSources: tools.states() }),
      ...(resolved.fastTier !== "" && { fastTier: resolved.fastTier }),
      skills: {},
      configured: resolved.model !== "" &&
        (!resolved.needsKey || resolved.apiKey() !== undefined),
    }),
    async create(context: AgentContext, signal: AbortSignal) {
      await firstTools(context.clock, signal);
      return new OpenaiAgent(resolved, context, tools);
    },
    oneshot: (question, signal) => askOnce(resolved, question, signal),
    async close() {
      await tools?.close();
    },
  };
}

function shelfOf(
  { mcpServers = [], withheldVariables = [], ...options }: OpenaiOptions,
  { spawn, clock, logger, fetch }: OpenaiDeps,
  { apiKeyName, permission }: ResolvedOpenaiOptions,
): ToolShelf | undefined {
  if (mcpServers.length === 0) return undefined;
  return mcpShelf({
    servers: mcpServers,
    withheld: [apiKeyName, ...withheldVariables],
    hides: (name) => permission(name) === "never",
    ...(options.toolsOff && { off: options.toolsOff }),
    ...(options.toolConnectTimeoutMs && { connectTimeoutMs: options.toolConnectTimeoutMs }),
    ...(options.toolCallTimeoutMs && { callTimeoutMs: options.toolCallTimeoutMs }),
  }, {
    ...(spawn && { spawn }),
    ...(clock && { clock }),
    ...(logger && { logger }),
    ...(fetch && { fetch }),
  });
}

/** Waits for tools, so long after the first one who asked at the latest; whoever comes later does not wait. */
function firstWait(
  tools: ToolShelf | undefined,
  waitMs: number,
): (clock: Clock, signal: AbortSignal) => Promise<void> {
  let deadline: number | undefined;
  return async (clock, signal) => {
    const now = clock.monotonic();
    deadline ??= now + waitMs;
    await tools?.ready(Math.max(0, deadline - now), signal);
  };
}

class OpenaiAgent implements Agent {
  readonly steer?: (text: string) => boolean;
  readonly #options: ResolvedOpenaiOptions;
  readonly #context: AgentContext;
  readonly #model: ModelCaller;
  readonly #hand: ToolHand | undefined;
  /** What the user said in the middle of the turn that runs, and the model has not been told yet. */
  #hints: string[] | undefined;

  constructor(options: ResolvedOpenaiOptions, context: AgentContext, shelf?: ToolShelf) {
    this.#options = options;
    this.#context = context;
    this.#model = new ModelCaller(options, context);
    if (shelf === undefined) return;
    const { permission, resultChars } = options;
    this.#hand = new ToolHand({ ...context, shelf, permission, resultChars });
    this.steer = (text) => this.#hints !== undefined && this.#hints.push(text) > 0;
  }

  async *prompt(input: AgentInput, signal: AbortSignal): AsyncGenerator<AgentEvent[], void, void> {
    const { systemPrompt, maxIterations } = this.#options;
    const messages = chatMessages(input, withInstructions(input, systemPrompt));
    const model = this.#modelFor(input);
    const apiKey = this.#model.apiKey();
    const { reasoningEffort, fast = false, ask } = input;
    this.#hints = [];
    try {
      for (let asked = 1;; asked++) {
        const tools = this.#hand?.offer() ?? [];
        const question = { model, reasoningEffort, fast, messages, tools };
        const answer = yield* this.#model.ask(question, { apiKey, signal });
        if (answer === undefined || signal.aborted) return;
        const { text, reasoning, calls } = answer;
        const hints = this.#hints.splice(0);
        if (calls.length === 0 && hints.length === 0) return;
        if (asked === maxIterations) return yield [warning(tooMany(asked))];
        if (calls.length === 0) {
          addHint(messages, { text, hints });
          yield [{ type: "text", text: "\n\n" }];
          continue;
        }
        if (this.#hand === undefined) return yield [warning(NO_TOOLS)];
        const results = yield* this.#hand.run(calls, { ask, signal });
        if (signal.aborted) return;
        // What was said while the tools ran is as new as their results.
        hints.push(...this.#hints.splice(0));
        addToolRound(messages, { text, reasoning, results, hints });
      }
    } finally {
      this.#hints = undefined;
    }
  }

  close(): void {
    this.#hand?.close();
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
    return collectAnswer(new OpenaiAgent(options, this.#context).prompt(input, signal), {
      onUsage,
    });
  }

  #modelFor(input: AgentInput): string {
    const model = input.model || this.#options.model;
    if (model !== "") return model;
    throw new AgentError(
      `Asking ${this.#options.endpoint.origin}: no model is chosen; set the model of the openai agent, ` +
        "or choose one for this session",
    );
  }
}

const NO_TOOLS = "the model asked for a tool, but has none";

function tooMany(requests: number): string {
  return `stopped after ${requests} requests to the model; say so if it should go on`;
}

function withInstructions({ instructions = "" }: AgentInput, systemPrompt: string): string {
  return [instructions, systemPrompt].filter((text) => text.trim() !== "").join("\n\n");
}

function askNobody(): Promise<never> {
  return Promise.reject(new AgentError("nobody is there to be asked"));
}
