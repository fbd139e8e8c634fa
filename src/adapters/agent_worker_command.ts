/**
 * @module
 */
import process from "node:process";
import type { SpawnCommand } from "../agent/spawn.ts";
import { FULL } from "./agent_worker_errors.ts";
import { MOVE_PIPES, MOVED } from "./agent_worker_pipes.ts";
import { gatewayTokens } from "./gateway_tokens.ts";
import { ownProgram } from "./own_program.ts";

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
 * @param program the program that is one, and its first arguments. Default: this runtime; on Deno with the
 * permissions of the gateway's own tasks. Of one that is given the heap is not bounded: on Linux it is ended
 * by all it holds, elsewhere its runtime ends it when it sees fit
 */
export function workerCommand(memoryMiB: number, program?: readonly string[]): SpawnCommand {
  const [command = "", ...args] = program ?? ownWorker(memoryMiB);
  const env = Object.fromEntries(gatewayTokens.map((name) => [name, undefined]));
  if (process.platform === "win32") return { command, args, env };
  const most = mostMiB(memoryMiB, { heapIsBounded: program === undefined });
  const script = `${WATCH(Math.ceil(most * 1_024))}${MOVE_PIPES}`;
  return { command: "sh", args: ["-c", script, command, ...args, MOVED], env };
}

// Where the runtime takes no bound for its heap, as in a compiled binary, this is the only one.
function mostMiB(memoryMiB: number, { heapIsBounded }: { heapIsBounded: boolean }): number {
  return heapIsBounded ? Math.max(2 * memoryMiB, memoryMiB + BESIDE_MIB) : memoryMiB + BESIDE_MIB;
}

// Deno with the configuration beside its source: that is where its imports are named.
function ownWorker(memoryMiB: number): string[] {
  const may = ["env", "net", "read", "write", "run", "sys"].map((what) => `--allow-${what}`);
  return ownProgram("agent_worker_main", { denoFlags: may, heapMiB: memoryMiB });
}
