/** What really happened in a schedule, and what of it a window should show. */
import type { ScriptedTurn } from "../support/scripted_agent.ts";
import type { Json } from "../support/stage.ts";
import type { EventLog } from "./event_log.ts";

/** Why a prompt that was accepted may never have reached an agent. */
export type Excuse = "interrupt" | "end" | "crash" | "error";

/** A turn an agent was given, and all it was made to say. */
export interface TurnStory {
  /** Everything it says begins with `t<n>.`, so any text tells whose it is. */
  readonly n: number;
  readonly session: SessionStory;
  readonly turn: ScriptedTurn;
  pushed: string;
  pieces: number;
  /** Set once it has been ended: nothing is pushed after that. */
  over: boolean;
}

/** A prompt a window sent, however often. */
export interface PromptStory {
  readonly n: number;
  readonly session: SessionStory;
  /** Empty for a window that knows of no such thing. */
  readonly id: string;
  readonly text: string;
  /** It is in the store. */
  accepted: boolean;
  /** It is in the store as one whose turn has not ended. */
  open: boolean;
  /** What the gateway said the first time it was heard to answer. */
  answer: string | undefined;
  runs: number;
  hints: number;
  excuse: Excuse | undefined;
}

export interface SessionStory {
  readonly n: number;
  readonly live: string;
  readonly stored: string;
  readonly prompts: PromptStory[];
  readonly turns: TurnStory[];
  readonly log: EventLog;
  /** How often a gateway has ended it; each resume after that is another life. */
  ends: number;
  /** It is gone for a good reason: it was never kept, or its store was lost. */
  lost: boolean;
}

/** The text of each turn that said anything, as a window renders it from what it was told. */
export function spokenIn(messages: Json[], inflight?: { assistant: string }): string[] {
  const turns: string[] = [];
  for (const { role, text } of messages) {
    if (role === "user" || turns.length === 0) turns.push("");
    if (role === "assistant") turns.push(turns.pop() + text);
  }
  if (inflight !== undefined) turns.push(inflight.assistant);
  return turns.filter((text) => text !== "");
}

/** Every prompt among messages, those that were joined one by one. */
export function promptsIn(messages: Json[]): string[] {
  return messages.filter(({ role }) => role === "user")
    .flatMap(({ text }: { text: string }) => text.split("\n\n"));
}
