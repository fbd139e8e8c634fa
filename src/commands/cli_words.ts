/**
 * Which commands of the gateway's own command line a window may have run.
 *
 * @module
 */

/** The program that is the gateway's command line, for windows to run. */
export interface OwnProgram {
  /** What starts it, and its first arguments. Asked when it is needed. */
  command(): readonly [program: string, ...args: string[]];
  /** Its commands that come to an end by themselves, and need nobody at a terminal. */
  readonly allowed: readonly string[];
}

/** What tells about the program itself. */
const TELLING: readonly string[] = ["--help", "-h", "--version", "-V"];

/** What clients of tui_gateway know, and what to do instead. */
const elsewhere: Readonly<Record<string, string>> = {
  "setup": "run it in a terminal: it asks questions",
  "gateway": "this is the gateway already; start another in a terminal",
  "sessions browse": "use /sessions: it needs a terminal of its own",
  "config edit": "open the file in an editor, or use config.set: it needs a terminal of its own",
};

/** What to do instead of running this; `undefined`: it may be run. */
export function hintFor(
  argv: readonly string[],
  { allowed }: Pick<OwnProgram, "allowed">,
): string | undefined {
  const [first = "", second = ""] = argv;
  const may = `what can be run from here: ${[...allowed, "--help", "--version"].join(", ")}`;
  if (first === "") return `nothing was named; ${may}`;
  if (allowed.includes(first) || TELLING.includes(first)) return undefined;
  const known = [first, `${first} ${second}`].find((words) => Object.hasOwn(elsewhere, words));
  if (known !== undefined) return `${known}: ${elsewhere[known]}`;
  return `${first.slice(0, 80).toWellFormed()}: run it in a terminal; ${may}`;
}
