/**
 * @module
 */
import { mustRun, run } from "./run.ts";

/** What a binary is made of; and the members of the workspace, without which Deno reads no deno.json. */
const SOURCES = ["src", "mod.ts", "deno.json", "deno.lock", "tests/console/pages/deno.json"];

/**
 * Copies the sources into a folder: what git knows of them or would, so that nothing else a developer's
 * folder has, such as `node_modules`, can get into a binary. `src/cli/build.ts` is told the commit there.
 *
 * @returns the commit, as `abc1234`, with `-dirty` behind it where files differ from it
 * @throws {Error} where there is no git, or this is no clone
 */
export async function cleanCopy(folder: string): Promise<string> {
  const list = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"];
  const { stdout } = await mustRun("Listing the sources", [...list, ...SOURCES]);
  for (const path of stdout.split("\0").filter((path) => path !== "")) {
    const target = `${folder}/${path}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    await copy(path, target);
  }
  const commit = await commitOf();
  const build = `${folder}/src/cli/build.ts`;
  const text = await Deno.readTextFile(build);
  const own = text.replace(/(?<=commit: string \| undefined = )undefined/, JSON.stringify(commit));
  if (own === text) throw new Error(`Naming the commit in ${build}: found no place for it`);
  await Deno.writeTextFile(build, own);
  return commit;
}

async function copy(from: string, to: string): Promise<void> {
  try {
    await Deno.copyFile(from, to);
  } catch (error) {
    // Removed, and not committed yet.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function commitOf(): Promise<string> {
  const head = ["git", "rev-parse", "--short", "HEAD"];
  const { stdout } = await mustRun("Asking for the commit", head);
  const { stdout: changes } = await run(["git", "status", "--porcelain", "--", ...SOURCES]);
  return stdout.trim() + (changes.trim() === "" ? "" : "-dirty");
}
