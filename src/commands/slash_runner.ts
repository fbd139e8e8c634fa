/**
 * Runs the user commands of one session in a process of their own.
 *
 * @module
 */
import type { SpawnCommand } from "../agent/spawn.ts";
import { errorMessage } from "../lib/error_text.ts";
import { untilAborted } from "../lib/until_aborted.ts";
import type { CommandOutcome, CommandRunner, CreateRunner, RunnerFacts } from "./command_runner.ts";
import type { UserCommand } from "./slash_line.ts";
import { SlashWorker, type SlashWorkerOptions } from "./slash_worker.ts";

/** What runners work with. */
export interface SlashRunnerOptions extends SlashWorkerOptions {
  /** How the worker of a session is started. */
  command(facts: RunnerFacts): SpawnCommand;
}

/** Commands of a session that wait for the one that runs; nobody types faster. */
const MAX_WAITING = 32;

/** Makes runners whose workers are started when they are first needed. */
export function slashRunners(options: SlashRunnerOptions): CreateRunner {
  return (facts) => new SlashRunner(facts, options);
}

/** See the module. One command at a time; after one that broke the worker the next starts another. */
class SlashRunner implements CommandRunner {
  readonly #facts: RunnerFacts;
  readonly #options: SlashRunnerOptions;
  #worker: SlashWorker | undefined;
  // Settles when the newest command has had its turn; never rejects.
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(facts: RunnerFacts, options: SlashRunnerOptions) {
    this.#facts = facts;
    this.#options = options;
  }

  async list(): Promise<readonly UserCommand[]> {
    const worker = await this.#usable();
    if (worker === undefined) throw new Error("the session has been closed");
    return await worker.commands();
  }

  async run(command: string, signal: AbortSignal): Promise<CommandOutcome> {
    if (this.#waiting >= MAX_WAITING) return failed(`${MAX_WAITING} commands wait already`);
    this.#waiting++;
    const outcome = this.#last.then(() => this.#runNow(command, signal));
    this.#last = outcome.finally(() => this.#waiting--);
    await untilAborted(outcome, signal);
    return signal.aborted ? interrupted : await outcome;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.close();
  }

  async #runNow(command: string, signal: AbortSignal): Promise<CommandOutcome> {
    if (signal.aborted) return interrupted;
    try {
      const worker = await this.#usable();
      if (worker === undefined) return failed("the session has been closed");
      return await worker.run(command, signal);
    } catch (error) {
      return failed(errorMessage(error));
    }
  }

  /** The worker there is, or another where it is broken; that one is gone by then. */
  async #usable(): Promise<SlashWorker | undefined> {
    for (let worker = this.#worker; worker?.broken; worker = this.#worker) {
      await worker.close();
      if (this.#worker === worker) this.#worker = undefined;
    }
    if (this.#closed) return undefined;
    this.#worker ??= new SlashWorker(this.#options.command(this.#facts), this.#options);
    return this.#worker;
  }
}

const interrupted: CommandOutcome = { ok: false, error: "the command was interrupted" };

function failed(error: string): CommandOutcome {
  return { ok: false, error };
}
