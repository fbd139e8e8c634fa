/**
 * What the echo agent says about a conversation. It understands nothing, and does not pretend to: it
 * repeats how things began.
 *
 * @module
 */
import type { SummaryInput, TitleInput } from "./agent.ts";
import { textPreview } from "./text_pieces.ts";

/** Things the user said that are repeated, the newest, and characters of each. */
const QUOTES = 20;
const QUOTE_CHARS = 80;
/** A line of any list. */
const TITLE_CHARS = 60;

/** A summary, the same for the same conversation. */
export function echoSummary({ history, focus }: SummaryInput): string {
  const said = history.filter(({ role, text }) => role === "user" && text.trim() !== "");
  const quotes = said.slice(-QUOTES).map(({ text }) => `- ${line(text, QUOTE_CHARS)}`);
  const left = said.length - quotes.length;
  return [
    `${history.length} messages, of which the echo agent keeps the beginning of what the user said:`,
    ...left > 0 ? [`(${left} earlier ones are left out)`] : [],
    ...quotes,
    ...focus.trim() === "" ? [] : [`To be kept above all: ${line(focus, QUOTE_CHARS)}`],
  ].join("\n");
}

/** A title: how the conversation began. */
export function echoTitle({ user }: TitleInput): string {
  return line(user, TITLE_CHARS);
}

function line(text: string, limit: number): string {
  // Only the beginning matters, and a prompt may be megabytes long.
  return textPreview(text.slice(0, limit * 8).replace(/\s+/g, " ").trim(), limit);
}
