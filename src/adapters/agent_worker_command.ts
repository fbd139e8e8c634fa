/**
 * @module
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { SpawnCommand } from "../agent/spawn.ts";
import { FULL } from "./agent_worker_errors.ts";
import { MOVE_PIPES, MOVED } from "./agent_worker_pipes.ts";

const MAIN = new URL("./agent_worker_main.ts", import.meta.url);

/** Windows show these to the gateway; agents have no business with them. */
const GATEWAY_TOKENS = [
  "TIDEGATE_TOKEN",
  "TIDEGATE_OBSERVER_TOKEN",
  "HERMES_DASHBOARD_SESSION_TOKEN",
];

/** What a worker may hold beside its heap, at the least: the runtime itself takes about 60 MiB. */
const BESIDE_MIB = 256;

/**
 * Looks, twice a second, at all that the process of this shell holds, whatever that becomes: buffers are not
 * of a heap, and who fills them in a loop can only be seen from outside. A shell may do so where Deno would
 * need every permission there is. Elsewhere than on Linux it ends at once. It says nothing beside that: some
 * shells tell of a `sleep` that was ended with everything else.
 */
const WATCH = (kib: number) => `
watch() {
  while sleep 0.5; do
    while read -r name held _; do
      case "$name" in VmRSS:) [ "$held" -gt ${kib} ] && echo "${FULL}" && kill -9 "$1";; esac
    done 2>/dev/null <"/proc/$1/status" || [ -r "/proc/$1/status" ] || return
  done
}
watch $$ >&2 2>/dev/null &
`;

/**
 * The command that starts a worker.
 *
 * @param program the program that is one, and its first arguments. Default: this Deno, with the permissions
 * of the gateway's own tasks
 */
export function workerCommand(memoryMiB: number, program?: readonly string[]): SpawnCommand {
  const [command = "", ...args] = program ?? thisDeno(memoryMiB);
  const env = Object.fromEntries(GATEWAY_TOKENS.map((name) => [name, undefined]));
  if (process.platform === "win32") return { command, args, env };
  const most = Math.max(2 * memoryMiB, memoryMiB + BESIDE_MIB);
  const script = `${WATCH(Math.ceil(most * 1_024))}${MOVE_PIPES}`;
  return { command: "sh", args: ["-c", script, command, ...args, MOVED], env };
}

// With the configuration beside its source: that is where its imports are named.
function thisDeno(memoryMiB: number): string[] {
  const may = ["env", "net", "read", "write", "run", "sys"].map((what) => `--allow-${what}`);
  const heap = `--v8-flags=--max-old-space-size=${Math.ceil(memoryMiB)}`;
  return [process.execPath, "run", "--quiet", "--no-prompt", ...may, heap, fileURLToPath(MAIN)];
}
