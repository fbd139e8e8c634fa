/**
 * @module
 */
import type { ProcessKeeper } from "./agent_worker.ts";
import { faultOf } from "./fault.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

type GuardMessage = Extract<FromWorker, { type: "guard" }>;

/** The processes one worker has started: they are known here, and end with it. */
export class WorkerProcesses {
  readonly #keeper: ProcessKeeper;
  readonly #post: (message: ToWorker) => void;
  readonly #pids = new Set<number>();
  #ended = false;

  constructor(keeper: ProcessKeeper, post: (message: ToWorker) => void) {
    this.#keeper = keeper;
    this.#post = post;
  }

  /** Does what the worker's guard asks for. */
  take(message: GuardMessage): void {
    switch (message.what) {
      case "ready":
        return this.#answer(message.request, this.#keeper.ready().then(() => true));
      case "add":
        this.#keeper.add(message.pid, message.cookie);
        this.#pids.add(message.pid);
        // Said in the last moment of a worker whose end was faster.
        if (this.#ended) void this.#kill(message.pid);
        return;
      case "remove":
        this.#pids.delete(message.pid);
        return this.#keeper.remove(message.pid);
      case "kill":
        return this.#answer(message.request, this.#keeper.kill(message.pid));
    }
  }

  /** Ends all of them; resolves when that has been done. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all([...this.#pids].map((pid) => this.#kill(pid)));
  }

  async #kill(pid: number): Promise<void> {
    const gone = await this.#keeper.kill(pid);
    this.#pids.delete(pid);
    // What is left stays with the guard, which tries once more when the gateway ends.
    if (gone) this.#keeper.remove(pid);
  }

  #answer(request: number, work: Promise<boolean>): void {
    work.then(
      (gone) => this.#post({ type: "guarded", request, outcome: { gone } }),
      (error) => this.#post({ type: "guarded", request, outcome: { fault: faultOf(error) } }),
    );
  }
}
