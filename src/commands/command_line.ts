/**
 * @module
 */

/** What somebody wrote behind a slash. */
export interface CommandLine {
  /** In lower case, without the slash; empty: nothing was written. */
  name: string;
  /** Everything behind the name, trimmed. */
  arg: string;
}

/** Reads `/name arg`; the slash may be missing. */
export function parseCommandLine(text: string): CommandLine {
  const line = text.trim().replace(/^\//, "");
  const end = line.search(/\s/);
  const name = end === -1 ? line : line.slice(0, end);
  const arg = end === -1 ? "" : line.slice(end).trim();
  return { name: name.toLowerCase(), arg };
}

/** The words of an argument. */
export function wordsOf(arg: string): string[] {
  return arg.split(/\s+/).filter((word) => word !== "");
}
