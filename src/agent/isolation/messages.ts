/**
 * What the two sides of an isolated agent say to each other: plain data, so that any channel can carry it.
 *
 * A `call` is one request with one answer (`done` or `failed`), whatever comes between. `agent` numbers the
 * agents of one worker.
 *
 * @module
 */
import type { AgentContext, AgentDescription, AgentEvent, AgentInput } from "../agent.ts";
import type { HistoryMessage, Usage } from "../agent.ts";
import type { AgentFact } from "../agent_parts.ts";
import type { Question } from "../question.ts";
import type { Recipe } from "./recipe.ts";
import type { ShelfNews, ShelfRequest } from "./shelf_news.ts";

/** What of a context can cross. */
export type PlainContext = Pick<AgentContext, "sessionId" | "cwd" | "model" | "mode" | "saved">;

/** What of a turn's input can cross; the history goes ahead of it as `rows`. */
export type PlainInput = Omit<AgentInput, "history" | "ask">;

/** What an agent can do beside its turns. */
export interface Abilities {
  steer: boolean;
  interruptSubagent: boolean;
  setMode: boolean;
  setModel: boolean;
  summarize: boolean;
  title: boolean;
}

/** What the making of an agent is answered with. */
export interface Created {
  abilities: Abilities;
  /** Of the provider in the worker, now that one was made. */
  description: AgentDescription;
}

/** A failure, as it crosses. */
export type Fault =
  /** Its message is for the user. */
  | { kind: "agent"; message: string }
  /** The caller broke the rules of the port. */
  | { kind: "type"; message: string }
  /** For the log. */
  | { kind: "internal"; stack: string };

/** How verbose a line of the log is. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "critical";

/** What the gateway's side says. */
export type ToWorker =
  /**
   * First, once. The description is that of agents which have none of their own; `mark` is the guard's,
   * where processes may be started.
   */
  | {
    type: "start";
    recipe: Recipe;
    name: string;
    description: AgentDescription;
    mark: string | undefined;
  }
  /**
   * The agent's conversation is cut to `keep` rows; `more` grows the text of the last of these, then come
   * `rows`.
   */
  | { type: "rows"; agent: number; keep: number; more: string; rows: readonly HistoryMessage[] }
  | { type: "create"; call: number; agent: number; context: PlainContext }
  | { type: "prompt"; call: number; agent: number; input: PlainInput }
  | { type: "summarize"; call: number; agent: number; focus: string; model: string }
  | {
    type: "title";
    call: number;
    agent: number;
    input: { user: string; assistant: string; model: string };
  }
  | { type: "choose"; call: number; agent: number; what: "mode" | "model"; id: string }
  | { type: "close"; call: number; agent: number }
  /** Of the tools that the agents share. */
  | { type: "shelf"; call: number; ask: ShelfRequest }
  /** Closes the provider. */
  | { type: "retire"; call: number }
  | { type: "steer"; agent: number; text: string }
  | { type: "interrupt_subagent"; agent: number; id: string }
  /** Aborts the signal of a call. */
  | { type: "abort"; call: number }
  /** One message of events has been taken: there is room for one more. */
  | { type: "taken"; call: number }
  | { type: "answer"; question: number; outcome: { answer: string } | { fault: Fault } }
  | { type: "guarded"; request: number; outcome: { gone: boolean } | { fault: Fault } };

/** What the worker's side says. */
export type FromWorker =
  | { type: "done"; call: number; value: unknown }
  | { type: "failed"; call: number; fault: Fault }
  | { type: "events"; call: number; events: readonly AgentEvent[] }
  | { type: "usage"; call: number; usage: Usage }
  | { type: "tell"; agent: number; fact: AgentFact }
  /** A hint that was said to be taken was not. */
  | { type: "refused"; agent: number; text: string }
  | { type: "ask"; call: number; question: number; what: Question }
  /** The signal of a call has been aborted: the worker's loop is alive. */
  | { type: "aborting"; call: number }
  /** Nobody waits for the answer any more. */
  | { type: "unask"; question: number }
  | { type: "log"; level: LogLevel; message: string; fields: Record<string, unknown> }
  | { type: "shelf"; news: ShelfNews }
  /** A line the agent has printed. */
  | { type: "print"; line: string }
  | { type: "guard"; what: "ready"; request: number }
  | { type: "guard"; what: "add"; pid: number; cookie: string }
  | { type: "guard"; what: "remove"; pid: number }
  | { type: "guard"; what: "kill"; request: number; pid: number }
  /** The last it says. */
  | { type: "leaving"; end: WorkerEnd };

/** Why a worker has ended. */
export type WorkerEnd =
  /** This side wanted it. */
  | { kind: "ended" }
  /** It could not be started; `why` is for the user. */
  | { kind: "unstarted"; why: string }
  /** It left by itself, as by `process.exit()`. */
  | { kind: "left"; code: number }
  /** Nobody caught an exception or a rejection; `stack` is for the log. */
  | { kind: "crashed"; stack: string }
  | { kind: "out_of_memory" };
