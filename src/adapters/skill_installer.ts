/**
 * Skills that are copied into the folder of the user's own.
 *
 * @module
 */
import { copyFile, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readSkill } from "../commands/read_skill.ts";
import { MOST_SKILL_BYTES } from "../commands/skill_source.ts";
import { errorMessage } from "../lib/error_text.ts";

/** Files and bytes of one skill: a prompt and what it refers to, not a library. */
const MOST_FILES = 200;
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Copies a skill, a markdown file or a folder with a `SKILL.md` in it, to a name of its own below `folder`,
 * which is made (0700). Links in it are not followed, they are refused. All of it is there, or nothing.
 *
 * @param source absolute
 * @returns the skill's name
 * @throws {Error} saying why not, for the user
 */
export async function installSkill(source: string, folder: string): Promise<string> {
  const root = await lstat(source).catch((error) => {
    throw new Error(`it cannot be read: ${errorMessage(error)}`);
  });
  const isFolder = root.isDirectory();
  if (!isFolder && !(root.isFile() && /\.md$/i.test(source))) {
    throw new Error("it is neither a folder with a SKILL.md nor a markdown file");
  }
  const text = isFolder ? join(source, "SKILL.md") : source;
  const stem = basename(source).replace(/\.md$/i, "");
  const outcome = readSkill({ path: text, stem, text: await textOf(text) });
  if (outcome.kind === "fault") throw new Error(outcome.why);
  const { name } = outcome.skill;
  const target = join(folder, name);
  if (existsSync(target) || existsSync(`${target}.md`)) {
    throw new Error(`there is a skill "${name}" already; remove ${target} first`);
  }
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Its name begins with a dot: nobody takes it for a skill meanwhile.
  const draft = await mkdtemp(join(folder, ".draft-"));
  try {
    if (isFolder) await copyFolder(source, draft, { files: 0, bytes: 0 });
    else await copyFile(source, join(draft, "SKILL.md"));
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return name;
}

async function textOf(path: string): Promise<string> {
  try {
    const facts = await lstat(path);
    if (!facts.isFile()) throw new Error(`${basename(path)} is no file`);
    // What is longer would be there and never read.
    if (facts.size > MOST_SKILL_BYTES) {
      const limit = `the limit of a skill's text is ${MOST_SKILL_BYTES}`;
      throw new Error(`${basename(path)} has ${facts.size} bytes; ${limit}`);
    }
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ENOENT") throw error;
    throw new Error(`there is no ${basename(path)} in it`, { cause: error });
  }
}

async function copyFolder(
  from: string,
  to: string,
  spent: { files: number; bytes: number },
): Promise<void> {
  for (const name of await readdir(from)) {
    const path = join(from, name);
    const facts = await lstat(path);
    spent.files++;
    spent.bytes += facts.size;
    if (spent.files > MOST_FILES || spent.bytes > MOST_BYTES) {
      throw new Error(`it is over the limit of ${MOST_FILES} files and ${MOST_BYTES} bytes`);
    }
    if (facts.isDirectory()) {
      await mkdir(join(to, name), { mode: 0o700 });
      await copyFolder(path, join(to, name), spent);
    } else if (facts.isFile()) {
      await copyFile(path, join(to, name));
    } else {
      throw new Error(`"${name}" is neither a file nor a folder`);
    }
  }
}
