/**
 * What is printed in a worker: by the agent, by programs it starts, and by a runtime that dies.
 *
 * @module
 */
import { type BoundedLine, boundedLines } from "../lib/bounded_lines.ts";
import { type Clock, sleep } from "../lib/clock.ts";

/** Bytes of a line; a longer one is told of only. */
const LINE_BYTES = 65_536;
const WINDOW_MS = 16;
/** Lines of one window that are passed on; of those above it is told how many they were. */
const PRINTED_LINES = 64;
/** Lines that are read in one window: whoever prints more has to wait. */
const READ_LINES = 4_096;
/** Lines that are kept for whoever asks how it ended. */
const LAST_LINES = 20;

/** What is said of a worker before it is ended for all it holds. */
export const FULL = "tidegate: the worker is out of memory";

/** V8's last words, on Deno and on Node, are followed by a list of addresses. */
const OUT_OF_MEMORY = new RegExp(`JavaScript (heap )?out of memory|^${FULL}$`);

/** Reads the lines of one worker. */
export class WorkerErrors {
  readonly #clock: Clock;
  readonly #print: (line: string) => void;
  readonly #last: string[] = [];
  #outOfMemory = false;
  #since = Number.NEGATIVE_INFINITY;
  #read = 0;

  constructor(clock: Clock, print: (line: string) => void) {
    this.#clock = clock;
    this.#print = print;
  }

  /** Whether the runtime has ended for want of memory. */
  get outOfMemory(): boolean {
    return this.#outOfMemory;
  }

  /** What was printed last. */
  get last(): string {
    return this.#last.join("\n");
  }

  /** Reads to the end. */
  async read(stderr: ReadableStream<Uint8Array>): Promise<void> {
    for await (const line of boundedLines(stderr, { maxBytes: LINE_BYTES })) {
      if (this.#clock.monotonic() - this.#since >= WINDOW_MS) this.#begin();
      this.#take(textOf(line));
      if (this.#read === READ_LINES) await sleep(this.#clock, WINDOW_MS);
    }
    this.#begin();
  }

  #begin(): void {
    const more = this.#read - PRINTED_LINES;
    if (more > 0) this.#print(`(${more} more lines)`);
    this.#read = 0;
    this.#since = this.#clock.monotonic();
  }

  #take(line: string): void {
    if (this.#outOfMemory) return;
    this.#outOfMemory = OUT_OF_MEMORY.test(line);
    this.#last.push(line);
    if (this.#last.length > LAST_LINES) this.#last.shift();
    if (++this.#read <= PRINTED_LINES) this.#print(line);
  }
}

function textOf(line: BoundedLine): string {
  return line.kind === "too_long" ? `(a line of more than ${line.maxBytes} bytes)` : line.text;
}
