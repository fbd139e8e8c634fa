/**
 * One process in which user commands run, seen from the side that started it.
 *
 * @module
 */
import type { Spawn, SpawnCommand, SpawnedProcess } from "../agent/spawn.ts";
import { boundedLines } from "../lib/bounded_lines.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { errorMessage, errorStack } from "../lib/error_text.ts";
import { LineRing } from "../lib/line_ring.ts";
import type { Logger } from "../lib/logger.ts";
import { Pending } from "../lib/pending.ts";
import { withResolvers } from "../lib/with_resolvers.ts";
import type { CommandOutcome } from "./command_runner.ts";
import { readSaying, requestLine, type SlashSaying, type UserCommand } from "./slash_line.ts";

/** What a worker works with. */
export interface SlashWorkerOptions {
  spawn: Spawn;
  clock: Clock;
  logger: Logger;
  /** Takes colours and other control sequences of a terminal out of a text. */
  plain(text: string): string;
  /** Takes out of a worker's last words what must not be shown. */
  redact(text: string): string;
  /** Milliseconds a command may take, the start of its worker included; PROTOCOL 7.1: 45,000. */
  timeoutMs: number;
}

/** Lines of stderr that are kept, and how many of them are told; PROTOCOL 7.1. */
const KEPT_LINES = 80;
const TOLD_LINES = 8;
/** Bytes of a line: far above what a worker of ours cuts an output to. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** Milliseconds a worker that has ended is listened to. */
const LAST_WORDS_MS = 500;

interface Asked {
  readonly id: number;
  settle(outcome: CommandOutcome): void;
}

/**
 * See the module. Runs one command at a time; whoever has several asks for the next when one has been
 * answered. Broken once, it stays broken.
 */
export class SlashWorker {
  readonly #options: SlashWorkerOptions;
  readonly #errors = new LineRing({ lines: KEPT_LINES });
  readonly #starting: Promise<SpawnedProcess | undefined>;
  readonly #hello = withResolvers<readonly UserCommand[] | undefined>();
  #asked: Asked | undefined;
  #lastId = 0;
  /** Why it cannot be used any more. */
  #fault: string | undefined;
  #closing: Promise<void> = Promise.resolve();

  /** Starts the process. */
  constructor(command: SpawnCommand, options: SlashWorkerOptions) {
    this.#options = options;
    this.#starting = this.#start(command);
  }

  /** Whether it will take no command any more. */
  get broken(): boolean {
    return this.#fault !== undefined;
  }

  /**
   * The commands it has, once it has loaded them.
   *
   * @throws {Error} with a message for the user, where it never says
   */
  async commands(): Promise<readonly UserCommand[]> {
    const timer = this.#giveUpLater();
    const commands = await this.#hello.promise;
    timer.cancel();
    if (commands === undefined) throw new Error(this.#fault);
    return commands;
  }

  /**
   * Runs a command line. When `signal` aborts in the middle of it the worker is broken: it cannot be told
   * to stop. Never rejects.
   */
  run(command: string, signal: AbortSignal): Promise<CommandOutcome> {
    if (this.#fault !== undefined) return Promise.resolve({ ok: false, error: this.#fault });
    if (this.#asked !== undefined) throw new Error("a slash worker runs one command at a time");
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const interrupt = () => this.#break("the command was interrupted");
      const timer = this.#giveUpLater();
      const settle = (outcome: CommandOutcome) => {
        this.#asked = undefined;
        timer.cancel();
        signal.removeEventListener("abort", interrupt);
        resolve(outcome);
      };
      this.#asked = { id, settle };
      if (signal.aborted) return interrupt();
      signal.addEventListener("abort", interrupt, { once: true });
      this.#send(requestLine({ id, command }));
    });
  }

  /** Ends the process and all it started; a command that runs is told so. Idempotent. */
  close(): Promise<void> {
    this.#break("the slash worker was closed");
    return this.#closing;
  }

  #giveUpLater(): Timer {
    const { clock, timeoutMs } = this.#options;
    return clock.after(timeoutMs, () => this.#break("slash worker timed out"));
  }

  async #start(command: SpawnCommand): Promise<SpawnedProcess | undefined> {
    try {
      const child = await this.#options.spawn(command);
      this.#listen(child);
      return child;
    } catch (error) {
      this.#break(`slash worker could not be started: ${errorMessage(error)}`);
      return undefined;
    }
  }

  async #send(line: string): Promise<void> {
    const child = await this.#starting;
    if (child === undefined || this.#fault !== undefined) return;
    const writer = child.stdin.getWriter();
    try {
      await writer.write(new TextEncoder().encode(line));
    } catch (error) {
      // That it has ended is told where its output ends, with its last words.
      const why = errorMessage(error);
      this.#options.logger.debug("a slash worker takes nothing more", { why });
    } finally {
      writer.releaseLock();
    }
  }

  async #listen({ stdout, stderr, ended }: SpawnedProcess): Promise<void> {
    const heard = new Pending();
    const answers = this.#hear(stdout);
    heard.add(answers);
    heard.add(this.#errors.drain(stderr));
    await Promise.race([answers, ended]);
    // What it started may hold its pipes open for ever.
    await heard.settle({ clock: this.#options.clock, ms: LAST_WORDS_MS });
    this.#break(["slash worker closed pipe", ...this.#lastWords()].join("\n"));
  }

  async #hear(stdout: SpawnedProcess["stdout"]): Promise<void> {
    try {
      for await (const line of boundedLines(stdout, { maxBytes: MAX_LINE_BYTES })) {
        if (line.kind !== "too_long") this.#take(readSaying(line.text));
        else this.#break(`slash worker said a line of over ${MAX_LINE_BYTES} bytes`);
      }
    } catch (error) {
      this.#options.logger.error("reading a slash worker failed", { error: errorStack(error) });
    }
  }

  #take(saying: SlashSaying | undefined): void {
    const { plain } = this.#options;
    if (saying === undefined) return;
    if (saying.kind === "hello") return this.#welcome(saying);
    // What a command said by itself under another number is not for whoever waits now.
    if (saying.id !== this.#asked?.id) return;
    if (saying.kind === "output") this.#asked.settle({ ok: true, output: plain(saying.output) });
    else this.#asked.settle({ ok: false, error: plain(saying.error), refused: true });
  }

  #welcome({ commands, faults }: Extract<SlashSaying, { kind: "hello" }>): void {
    for (const fault of faults) {
      this.#options.logger.warn("user commands could not be loaded", { fault });
    }
    this.#hello.resolve(commands);
  }

  #lastWords(): string[] {
    const { plain, redact } = this.#options;
    return this.#errors.lines.slice(-TOLD_LINES).map((line) => redact(plain(line)));
  }

  /** The worker is of no use any more, for the first reason there is. */
  #break(why: string): void {
    if (this.#fault !== undefined) return;
    this.#fault = why;
    this.#hello.resolve(undefined);
    this.#closing = this.#kill();
    this.#asked?.settle({ ok: false, error: why });
  }

  async #kill(): Promise<void> {
    try {
      await (await this.#starting)?.kill();
    } catch (error) {
      this.#options.logger.error("ending a slash worker failed", { error: errorStack(error) });
    }
  }
}
