/**
 * Tidegate from its sources, with the permissions it needs and no more.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Program } from "./child.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

const VARIABLES = "TIDEGATE_*,HERMES_*,OPENAI_*,TERMINAL_CWD,HOME,XDG_STATE_HOME,LOCALAPPDATA";

/** The program, run by the Deno that runs the tests. */
export function tidegate(...permissions: string[]): Program {
  return {
    command: Deno.execPath(),
    args: ["run", "--no-prompt", `--allow-env=${VARIABLES}`, ...permissions, MAIN],
  };
}

/** The same where it may read files and start children, which are handed all variables there are. */
export function tidegateWithChildren(): Program {
  const permissions = ["--allow-env", "--allow-read", "--allow-run", "--allow-net"];
  return { command: Deno.execPath(), args: ["run", "--no-prompt", ...permissions, MAIN] };
}
