/** @module */
import { fileURLToPath } from "node:url";
import type { Script } from "../../agent/acp/support/script.ts";

const AGENT = fileURLToPath(
  new URL("../../agent/acp/support/scripted_acp_agent.ts", import.meta.url),
);

/** The command line of an ACP agent that does what a script says. */
export function acpCommand(script: Script): [string, ...string[]] {
  const run = ["run", "--no-prompt", "--allow-env", "--allow-run", "--quiet", AGENT];
  return [Deno.execPath(), ...run, JSON.stringify(script)];
}
