import type { AgentEvent, Usage } from "./agent.ts";
import type { ChatChunk } from "./chat_chunk.ts";
import type { ChatItem } from "./chat_stream.ts";
import { type ToolCall, ToolCalls } from "./tool_calls.ts";

type Delta = Extract<ChatChunk, { kind: "delta" }>;

/** How far an answer has come. Only `open` changes any more. */
export type AnswerState =
  | { kind: "open" }
  | { kind: "complete" }
  | Exclude<ChatItem, { kind: "delta" } | { kind: "done" }>;

const NAMELESS_TOOL = "the model asked for a tool, but did not say for which";

/** Why an answer may be less than what was asked for, by `finish_reason`. */
const WARNINGS: ReadonlyMap<string, string> = new Map([
  ["length", "the answer was cut by the token limit"],
  ["model_length", "the answer was cut by the model's context limit"],
  ["content_filter", "the answer was cut by the model server's content filter"],
  ["tool_calls", NAMELESS_TOOL],
  ["function_call", NAMELESS_TOOL],
]);

const TOO_MANY_CALLS = { message: "the model asked for more tools at once than can be meant" };

/** One call of which the server told no tokens: it was made all the same. */
const UNCOUNTED: Usage = { input: 0, output: 0, total: 0, calls: 1 };

/** Turns the items of one answer into agent events. */
export class ChatAnswer {
  #state: AnswerState = { kind: "open" };
  #started = false;
  #text = "";
  #reasoning = "";
  readonly #calls = new ToolCalls();
  #finish: string | undefined;
  #usage: Usage | undefined;

  /** Whether anything of the answer has been shown: from then on nothing may be tried again. */
  get started(): boolean {
    return this.#started;
  }

  /** Whether the model has said why it stopped: nothing but the usage and the end is to come. */
  get finished(): boolean {
    return this.#finish !== undefined;
  }

  get state(): AnswerState {
    return this.#state;
  }

  /** What was said, without reasoning. */
  get text(): string {
    return this.#text;
  }

  get reasoning(): string {
    return this.#reasoning;
  }

  /** The tools the model asked for. */
  get calls(): ToolCall[] {
    return this.#calls.whole();
  }

  /** Takes items in their order and returns what they have to say. */
  take(items: readonly ChatItem[]): AgentEvent[] {
    return items.flatMap((item) => this.#takeOne(item));
  }

  /**
   * Takes the end of the stream, or its standstill. An answer whose model said why it stopped is
   * complete: some servers send no `[DONE]`, some leave the connection open.
   */
  end(): AgentEvent[] {
    return this.#state.kind === "open" && this.#finish !== undefined ? this.#complete() : [];
  }

  /**
   * What the call has cost as far as the server told, tokens or not; nothing before anything has been
   * shown. Part of the events that complete an answer.
   */
  spent(): AgentEvent[] {
    const cost = this.#started || this.#state.kind === "complete";
    return cost ? [{ type: "usage", usage: this.#usage ?? UNCOUNTED }] : [];
  }

  #takeOne(item: ChatItem): AgentEvent[] {
    if (this.#state.kind !== "open") return [];
    if (item.kind === "delta") return this.#takeDelta(item);
    if (item.kind === "done") return this.#complete();
    this.#state = item;
    return [];
  }

  #takeDelta(delta: Delta): AgentEvent[] {
    const events: AgentEvent[] = [];
    if (delta.reasoning !== "") events.push({ type: "reasoning", text: delta.reasoning });
    if (delta.text !== "") events.push({ type: "text", text: delta.text });
    if (events.length > 0) this.#started = true;
    this.#text += delta.text;
    this.#reasoning += delta.reasoning;
    for (const piece of delta.calls) {
      const name = this.#calls.take(piece);
      if (name !== undefined) events.push({ type: "tool_generating", name });
    }
    // Some servers tell the tokens so far in every chunk: the last one counts.
    if (delta.usage) this.#usage = delta.usage;
    this.#finish = delta.finish ?? this.#finish;
    if (this.#calls.tooMuch) this.#state = { kind: "failure", failure: TOO_MANY_CALLS };
    if (this.#finish !== "error") return events;
    // OpenRouter: the model behind it failed, and said no more than that.
    this.#state = { kind: "failure", failure: { message: "the model stopped with an error" } };
    return events;
  }

  #complete(): AgentEvent[] {
    this.#state = { kind: "complete" };
    const events: AgentEvent[] = [];
    const called = this.#calls.size > 0 && /^(tool|function)_call/.test(this.#finish ?? "");
    const warning = called ? undefined : WARNINGS.get(this.#finish ?? "");
    if (warning) events.push({ type: "status", kind: "warn", text: warning });
    return [...events, ...this.spent()];
  }
}
