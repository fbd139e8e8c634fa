/**
 * @module
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { onDeno } from "../adapters/own_program.ts";
import type { OwnProgram } from "../commands/cli_words.ts";
import type { Host } from "./host.ts";

/** Commands that come to an end by themselves, and ask nobody anything. */
const ALLOWED: readonly string[] = ["doctor", "help"];

/**
 * How this command line is run in a process of its own.
 *
 * @param self see `Host.self`
 * @returns `undefined` where its files are no files of this machine
 */
export function ownCommand(self: Host["self"]): OwnProgram | undefined {
  const [program, ...args] = self ?? [];
  if (program !== undefined) return { command: () => [program, ...args], allowed: ALLOWED };
  if (!import.meta.url.startsWith("file:")) return undefined;
  return { command: ownMain, allowed: ALLOWED };
}

// In a package the same files are JavaScript, and Node's main is the one there is.
function ownMain(): [program: string, ...args: string[]] {
  const isPackage = import.meta.url.endsWith(".js");
  const name = isPackage ? "node_main.js" : onDeno ? "main.ts" : "node_main.ts";
  return [process.execPath, ...flags(), fileURLToPath(new URL(`./${name}`, import.meta.url))];
}

// Deno with the permissions of the gateway's own tasks.
function flags(): string[] {
  if (!onDeno) return [];
  const may = ["env", "net", "read", "write", "run"].map((what) => `--allow-${what}`);
  return ["run", "--quiet", "--no-prompt", ...may];
}
