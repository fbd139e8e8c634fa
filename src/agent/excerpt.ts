import type { Redact } from "./redact.ts";

/** Characters of foreign text quoted in one message. */
const EXCERPT_LENGTH = 300;
/** Read before white space is collapsed, so that a text of blanks does not bring its far end near. */
const RAW_LENGTH = 4 * EXCERPT_LENGTH;

/**
 * The part of a foreign text fit to be quoted in a message: redacted as a whole first, on one line,
 * without control characters, at most 300 characters.
 */
export function excerpt(text: string, redact: Redact): string {
  const line = redact(text).slice(0, RAW_LENGTH).replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  if (line.length <= EXCERPT_LENGTH) return line.toWellFormed();
  return `${line.slice(0, EXCERPT_LENGTH - 1).toWellFormed()}…`;
}
