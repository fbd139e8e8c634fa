/**
 * @module
 */
import type { Registry } from "../session/registry.ts";
import type { Session } from "../session/session.ts";

/** Longest title, in characters: one line of any window. */
const TITLE_CHARS = 200;
/** Line breaks included; U+0085 (next line) is one to terminals, though not to `\s`. */
const WHITE_SPACE = /[\s\u0085]+/gu;
/** What moves a terminal's cursor, or turns the order of the letters around it. */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * A title as it is kept: one line, each run of white space one blank, none at its ends, and nothing in it
 * that could make a list of titles show something else than was written.
 */
export function tidyTitle(title: string): string {
  const words = title.replace(WHITE_SPACE, " ").replace(INVISIBLE, "");
  // What was dropped may have stood between two blanks.
  return words.replace(/ {2,}/g, " ").trim();
}

/** Why a tidy title cannot be given to a session (or to one yet to be opened); `undefined`: it can. */
export function titleFault(
  title: string,
  registry: Registry,
  session?: Session,
): string | undefined {
  if (title.length > TITLE_CHARS) return `title is longer than ${TITLE_CHARS} characters`;
  const taken = title !== "" && registry.isTitleTaken(title, session);
  return taken ? `title "${title}" is already in use` : undefined;
}
