/**
 * @module
 */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { ProcessEnd, SpawnedProcess } from "../agent/spawn.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { withResolvers } from "../lib/with_resolvers.ts";
import { readingStream, writingStream } from "./child_streams.ts";
import type { Guard } from "./process_guard.ts";

/** What a {@linkcode GuardedChild} needs. */
export interface GuardedChildOptions {
  guard: Guard;
  logger: Logger;
  /** The program, for messages. */
  name: string;
  pid: number;
  /** Whether nothing it starts outlives it. */
  alone: boolean;
}

/** A child that the guard knows. What it leaves behind when it ends by itself is ended as well. */
export class GuardedChild implements SpawnedProcess {
  readonly pid: number;
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when nothing is left of it, or nothing more can be done about what is. */
  readonly finished: Promise<void>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #options: GuardedChildOptions;
  readonly #gone = withResolvers<void>();
  #killing: Promise<void> | undefined;

  constructor(child: ChildProcessWithoutNullStreams, options: GuardedChildOptions) {
    this.#child = child;
    this.#options = options;
    this.pid = options.pid;
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    child.on("error", (error) => {
      const fields = { program: options.name, pid: this.pid, reason: errorMessage(error) };
      options.logger.warn("Running a child process: the runtime reports an error", fields);
    });
    this.stdin = writingStream(child.stdin, { name: options.name, ended: this.ended });
    this.stdout = readingStream(child.stdout, this.#gone.promise);
    this.stderr = readingStream(child.stderr, this.#gone.promise);
    this.finished = this.ended.then(({ signal }) => {
      if (options.alone && signal === null) this.#killing ??= Promise.resolve(this.#leave());
      return this.kill();
    });
  }

  kill(): Promise<void> {
    this.#killing ??= this.#end();
    return this.#killing;
  }

  async #end(): Promise<void> {
    const { guard, logger, name } = this.#options;
    const gone = await guard.kill(this.pid);
    // Where the guard could not, or did not know of it; a process that has ended takes no harm.
    this.#killAlone();
    if (!gone) {
      // It stays with the guard, which tries once more when the gateway ends.
      logger.error("Ending a child process: something of it is left", {
        program: name,
        pid: this.pid,
      });
      return;
    }
    await this.ended;
    this.#leave();
  }

  #leave(): void {
    this.#options.guard.remove(this.pid);
    this.#gone.resolve();
  }

  #killAlone(): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      const fields = { pid: this.pid, reason: errorMessage(error) };
      this.#options.logger.debug("Ending a child process: it takes no signal", fields);
    }
  }
}
