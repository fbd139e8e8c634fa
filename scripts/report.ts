/**
 * How every gate of this project says what it found.
 *
 * @module
 */

/** One broken rule, at one place. */
export interface Violation {
  /** Path from the project's root, with `/` between its parts. */
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
  /** What was being done, a colon, the present state. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Writes one plain line to stdout: what a script says is its result, not a log. */
export function say(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}

/** Sorts by file, then by line, so that two runs print the same. */
export function inOrder(violations: Iterable<Violation>): Violation[] {
  return [...violations].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line
  );
}

/**
 * Prints each violation as `file:line`, what is wrong and the remedy, then one closing line.
 *
 * @returns the exit code: 0 when there is nothing to report, otherwise 1.
 */
export function report(gate: string, violations: readonly Violation[]): 0 | 1 {
  for (const { file, line, message, remedy } of violations) {
    say(`${file}:${line}: ${message}\n    remedy: ${remedy}`);
  }
  if (violations.length === 0) {
    say(`${gate}: ok`);
    return 0;
  }
  say(`${gate}: ${violations.length} ${violations.length === 1 ? "violation" : "violations"}`);
  return 1;
}
