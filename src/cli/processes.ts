/**
 * @module
 */
import type { ChildProcesses, OwnGuard } from "../adapters/child_processes.ts";
import type { Spawn } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";

interface Open {
  children: ChildProcesses;
  guard: OwnGuard;
}

/**
 * The children of a command, whoever starts them: one guard for all. Before the first is started nothing
 * runs, and nothing is loaded: most starts have no use for it.
 */
export class Processes {
  readonly #options: { clock: Clock; logger: Logger };
  #open: Promise<Open> | undefined;

  constructor(options: { clock: Clock; logger: Logger }) {
    this.#options = options;
  }

  /** Starts one; needs no `this`. */
  readonly spawn: Spawn = async (command) => (await this.#opened()).children.spawn(command);

  /** What ends them with this process: for children that are started in a worker. */
  async guard(): Promise<OwnGuard> {
    return (await this.#opened()).guard;
  }

  /** Ends all there are, and their guard. Idempotent. */
  async close(): Promise<void> {
    if (this.#open === undefined) return;
    const { children, guard } = await this.#open;
    await children.close();
    await guard.close();
  }

  #opened(): Promise<Open> {
    this.#open ??= load(this.#options);
    return this.#open;
  }
}

async function load(options: { clock: Clock; logger: Logger }): Promise<Open> {
  const { ChildProcesses, systemGuard } = await import("../adapters/child_processes.ts");
  const guard = systemGuard(options);
  return { guard, children: new ChildProcesses({ ...options, guard }) };
}
