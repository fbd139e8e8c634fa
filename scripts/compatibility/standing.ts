/**
 * What is said of each row, by hand. A method or an event without an entry is served as the reference
 * has it, and the conformance cases show so by themselves: an entry says what they cannot.
 *
 * @module
 */

/** What is to be said of a method or an event. All but `notes` changes what the row claims. */
export interface Standing {
  /** What is good to know, in Markdown. */
  readonly notes?: string;
  /** What the reference has and we do not: served partly. */
  readonly missing?: string;
  /** What it answers, where there is nothing of what it is for: off. */
  readonly off?: string;
  /** Why it is not served. */
  readonly why?: string;
  /** Numbers of conformance cases that show it without naming it: those of `inside`. */
  readonly numbers?: readonly number[];
  /** A test that is no conformance case, where there is no other proof. */
  readonly test?: string;
}

/** Rows by name. */
export type Standings = Readonly<Record<string, Standing>>;

/** Names that are not served for one reason. */
export function without(why: string, names: string): Standings {
  return Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, { why }]));
}

/** Names that are answered as if they were switched off. */
export function switchedOff(off: string, names: string): Standings {
  return Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, { off }]));
}

/** Names in whose entry there is no more than a test to be named. */
export function shownBy(test: string, names: string): Standings {
  return Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, { test }]));
}
