/**
 * The agent port: what stands on the far side of a session. An agent takes a prompt and answers with a
 * stream of events; it never sees a socket, a frame or a viewer.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { AgentFact, Attachment, SubagentEvent, Todo, ToolLocation } from "./agent_parts.ts";
import type { Ask } from "./question.ts";
import type { ToolShelf, ToolSource } from "./tool_shelf.ts";

/** A message of the conversation so far, as agents and history see it. */
export interface HistoryMessage {
  /** Whose message it is. */
  role: "user" | "assistant" | "system" | "tool";
  /** What it says. */
  text: string;
  /** The model's reasoning behind an assistant message. */
  reasoning?: string;
  /** Tool rows only: which tool ran, and a short preview (≤ 80 characters) of what it was asked. */
  name?: string;
  /** Of a tool: what it was called with, in short. */
  context?: string;
  /** Of a tool: what windows show of it. Agents in workers are not given it. */
  tool?: ToolRecord;
}

/** What is kept of a tool's call. */
export interface ToolRecord {
  /** The id it was told under. */
  id: string;
  /** What it was called with, at most 16 Ki characters of it. */
  args: Record<string, unknown>;
  /** Whether the text of its row is JSON; else it is the result itself. */
  json?: true;
  /** What came of it, in a few words. */
  summary?: string;
  /** How long it took. */
  durationSeconds?: number;
  /** What it changed in files, as unified diffs, at most 64 Ki characters of them. */
  inlineDiff?: string;
}

/** Tokens of one turn or of a whole session. Missing numbers are unknown, not zero. */
export interface Usage {
  /** Tokens the model was given. */
  input: number;
  /** Tokens it answered. */
  output: number;
  /** Of those, tokens of reasoning. */
  reasoning?: number;
  /** All of them. */
  total: number;
  /** Calls made to the model. */
  calls?: number;
  /** Tokens of the context that are in use. */
  contextUsed?: number;
  /** Tokens the context has room for. */
  contextMax?: number;
}

/** One thing an agent has to say during a turn. */
export type AgentEvent =
  /** A piece of the answer. */
  | { type: "text"; text: string }
  /** A piece of the model's reasoning. */
  | { type: "reasoning"; text: string }
  /** A status phrase for a spinner; replaces the one before. */
  | { type: "thinking"; text: string }
  /** The model has begun to write a tool call. */
  | { type: "tool_generating"; name: string }
  /** A tool runs. `id` is unique in the session; `context` is a short preview (≤ 80 characters). */
  | {
    type: "tool_start";
    id: string;
    name: string;
    args: Record<string, unknown>;
    context: string;
    locations?: readonly ToolLocation[];
  }
  | { type: "tool_progress"; id: string; name: string; preview: string }
  | {
    type: "tool_complete";
    id: string;
    name: string;
    args: Record<string, unknown>;
    result: unknown;
    summary?: string;
    durationSeconds?: number;
    /** What it changed in files, as unified diffs. */
    inlineDiff?: string;
    locations?: readonly ToolLocation[];
  }
  /** An agent that this one has given work on to, or what that does. */
  | SubagentEvent
  /** The agent's plan as it is now: all of it. */
  | { type: "todos"; todos: readonly Todo[] }
  /** A notice about the turn, e.g. a retry. `kind` as in the `status.update` event. */
  | { type: "status"; kind: string; text: string }
  /** Tokens spent since the last usage event. The session adds them up. */
  | { type: "usage"; usage: Usage }
  /**
   * The turn's result is an error the agent reports itself. It ends in `message.complete` with status
   * `error`; text streamed before stays. An exception instead ends the turn in an `error` event.
   */
  | { type: "failure"; message: string };

/** What a turn is about. */
export interface AgentInput {
  /** The prompt. */
  text: string;
  /** The conversation before this prompt, oldest first. */
  history: readonly HistoryMessage[];
  /** What came with the text. */
  attachments?: readonly Attachment[];
  /** The session's model override, else the agent's default. */
  model: string;
  /** How hard the model should think: `low`, `medium`, … Empty: the agent's default. */
  reasoningEffort: string;
  /** What the user wants it to heed in all it says, before its own instructions. Missing: nothing. */
  instructions?: string;
  /** Whether to answer in the faster tier its description names. Missing: not. */
  fast?: boolean;
  /** Asks the user, whichever window answers, also one that comes later. */
  ask: Ask;
}

/** A conversation that is to be told in short. */
export interface SummaryInput {
  /** What the summary will stand for, oldest first; never empty. */
  history: readonly HistoryMessage[];
  /** What the user wants kept above all; may be empty. */
  focus: string;
  /** As in {@linkcode AgentInput.model}. */
  model: string;
  /** Takes what it cost, each time something was spent. */
  onUsage(usage: Usage): void;
}

/** A first exchange that is to be named. */
export interface TitleInput {
  /** What the user said, and what was answered. */
  user: string;
  /** What the agent answered. */
  assistant: string;
  /** As in {@linkcode AgentInput.model}. */
  model: string;
  /** Takes what it cost, each time something was spent. */
  onUsage(usage: Usage): void;
}

