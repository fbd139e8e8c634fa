/**
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import { shorten } from "../lib/shorten.ts";
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

/** Numbers tried before a title is made unique by chance. */
const MOST_NUMBERS = 1_000;

/**
 * The title itself where it is free, else one with a number: `Tides (2)`. One that ends with a number
 * counts on from there.
 *
 * @param options.isTaken asks; what it throws is thrown
 * @param options.maxChars what does not fit is cut off before the number
 * @param options.first the number of a title without one; 2 for a title that must not stay as it is
 */
export function freeTitle(
  title: string,
  { isTaken, maxChars = TITLE_CHARS, first = 1 }: {
    isTaken(title: string): boolean;
    maxChars?: number;
    first?: number;
  },
): string {
  const [, base = title, number = ""] = /^(.*\S) \((\d{1,4})\)$/u.exec(title) ?? [];
  const start = number === "" ? first : Number(number) + first - 1;
  for (let n = start; n < start + MOST_NUMBERS; n++) {
    const numbered = n === 1 || n === start && first === 1
      ? shorten(title, maxChars)
      : withEnd(base, ` (${n})`, maxChars);
    if (!isTaken(numbered)) return numbered;
  }
  return withEnd(base, ` (${randomHex(4)})`, maxChars);
}

function withEnd(base: string, end: string, maxChars: number): string {
  return `${shorten(base, maxChars - end.length)}${end}`;
}
