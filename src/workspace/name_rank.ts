/**
 * How well a name fits what somebody has typed: PROTOCOL 3.5.
 *
 * Made here, not by a library of fuzzy search: the order is the protocol's, and those have scores of
 * their own.
 *
 * @module
 */

/** A name to be looked for, ready to be compared often. */
export interface Query {
  readonly text: string;
  /** In small letters. */
  readonly lower: string;
}

/** Makes a query of what was typed. */
export function queryOf(text: string): Query {
  return { text, lower: text.toLowerCase() };
}

/**
 * 0: the name itself; 1: its beginning; 2: the beginning of a word in it (`-`, `_`, `.` or a capital begin
 * one); 3: a part of it; 4: its letters, in order, with others between. `undefined`: none of these. Capitals
 * make no difference.
 *
 * @param lower the name in small letters
 */
export function nameRank(name: string, lower: string, query: Query): number | undefined {
  const at = lower.indexOf(query.lower);
  if (at === -1) return isSubsequence(query.lower, lower) ? 4 : undefined;
  if (at === 0) return lower.length === query.lower.length ? 0 : 1;
  return beginsWord(name, lower, { query, at }) ? 2 : 3;
}

function beginsWord(
  name: string,
  lower: string,
  { query, at }: { query: Query; at: number },
): boolean {
  for (let from = at; from !== -1; from = lower.indexOf(query.lower, from + 1)) {
    if (isBoundary(name, from)) return true;
  }
  return false;
}

function isBoundary(name: string, at: number): boolean {
  const before = name[at - 1] ?? "";
  if (!/[\p{L}\p{N}]/u.test(before)) return true;
  return /\p{Lu}/u.test(name[at] ?? "") && !/\p{Lu}/u.test(before);
}

function isSubsequence(query: string, name: string): boolean {
  let at = 0;
  for (let i = 0; i < query.length; i++) {
    at = name.indexOf(query[i] as string, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
