/**
 * What a turn looks like once it is over.
 *
 * @module
 */
import type { EventPayloads, Snapshot } from "tidegate/client";
import type { AnswerEntry, Entry } from "../entries.ts";

/** How it ended. */
export interface TurnEnding extends Omit<EventPayloads["message.complete"], "usage" | "text"> {
  /** The final answer: what was said behind the last tool. Some gateways tell all that was said; some, nothing. */
  readonly text: string | null;
  /** Whether its reasoning was told already. */
  readonly thought: boolean;
  /** A key for an entry. */
  readonly key: () => string;
}

/**
 * The entries of a turn that has ended. What was streamed stays where it is; the text of the end counts where it
 * says something else, and belongs behind the last tool.
 */
export function endedTurn(entries: readonly Entry[], ending: TurnEnding): Entry[] {
  const { status, warning, reasoning = "", thought, key } = ending;
  const turn = withFinal(entries, ending.text ?? "", key);
  const plain = status === "complete" && warning === undefined;
  let at = turn.findLastIndex(({ kind }) => kind === "answer");
  const told = reasoning !== "" && !thought;
  if (at === -1 || (!plain && at !== turn.length - 1)) {
    if (plain && !told) return turn;
    at = turn.push(answerOf("", key)) - 1;
  }
  const last = turn[at] as AnswerEntry;
  turn[at] = {
    ...last,
    live: false,
    ending: status,
    ...told ? { reasoning } : {},
    ...warning === undefined ? {} : { warning },
  };
  return turn;
}

/** A conversation whose last turn that is over ended so; where nobody knows, as it is. */
export function withEnding(
  entries: readonly Entry[],
  { ending, key }: { ending: Snapshot["ending"]; key: () => string },
): readonly Entry[] {
  if (ending === undefined) return entries;
  const { called_off = 0, message, ...told } = ending;
  const end = entries.length - called_off;
  const begin = entries.slice(0, end).findLastIndex(({ kind }) => kind === "user") + 1;
  const turn = entries.slice(begin, end);
  return [
    ...entries.slice(0, begin),
    ...message === undefined
      ? endedTurn(turn, { ...told, text: "", thought: true, key })
      : [...turn, { kind: "note" as const, key: key(), tone: "error" as const, text: message }],
    ...entries.slice(end),
  ];
}

function withFinal(entries: readonly Entry[], text: string, key: () => string): Entry[] {
  const turn = [...entries];
  if (text.trim() === "") return turn;
  const answers = turn.filter((entry) => entry.kind === "answer");
  const last = turn.findLastIndex(({ kind }) => kind === "answer");
  const shown = answers.at(-1);
  if (shown === undefined) return [...turn, answerOf(text, key)];
  if (shown.text === text) return turn;
  const before = answers.slice(0, -1).map((answer) => answer.text).join("");
  if (before + shown.text === text) return turn;
  // All that was said, with an end that was not streamed.
  const rest = before !== "" && text.startsWith(before) ? text.slice(before.length) : text;
  const tool = turn.findLastIndex((entry) => entry.kind === "tool");
  if (last < tool) {
    const unsaid = rest.startsWith(shown.text) ? rest.slice(shown.text.length) : rest;
    return [...turn, answerOf(unsaid, key)];
  }
  turn[last] = { ...shown, text: rest };
  return turn;
}

function answerOf(text: string, key: () => string): AnswerEntry {
  return { kind: "answer", key: key(), text, reasoning: "", live: false };
}
