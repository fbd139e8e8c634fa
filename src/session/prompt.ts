/**
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";

/** Something the user said. */
export interface Prompt {
  text: string;
  /** Cut the history before this user message (from 0) first. */
  truncateBefore: number | undefined;
  /** Ids under which it was sent; several where queued prompts were joined. */
  ids: readonly string[];
}

/** A prompt, as the conversation keeps it. */
export function userRow({ text }: Pick<Prompt, "text">): HistoryMessage {
  return { role: "user", text };
}

/** Two prompts as one: their texts with a blank line between. */
export function joinPrompts(first: Prompt, second: Prompt): Prompt {
  return {
    text: `${first.text}\n\n${second.text}`,
    truncateBefore: earlier(first.truncateBefore, second.truncateBefore),
    ids: [...first.ids, ...second.ids],
  };
}

/** Of two cuts the one that takes more away: it contains the other. */
function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
