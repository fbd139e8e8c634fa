/**
 * The whole gate in one command: `deno task ok`. With `--skip-tests` everything but the tests.
 *
 * @module
 */

import { GATES, passGates } from "./gates.ts";
import { say } from "./report.ts";

const SKIP_TESTS = "--skip-tests";

/** Runs `deno` with `args`, its output shown, and gives the exit code. */
export async function runDeno(args: readonly string[]): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), { args: [...args], stdin: "null" })
    .spawn().status;
  return code;
}

/** Whether there is such a file. */
export function fileExists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== SKIP_TESTS);
  if (unknown !== undefined) {
    say(`Reading the options: "${unknown}" is none, the only one is ${SKIP_TESTS}`);
    return 2;
  }
  const gates = args.includes(SKIP_TESTS) ? GATES.filter(({ isTest }) => !isTest) : GATES;
  return await passGates(gates, { runDeno, fileExists, now: () => performance.now(), say });
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
