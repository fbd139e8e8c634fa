/**
 * What there is to measure, and what of it somebody wants.
 *
 * @module
 */

/** The parts, in their order, and what each compares. */
export const PARTS = {
  tokens: "what a token costs, against a naive server",
  reconnect: "1,000 clients that come back at once, against bare handshakes",
  store: "1,000 sessions with their events in SQLite, against memory",
  memory: "an idle session, and an idle viewer against a bare connection",
  stall: "a viewer that stops to read, against none",
  hog: "agents that take all they can get, in workers and without",
  console: "a fast answer behind 5,000 messages in Chromium, against a naive page",
} as const;

/** Names a part. */
export type PartName = keyof typeof PARTS;

/** What the arguments ask for. */
export type Choice =
  | { kind: "run"; parts: PartName[] }
  /** They ask for help, or for what there is not. */
  | { kind: "explain"; text: string; isWrong: boolean };

/** Reads the arguments: names of parts; none means all. */
export function choose(args: readonly string[]): Choice {
  const names = Object.keys(PARTS) as PartName[];
  if (args.includes("--help") || args.includes("-h")) {
    return { kind: "explain", text: usage(), isWrong: false };
  }
  const unknown = args.find((arg) => !Object.hasOwn(PARTS, arg));
  if (unknown !== undefined) {
    const text = `Cannot measure "${unknown}": there is no such part\n\n${usage()}`;
    return { kind: "explain", text, isWrong: true };
  }
  // In our order, each once.
  const parts = args.length === 0 ? names : names.filter((name) => args.includes(name));
  return { kind: "run", parts };
}

function usage(): string {
  const width = Math.max(...Object.keys(PARTS).map((name) => name.length));
  const lines = Object.entries(PARTS).map(([name, what]) => `  ${name.padEnd(width)}  ${what}`);
  return ["Usage: deno task bench [part...]", "", ...lines, "", "Without a name: all of them."]
    .join("\n");
}
