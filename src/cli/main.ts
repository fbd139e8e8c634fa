/**
 * The `tidegate` command on Deno.
 *
 * @module
 */
import process from "node:process";
import { runCommand } from "./command.ts";
import { denoHost } from "./deno_host.ts";

/**
 * Runs one command line.
 *
 * @returns the exit code, where there is a result to leave with; see {@linkcode runCommand}
 */
export function main(args: readonly string[]): Promise<number> {
  return runCommand(args, denoHost);
}

if (import.meta.main) process.exit(await main(process.argv.slice(2)));
