/**
 * One life of the guard's shell.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import type { Clock } from "../lib/clock.ts";
import { withResolvers } from "../lib/with_resolvers.ts";
import { GUARD_SCRIPT } from "./guard_script.ts";
import { whyNotStarted } from "./spawn_failure.ts";

/** What the shell has to say. */
export type GuardAnswer =
  | { kind: "gone" | "left"; pid: number }
  /** It runs no more; nothing comes after this. */
  | { kind: "ended" };

/** Who listens to a {@linkcode GuardShell}. */
export interface GuardShellOptions {
  clock: Clock;
  /** See `Guard.mark`. */
  mark: string;
  answer(answer: GuardAnswer): void;
}

// A shell starts in milliseconds; a machine that is out of memory may need seconds.
const START_MS = 10_000;
// The script is long, and would else be the whole of every list of processes.
const RUN = 'script=$TIDEGATE_GUARD; unset TIDEGATE_GUARD; eval "$script"';

/** A `sh` that runs the guard's script until its input ends. */
export class GuardShell {
  /** Resolves when it watches; rejects with the reason why it does not. */
  readonly ready: Promise<void>;
  readonly #options: GuardShellOptions;
  readonly #child: ChildProcess;
  readonly #started = withResolvers<void>();
  readonly #ended = withResolvers<void>();
  #text = "";
  #running = true;

  /** @throws {Error} on some runtimes, when it cannot be started */
  constructor(options: GuardShellOptions) {
    this.#options = options;
    // A session of its own: no signal for the gateway's group reaches it. The root folder: it keeps no
    // file system busy. Few variables: it needs no secret, and what changes the loader needs permission.
    this.#child = spawn("sh", ["-c", RUN, `tidegate-guard of ${process.pid}`], {
      detached: true,
      cwd: "/",
      env: { PATH: process.env.PATH, TIDEGATE_GUARD: GUARD_SCRIPT },
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#child.once(
      "error",
      (error) => this.#end(new Error(whyNotStarted(error), { cause: error })),
    );
    this.#child.once("exit", () => this.#end(new Error("it ended at once")));
    // A write that fails means that it has ended, which is told above.
    this.#child.stdin?.on("error", () => {});
    this.#child.stdout?.on("error", () => {});
    this.#child.stdout?.on("data", (chunk: Uint8Array) => this.#read(chunk));
    this.ready = this.#inTime();
    this.send(`mark ${options.mark}`);
  }

  /** Writes a line. */
  send(line: string): void {
    if (this.#running) this.#child.stdin?.write(`${line}\n`);
  }

  /** Ends its input: it ends all that it still watches, then itself. Resolves when it has ended. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended.promise;
  }

  async #inTime(): Promise<void> {
    const late = () => this.#end(new Error(`it did not answer within ${START_MS / 1_000} s`));
    const timer = this.#options.clock.after(START_MS, late);
    try {
      await this.#started.promise;
    } finally {
      timer.cancel();
    }
  }

  #end(why: Error): void {
    if (!this.#running) return;
    this.#running = false;
    this.#child.stdin?.destroy();
    this.#child.stdout?.destroy();
    this.#started.reject(why);
    this.#ended.resolve();
    this.#options.answer({ kind: "ended" });
  }

  #read(chunk: Uint8Array): void {
    const lines = (this.#text + new TextDecoder().decode(chunk)).split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) this.#hear(line);
  }

  #hear(line: string): void {
    if (line === "ready") return this.#started.resolve();
    const [kind, pid] = line.split(" ");
    if (kind === "gone" || kind === "left") this.#options.answer({ kind, pid: Number(pid) });
  }
}
