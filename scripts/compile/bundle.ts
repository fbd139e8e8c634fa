/**
 * @module
 */
import { mustRun } from "./run.ts";

/** The file that is started. */
export const MAIN = "main.js";
/** A file that is loaded by its address, in a thread: see src/adapters/parent_watch.ts. */
export const THREAD = "parent_watch_thread.js";

/**
 * Makes JavaScript of the sources and the packages they use, in one flat folder: what is imported when it is
 * needed stays apart, so that a start loads no more than it did. Compiled as they are, all packages of the
 * lock file would go in whole, with their tests, types and source maps: 35 MB instead of 3.
 *
 * @param options.source a clean copy of the project
 * @throws {Error} with what the bundler said
 */
export async function bundle({ source, out }: { source: string; out: string }): Promise<void> {
  const deno = [Deno.execPath(), "bundle", "--quiet", "--node-modules-dir=none"];
  // What is imported by main finds the thread's file beside itself, for all of it is in one folder.
  await mustRun("Bundling the command", [
    ...deno,
    "--code-splitting",
    `--outdir=${out}`,
    "src/cli/main.ts",
  ], { cwd: source, env: OWN_FOLDER_ONLY });
  await mustRun("Bundling the thread that watches the parent", [
    ...deno,
    `--output=${out}/${THREAD}`,
    "src/adapters/parent_watch_thread.ts",
  ], { cwd: source, env: OWN_FOLDER_ONLY });
}

/** Keeps Deno from looking for packages in the folders above. */
export const OWN_FOLDER_ONLY = { DENO_NO_PACKAGE_JSON: "1" } as const;
