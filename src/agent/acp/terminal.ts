/**
 * @module
 */
import type { SpawnedProcess } from "../spawn.ts";
import { OutputBuffer } from "./output_buffer.ts";

/** How a command ended, as agents are told. */
export interface TerminalEnd {
  exitCode: number | null;
  signal: string | null;
}

/** A command that runs for an agent, and the end of what it wrote. */
export class Terminal {
  readonly #child: SpawnedProcess;
  readonly #output: OutputBuffer;
  #end: TerminalEnd | undefined;
  /** Resolves when the command has ended; never rejects. */
  readonly ended: Promise<TerminalEnd>;

  /** @param maxBytes how much of its output is kept */
  constructor(child: SpawnedProcess, maxBytes: number) {
    this.#child = child;
    this.#output = new OutputBuffer(maxBytes);
    // It has nobody who would type: a command that reads finds the end.
    child.stdin.close().catch(() => {});
    const read = [this.#read(child.stdout), this.#read(child.stderr)];
    this.ended = child.ended.then(async ({ code, signal }) => {
      this.#end = { exitCode: code, signal };
      // What it left in its group holds the pipes open; it goes with the command.
      await child.kill();
      await Promise.all(read);
      return this.#end;
    });
  }

  /** What it wrote so far. */
  output(): { output: string; truncated: boolean; exitStatus?: TerminalEnd } {
    const output = this.#output.text();
    const { truncated } = this.#output;
    return { output, truncated, ...(this.#end === undefined ? {} : { exitStatus: this.#end }) };
  }

  /** Ends it and everything it started. Idempotent. */
  async kill(): Promise<void> {
    await this.#child.kill();
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of stream) this.#output.push(chunk);
    } catch {
      // The pipe broke: what it wrote is known as far as it can be.
    }
  }
}
