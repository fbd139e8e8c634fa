/**
 * @module
 */

/** A system that a binary is made for. */
export interface Target {
  /** As people say it. */
  readonly name: string;
  /** As Deno, Rust and Tauri say it; the binary is named after it. */
  readonly triple: string;
  /** What the file's name ends with. */
  readonly suffix: string;
}

/** All there are. */
export const targets: readonly Target[] = [
  { name: "linux-x64", triple: "x86_64-unknown-linux-gnu", suffix: "" },
  { name: "linux-arm64", triple: "aarch64-unknown-linux-gnu", suffix: "" },
  { name: "macos-x64", triple: "x86_64-apple-darwin", suffix: "" },
  { name: "macos-arm64", triple: "aarch64-apple-darwin", suffix: "" },
  { name: "windows-x64", triple: "x86_64-pc-windows-msvc", suffix: ".exe" },
];

/**
 * The targets that were asked for, each once; this machine's where none was.
 *
 * @param asked names, triples, or `all`
 * @param own the triple of this machine
 * @throws {Error} for one there is none of
 */
export function chooseTargets(asked: readonly string[], own: string): Target[] {
  if (asked.includes("all")) return [...targets];
  const wanted = asked.length === 0 ? [own] : asked;
  return [...new Set(wanted.map(find))];
}

/** The path of a target's binary, from the project's root. */
export function binaryPath({ triple, suffix }: Target): string {
  return `dist/tidegate-${triple}${suffix}`;
}

function find(wanted: string): Target {
  const found = targets.find(({ name, triple }) => name === wanted || triple === wanted);
  if (found !== undefined) return found;
  const known = targets.map(({ name }) => name).join(", ");
  throw new Error(`Compiling for "${wanted}": there is no such target; name some of ${known}, all`);
}
