/**
 * Skills as files: `name.md`, or `name/SKILL.md`, in folders of the user's.
 *
 * @module
 */
import { statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  MOST_SKILL_BYTES,
  type SkillFault,
  type SkillFile,
  type SkillSource,
} from "../commands/skill_source.ts";
import { errorMessage } from "../lib/error_text.ts";

/** Entries of one folder that are looked at. */
const MOST_ENTRIES = 1_000;

/**
 * Skills of some folders. Where two have one name, the earlier folder's counts. Names that begin with a
 * dot are skipped; links are followed.
 *
 * Under Deno it needs permission to read the folders.
 *
 * @param own a folder that skills are installed into; it counts last, and need not be there
 */
export function skillFiles(folders: readonly string[], own?: string): SkillSource {
  const install = async (path: string) => {
    const { installSkill } = await import("./skill_installer.ts");
    return await installSkill(path, own ?? "");
  };
  return {
    ...(own === undefined ? {} : { install }),
    async read() {
      const files: SkillFile[] = [];
      const faults: SkillFault[] = [];
      const isOther = own !== undefined && !folders.includes(own) && isThere(own);
      const others = isOther ? [own] : [];
      for (const folder of [...folders, ...others]) {
        for (const one of await readFolder(folder)) {
          if ("why" in one) faults.push(one);
          else files.push(one);
        }
      }
      return { files, faults };
    },
  };
}

/** A folder that nobody has named is no fault where it is missing, or where this run may not look. */
function isThere(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

async function readFolder(folder: string): Promise<(SkillFile | SkillFault)[]> {
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).sort();
    const found: (SkillFile | SkillFault)[] = [];
    for (const name of names.slice(0, MOST_ENTRIES)) {
      const one = await readEntry(folder, name);
      if (one !== undefined) found.push(one);
    }
    if (names.length <= MOST_ENTRIES) return found;
    const why = `it has ${names.length} entries; the first ${MOST_ENTRIES} are read`;
    return [...found, { path: folder, why }];
  } catch (error) {
    return [{ path: folder, why: errorMessage(error) }];
  }
}

/** The skill an entry of a folder is, if it is one. */
async function readEntry(
  folder: string,
  name: string,
): Promise<SkillFile | SkillFault | undefined> {
  const path = join(folder, name);
  try {
    if ((await stat(path)).isDirectory()) {
      const inside = join(path, "SKILL.md");
      // A folder without one holds something else.
      return (await isFile(inside)) ? await readSkill(inside, name) : undefined;
    }
    if (!/\.md$/i.test(name)) return undefined;
    return await readSkill(path, name.slice(0, -3));
  } catch (error) {
    return { path, why: errorMessage(error) };
  }
}

async function readSkill(path: string, stem: string): Promise<SkillFile | SkillFault> {
  const { size } = await stat(path);
  if (size > MOST_SKILL_BYTES) {
    return { path, why: `it has ${size} bytes; the limit is ${MOST_SKILL_BYTES}` };
  }
  return { path, stem, text: await readFile(path, "utf8") };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return false;
    throw error;
  }
}