/** A question beside all sessions. */
export interface OneShot {
  /** What the model is to be; may be empty. */
  instructions: string;
  /** What it is asked; never blank. */
  text: string;
  /** As in {@linkcode AgentInput.model}. */
  model: string;
  /** Most tokens of the answer. */
  maxTokens: number;
  /** Sampling temperature, 0 to 2. */
  temperature: number;
  /** Where time comes from. */
  clock: Clock;
  /** Where the log goes. */
  logger: Logger;
}

/** A running agent: one per session. */
export interface Agent {
  /**
   * Runs one turn. Events come one by one, or as arrays where several are at hand: an array costs one
   * step of the event loop however many events it holds.
   *
   * When `signal` aborts the agent should stop and return; what it yields after that is dropped.
   *
   * @throws {AgentError} with a message for the user. Any other exception is reported to the user as an
   * internal failure of the agent, its text going to the log.
   */
  prompt(
    input: AgentInput,
    signal: AbortSignal,
  ): AsyncIterable<AgentEvent | readonly AgentEvent[]>;
  /** Takes a hint in the middle of a turn. `false`: not now. An agent without it cannot be steered. */
  steer?(text: string): boolean;
  /** Stops a sub-agent it has told of, by its id. `false`: there is none, or it cannot be stopped. */
  interruptSubagent?(id: string): boolean;
  /**
   * Goes on in another of the modes it told of.
   *
   * @throws {AgentError} with a message for the user
   */
  setMode?(id: string): Promise<void>;
  /**
   * Goes on with another model, where that takes more than the `model` of the next prompt.
   *
   * @throws {AgentError} with a message for the user
   */
  setModel?(id: string): Promise<void>;
  /**
   * Tells a conversation in short; what it answers takes the place of the messages. Never while a turn
   * runs. An agent without it cannot compress.
   *
   * @throws {AgentError} with a message for the user
   */
  summarize?(input: SummaryInput, signal: AbortSignal): Promise<string>;
  /** Names a conversation in a few words. May be asked while a turn runs; a failure does no harm. */
  title?(input: TitleInput, signal: AbortSignal): Promise<string>;
  /** Releases what the agent holds. Called once. A shutdown waits for it, as long as its grace lasts. */
  close?(): void | Promise<void>;
}

/** What a session knows about its agent before one is built: shown at once, so it must cost nothing. */
export interface AgentDescription {
  /** The model of sessions that name none. */
  model: string;
  /** Who runs the model; may be empty. */
  provider: string;
  /** Toolset → names of its tools. */
  tools: Record<string, string[]>;
  /** Category → names of skills. */
  skills: Record<string, string[]>;
  /** `false`: the user has to configure something (a key, a model) before a prompt can work. */
  configured: boolean;
  /** How it stands with the servers its tools come from. */
  toolSources?: readonly ToolSource[];
  /** What its faster tier is called; missing: it has none, and {@linkcode AgentInput.fast} is never set. */
  fastTier?: string;
  /**
   * Why it cannot be given {@linkcode AgentInput.instructions}, to complete "since …"; missing: it heeds them.
   */
  ownInstructions?: string;
}

/** What an agent may know of the session it is built for. */
export interface AgentContext {
  /** The session's live id. */
  sessionId: string;
  /** Working directory; may be empty. */
  cwd: string;
  /** The model to use. */
  model: string;
  /** The conversation so far; empty in a new one. */
  history: readonly HistoryMessage[];
  /** The mode the user chose in this session, if any; else the agent begins with its own. */
  mode?: string;
  /** What an agent of this session told to be saved, in this process or one before; else empty. */
  saved: string;
  /** Takes what the agent has to say about itself. */
  tell(fact: AgentFact): void;
  /** Where time comes from. */
  clock: Clock;
  /** Where the log goes. */
  logger: Logger;
}

/** Makes agents of one kind. */
export interface AgentProvider {
  /** Short, lower case: `echo`, `openai`. */
  readonly name: string;
  /** Whether its agents work on another loop than the gateway's. */
  readonly isolated?: boolean;
  /** `false`: none of them ever changes a file, so that nothing has to be kept of one. Default `true`. */
  readonly changesFiles?: boolean;
  /** The tools its agents share, where users may look at them and choose. */
  readonly tools?: ToolShelf;
  /** What clients show before there is an agent. Called often. */
  describe(): AgentDescription;
  /** Builds the agent of one session. May take its time; a rejection breaks that session only. */
  create(context: AgentContext, signal: AbortSignal): Promise<Agent>;
  /**
   * Asks a model once, without a session, its history and its tools. A provider without it cannot.
   *
   * @throws {AgentError} with a message for the user
   */
  oneshot?(question: OneShot, signal: AbortSignal): Promise<string>;
  /** Releases what its agents share, after the last of them was closed. Called once, by a shutdown. */
  close?(): void | Promise<void>;
}

/** A failure of an agent whose message is meant for the user: no secret, no stack. */
export class AgentError extends Error {
  /** Tells it from other errors. */
  override readonly name = "AgentError";
}
