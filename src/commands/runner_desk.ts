/**
 * The runners of a gateway: one a session, made when it is first needed.
 *
 * @module
 */
import { errorMessage, errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import type { CommandOutcome, CommandRunner, CreateRunner, RunnerFacts } from "./command_runner.ts";
import type { UserCommand } from "./slash_line.ts";

/** What a desk is given. */
export interface RunnerDeskOptions {
  /** Missing: there are no user commands. */
  create: CreateRunner | undefined;
  /** Runners at once. One more takes the place of the one that has been idle the longest. */
  maxRunners: number;
  /** Takes runners that close. */
  closings: Pending;
  logger: Logger;
}

interface Seated {
  runner: CommandRunner;
  facts: RunnerFacts;
  /** Commands that run now. */
  busy: number;
  /** Whether it knows commands that are no more. */
  old?: true;
}

/** Whose runner it is, and what that is to know. `closed` is looked at before one is made. */
export interface RunnerOwner {
  readonly key: object;
  readonly facts: RunnerFacts;
  readonly closed: boolean;
}

/** See the module. The least recently used runner is the first of its map. */
export class RunnerDesk {
  readonly #options: RunnerDeskOptions;
  readonly #seats = new Map<object, Seated>();
  // Of each owner, what has to happen before its next runner begins.
  readonly #leaving = new Map<object, Promise<void>>();
  #known: readonly UserCommand[] | undefined;
  #closed = false;

  constructor(options: RunnerDeskOptions) {
    this.#options = options;
    if (options.create === undefined) this.#known = [];
  }

  /** The user's commands as the newest runner told of them; `undefined`: none has been asked yet. */
  get known(): readonly UserCommand[] | undefined {
    return this.#known;
  }

  /** Asks the owner's runner which commands there are. `undefined`: it cannot tell. */
  async list(owner: RunnerOwner): Promise<readonly UserCommand[] | undefined> {
    const seated = await this.#seat(owner);
    if (seated?.runner.list === undefined) return undefined;
    this.#known = await this.#during(seated, () => seated.runner.list?.() ?? Promise.resolve([]));
    return this.#known;
  }

  /** Runs a line for the owner. Never rejects. */
  async run(owner: RunnerOwner, line: string, signal: AbortSignal): Promise<CommandOutcome> {
    try {
      const seated = await this.#seat(owner);
      if (seated === undefined) return { ok: false, error: "the session has been closed" };
      if (signal.aborted) return { ok: false, error: "it was interrupted" };
      return await this.#during(seated, () => seated.runner.run(line, signal));
    } catch (error) {
      this.#options.logger.error("a slash command could not be run", { error: errorStack(error) });
      return { ok: false, error: errorMessage(error) };
    }
  }

  /** Closes the runner of an owner that is gone. Idempotent. */
  close(key: object): void {
    const seated = this.#seats.get(key);
    if (seated === undefined) return;
    this.#seats.delete(key);
    const closing = Promise.resolve().then(() => seated.runner.close()).catch((error) => {
      this.#options.logger.error("closing a slash worker failed", { error: errorStack(error) });
    });
    const gone = closing.then(() => {
      if (this.#leaving.get(key) === gone) this.#leaving.delete(key);
    });
    this.#leaving.set(key, gone);
    this.#options.closings.add(gone);
  }

  /** What runners know is old: those that are idle go now, the others before they would be used again. */
  renew(): void {
    this.#known = this.#options.create === undefined ? [] : undefined;
    for (const [key, seated] of [...this.#seats]) {
      if (seated.busy === 0) this.close(key);
      else seated.old = true;
    }
  }

  /** Closes all; no more are made. */
  closeAll(): void {
    this.#closed = true;
    for (const key of [...this.#seats.keys()]) this.close(key);
  }

  /** The owner's runner; `undefined`: it may have none, or has been closed meanwhile. */
  async #seat(owner: RunnerOwner): Promise<Seated | undefined> {
    const { key } = owner;
    const seated = this.#seats.get(key);
    const isFit = seated !== undefined && seated.old !== true && isSame(seated.facts, owner.facts);
    if (seated !== undefined && (seated.busy > 0 || isFit)) {
      return this.#toTheEnd(key, seated);
    }
    this.close(key);
    // The old one is gone before another begins: two would be one too many for what they hold.
    await this.#leaving.get(key);
    const { create } = this.#options;
    if (create === undefined || this.#closed || owner.closed) return undefined;
    const other = this.#seats.get(key);
    if (other !== undefined) return this.#toTheEnd(key, other);
    this.#makeRoom();
    const { facts } = owner;
    return this.#toTheEnd(key, { runner: create(facts), facts, busy: 0 });
  }

  #toTheEnd(key: object, seated: Seated): Seated {
    this.#seats.delete(key);
    this.#seats.set(key, seated);
    return seated;
  }

  #makeRoom(): void {
    const { maxRunners } = this.#options;
    if (this.#seats.size < maxRunners) return;
    for (const [key, { busy }] of this.#seats) {
      if (busy === 0) return this.close(key);
    }
    throw new Error(`${maxRunners} sessions run slash commands already; try again in a moment`);
  }

  async #during<T>(seated: Seated, work: () => Promise<T>): Promise<T> {
    seated.busy++;
    try {
      return await work();
    } finally {
      seated.busy--;
    }
  }
}

function isSame(a: RunnerFacts, b: RunnerFacts): boolean {
  return a.storedId === b.storedId && a.model === b.model && a.cwd === b.cwd;
}
