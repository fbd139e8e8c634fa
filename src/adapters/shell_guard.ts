/**
 * @module
 */
import { type Clock, sleep, type Timer } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import { isForbidden } from "../lib/is_forbidden.ts";
import { randomHex } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import { type Resolvers, withResolvers } from "../lib/with_resolvers.ts";
import { type GuardAnswer, GuardShell } from "./guard_shell.ts";
import type { Guard } from "./process_guard.ts";

/** What a {@linkcode ShellGuard} needs. */
export interface ShellGuardOptions {
  clock: Clock;
  logger: Logger;
}

// The script gives up after about four seconds; on a machine that has no time for it, later.
const KILL_MS = 15_000;
// Between two starts: what ends a shell at once would else keep the machine busy.
const RESTART_MS = 1_000;
const CLOSE_MS = 5_000;

interface Kill {
  readonly done: Resolvers<boolean>;
  readonly deadline: Timer;
}

/**
 * Watches from a small `sh` in a session of its own, which ends everything when its input ends: that is
 * the one thing a gateway cannot fail to say when it dies. Started when first needed, and anew should it
 * die. Needs leave to run `sh`.
 */
export class ShellGuard implements Guard {
  readonly mark: string = randomHex(16);
  readonly #options: ShellGuardOptions;
  readonly #trees = new Map<number, string>();
  readonly #kills = new Map<number, Kill>();
  #shell: GuardShell | undefined;
  #startedAt = -Infinity;
  #restart: Timer | undefined;
  #closed = false;

  constructor(options: ShellGuardOptions) {
    this.#options = options;
  }

  async ready(): Promise<void> {
    if (this.#closed) throw new Error("the gateway is shutting down");
    await this.#running().ready;
  }

  add(pid: number, cookie: string): void {
    this.#trees.set(pid, cookie);
    this.#shell?.send(`add ${pid} ${cookie}`);
  }

  remove(pid: number): void {
    this.#trees.delete(pid);
    this.#shell?.send(`remove ${pid}`);
  }

  kill(pid: number): Promise<boolean> {
    const before = this.#kills.get(pid);
    if (before !== undefined) return before.done.promise;
    if (!this.#trees.has(pid)) return Promise.resolve(true);
    const deadline = this.#options.clock.after(KILL_MS, () => this.#settle(pid, false));
    const done = withResolvers<boolean>();
    this.#kills.set(pid, { done, deadline });
    this.#shell?.send(`kill ${pid}`);
    return done.promise;
  }

  /** Ends all that was added, and then the shell. Resolves when it has ended, or after 5 s. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#restart?.cancel();
    if (this.#shell === undefined) return;
    this.#shell.send("bye");
    const over = new AbortController();
    const ended = this.#shell.close().then(() => over.abort());
    await Promise.race([ended, sleep(this.#options.clock, CLOSE_MS, over.signal)]);
    for (const pid of [...this.#kills.keys()]) this.#settle(pid, over.signal.aborted);
  }

  #running(): GuardShell {
    if (this.#shell !== undefined) return this.#shell;
    const { clock } = this.#options;
    this.#startedAt = clock.monotonic();
    const shell = new GuardShell({
      clock,
      mark: this.mark,
      answer: (answer) => this.#hear(shell, answer),
    });
    this.#shell = shell;
    for (const [pid, cookie] of this.#trees) shell.send(`add ${pid} ${cookie}`);
    for (const pid of this.#kills.keys()) shell.send(`kill ${pid}`);
    shell.ready.catch((error) => this.#reportFailure(error));
    return shell;
  }

  #hear(shell: GuardShell, answer: GuardAnswer): void {
    if (answer.kind !== "ended") return this.#settle(answer.pid, answer.kind === "gone");
    if (this.#shell === shell) this.#shell = undefined;
    if (this.#closed || this.#trees.size === 0) return;
    this.#options.logger.warn("Guarding child processes: the guard has ended, starting it again", {
      processes: this.#trees.size,
    });
    this.#startSoon();
  }

  #startSoon(): void {
    const { clock } = this.#options;
    const startAgain = () => {
      try {
        this.#running();
      } catch (error) {
        this.#reportFailure(error);
        this.#startSoon();
      }
    };
    this.#restart?.cancel();
    const wait = this.#startedAt + RESTART_MS - clock.monotonic();
    this.#restart = clock.after(Math.max(wait, 0), startAgain);
  }

  #reportFailure(error: unknown): void {
    const { logger } = this.#options;
    const fields = { reason: errorMessage(error) };
    const what = "Guarding child processes: the guard could not be started";
    // Where nothing may be started there is nothing to guard; who tries is told.
    if (isForbidden((error as Error).cause)) logger.debug(what, fields);
    else logger.error(what, fields);
  }

  #settle(pid: number, gone: boolean): void {
    const kill = this.#kills.get(pid);
    this.#kills.delete(pid);
    kill?.deadline.cancel();
    kill?.done.resolve(gone);
  }
}
