/**
 * Tidegate from its sources, with the permissions it needs and no more; or another build of it, which
 * `TIDEGATE_TEST_PROGRAM` names as a list: `["node", "npm/src/cli/node_main.js"]`.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Program } from "./child.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

const VARIABLES =
  "TIDEGATE_*,HERMES_*,OPENAI_*,TERMINAL_CWD,HOME,XDG_STATE_HOME,XDG_CONFIG_HOME,LOCALAPPDATA";

/** The program, run by the Deno that runs the tests. */
export function tidegate(...permissions: string[]): Program {
  return named() ?? {
    command: Deno.execPath(),
    args: ["run", "--no-prompt", `--allow-env=${VARIABLES}`, ...permissions, MAIN],
  };
}

/** The same where it may read files and start children, which are handed all variables there are. */
export function tidegateWithChildren(...more: string[]): Program {
  const permissions = ["--allow-env", "--allow-read", "--allow-run", "--allow-net", ...more];
  return named() ?? {
    command: Deno.execPath(),
    args: ["run", "--no-prompt", ...permissions, MAIN],
  };
}

/** Why the program cannot keep what is said in a file; `undefined`: it can. */
export async function whyNoStateFile(): Promise<string | undefined> {
  const program = named();
  if (program === undefined) return undefined;
  const { command, args } = program;
  const run = new Deno.Command(command, { args: [...args, "--version"], stderr: "inherit" });
  const text = new TextDecoder().decode((await run.output()).stdout).trim();
  const node = /\bnode (\d+)/.exec(text)?.[1];
  return Number(node ?? 22) < 22 ? `${text} has no node:sqlite` : undefined;
}

/** What the environment names. Permissions are Deno's: nobody else is given any. */
function named(): Program | undefined {
  const text = Deno.env.get("TIDEGATE_TEST_PROGRAM");
  if (text === undefined || text === "") return undefined;
  const list: unknown = JSON.parse(text);
  const isList = Array.isArray(list) && list.every((word) => typeof word === "string");
  const [command, ...args] = isList ? list as string[] : [];
  if (command !== undefined) return { command, args };
  throw new TypeError(
    `TIDEGATE_TEST_PROGRAM is ${text}: write a JSON array of texts, such as ["node", "main.js"]`,
  );
}
