/**
 * @module
 */
import process from "node:process";
import { fileURLToPath } from "node:url";

/** How one of our own files is run in a process of its own. */
export interface OwnProgramOptions {
  /** Flags of `deno run`: permissions, configuration. No other runtime knows them. */
  denoFlags: readonly string[];
  /** Bounds the heap, in MiB. Default: as the runtime does it. */
  heapMiB?: number;
}

/** Whether this process is Deno's. */
export const onDeno: boolean = process.versions.deno !== undefined;

/** The command that runs a file beside this one, by the runtime that runs this process. */
export function ownProgram(
  name: "agent_worker_main" | "render_worker_main" | "slash_worker_main",
  { denoFlags, heapMiB }: OwnProgramOptions,
): string[] {
  const heap = heapMiB === undefined ? [] : [`--max-old-space-size=${Math.ceil(heapMiB)}`];
  // In a package the same files are JavaScript.
  const extension = import.meta.url.endsWith(".js") ? "js" : "ts";
  const main = fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
  if (!onDeno) return [process.execPath, ...heap, main];
  const v8 = heap.map((flag) => `--v8-flags=${flag}`);
  return [process.execPath, "run", "--quiet", "--no-prompt", ...denoFlags, ...v8, main];
}
