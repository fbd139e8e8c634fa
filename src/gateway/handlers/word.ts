/**
 * @module
 */

/** Characters of what somebody sent that are said back to them. */
const SHOWN_CHARS = 80;

/**
 * What a member asks for by a word: in small letters, and as it may be said back.
 *
 * @param usual what a missing one means
 */
export function word(given: unknown, usual: string): { asked: string; shown: string } {
  if (given === undefined || given === null) return { asked: usual, shown: usual };
  const text = typeof given === "string" ? given : JSON.stringify(given) ?? "";
  return { asked: text.trim().toLowerCase(), shown: text.slice(0, SHOWN_CHARS) };
}
