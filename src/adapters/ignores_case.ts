/**
 * @module
 */
import { lstat, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";

/** What {@linkcode ignoresCase} looks at. */
export interface CasePlace {
  /** `process.platform`. */
  os: string;
  /** The first names in a folder; none where it may not be read. */
  namesIn(folder: string): Promise<readonly string[]>;
  /** By which what stands at a path is known under its other names; `undefined`: nothing does. */
  identity(path: string): Promise<string | undefined>;
}

/** Names of a folder that are looked at for one with a letter. */
const MOST_NAMES = 50;

const here: CasePlace = {
  os: process.platform,
  async namesIn(folder) {
    try {
      // Not by opendir(), which Deno leaves open where not all of it is read.
      return (await readdir(folder)).slice(0, MOST_NAMES);
    } catch {
      // Then those above it tell.
      return [];
    }
  },
  async identity(path) {
    try {
      const { dev, ino } = await lstat(path);
      return `${dev} ${ino}`;
    } catch {
      return undefined;
    }
  },
};

/**
 * Whether names that differ in nothing but case are one on the disk of a folder. Nothing is written to find
 * that out: something that is there is looked for under another case, in the folder, else on the way to it.
 * Where there is nothing with a letter, it is as usual on that system.
 */
export async function ignoresCase(folder: string, place: CasePlace = here): Promise<boolean> {
  for (const name of await place.namesIn(folder)) {
    const answer = await isOne(folder, name, place);
    if (answer !== undefined) return answer;
  }
  for (let at = folder; dirname(at) !== at; at = dirname(at)) {
    const answer = await isOne(dirname(at), basename(at), place);
    if (answer !== undefined) return answer;
  }
  return place.os === "win32" || place.os === "darwin";
}

async function isOne(
  folder: string,
  name: string,
  { identity }: CasePlace,
): Promise<boolean | undefined> {
  const other = name.replaceAll(
    /[a-z]/gi,
    (letter) => letter < "a" ? letter.toLowerCase() : letter.toUpperCase(),
  );
  if (other === name) return undefined;
  const known = await identity(join(folder, name));
  // It went meanwhile.
  if (known === undefined) return undefined;
  return await identity(join(folder, other)) === known;
}
