/**
 * What is said about tool calls: to the model, to the user, and to whoever is asked.
 *
 * @module
 */
import { parseJson } from "./parse_json.ts";
import { textPreview } from "./text_pieces.ts";

/** What the protocol gives the preview of a call. */
const CONTEXT_CHARS = 80;
/** Enough to see what one agrees to; what is longer nobody reads. */
const COMMAND_CHARS = 1_000;
const SUMMARY_CHARS = 160;

/** What a call is about, in at most 80 characters: its only argument, or all of them. */
export function callContext(args: Readonly<Record<string, unknown>>): string {
  const values = Object.values(args);
  const [first] = values;
  if (values.length === 0) return "";
  const text = values.length === 1 && typeof first === "string" ? first : JSON.stringify(args);
  return textPreview(oneLine(text, CONTEXT_CHARS), CONTEXT_CHARS);
}

/** A call as whoever is asked for it reads it. */
export function callCommand(name: string, args: Readonly<Record<string, unknown>>): string {
  const text = Object.keys(args).length === 0 ? "" : ` ${JSON.stringify(args)}`;
  return textPreview(`${name}${text}`, COMMAND_CHARS);
}

/** A failure in one line, for the user. */
export function failureSummary(text: string): string {
  return textPreview(`failed: ${oneLine(text, SUMMARY_CHARS)}`, SUMMARY_CHARS);
}

/** At most `limit` characters, saying how many were left out where that are some. */
export function cappedResult(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit).toWellFormed();
  return `${kept}\n[… ${text.length - limit} more characters of this result were left out]`;
}

/** A result as it is shown: what is JSON as what it stands for. */
export function shownResult(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  return parseJson(text) ?? text;
}

function oneLine(text: string, chars: number): string {
  return text.slice(0, 4 * chars).replace(/\s+/g, " ").trim();
}
