/**
 * The terminal a person types at: one line at a time, while text may come at any moment.
 *
 * @module
 */
import process from "node:process";
import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from "node:readline";
import { Writable } from "node:stream";
import { keysOf } from "./keys.ts";

/** How many columns there are; 80 where that is not known, which some terminals say as 0. */
export function terminalWidth(): number {
  return process.stdout.columns || 80;
}

/** What a person is asked for. */
export interface ReadOptions {
  readonly prompt: string;
  /** What is typed is not shown, and not remembered. */
  readonly secret?: boolean;
  /** An answer to a question: what was typed before it came does not count, and nothing is completed. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

/** What came of it; `end`: Ctrl-D, or the terminal is gone. */
export type Read =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "aborted" };

/** Whom a {@linkcode Terminal} works for. */
export interface Attendant {
  /** What the text before the cursor may become. */
  complete(line: string): string[];
  /** Ctrl-C was pressed. */
  onInterrupt(): void;
  /** There will be no more input. */
  onEnd(): void;
}

interface Reader {
  readonly options: ReadOptions;
  /** What was being typed when it came. */
  readonly typed: string;
  resolve(read: Read): void;
}

/** See the module. */
export class Terminal {
  readonly #lines: Interface;
  // A question stands in front of the prompt that waits behind it.
  #readers: Reader[] = [];
  #attendant: Attendant | undefined;
  #visible = false;
  #echoes = false;
  #ended = false;

  constructor() {
    const keys = keysOf(process.stdin);
    this.#lines = createInterface({
      input: keys,
      output: this.#output(),
      terminal: true,
      historySize: 500,
      completer: (line: string): [string[], string] => {
        const hits = this.#front?.options.fresh ? [] : this.#attendant?.complete(line);
        return [hits ?? [], line];
      },
    });
    this.#lines.on("line", (text) => this.#entered(text));
    this.#lines.on("SIGINT", () => this.#attendant?.onInterrupt());
    // Answers are not for the arrow keys to bring back, passwords least of all.
    this.#lines.on("history", (history: string[]) => {
      if (this.#front?.options.fresh) history.shift();
    });
    this.#lines.on("close", () => {
      keys.release();
      this.#ended = true;
      for (const { resolve } of this.#readers.splice(0)) resolve({ kind: "end" });
      this.#attendant?.onEnd();
    });
  }

  /** Says whom it works for from now on. */
  attend(attendant: Attendant): void {
    this.#attendant = attendant;
    if (this.#ended) attendant.onEnd();
  }

  /** What is typed and not entered. */
  get typed(): string {
    return this.#lines.line;
  }

  /** Shows text; the prompt gives way until {@linkcode settle}. */
  write(text: string): void {
    this.#hide();
    process.stdout.write(text);
  }

  /** Nothing more comes for a while: the prompt, if one waits, is shown again. Only at the start of a line. */
  settle(): void {
    if (!this.#visible && this.#front !== undefined) this.#show(this.#front);
  }

  /** Asks for a line. */
  read(options: ReadOptions): Promise<Read> {
    const { signal, fresh = false } = options;
    if (signal?.aborted) return Promise.resolve({ kind: "aborted" });
    if (this.#ended) return Promise.resolve({ kind: "end" });
    return new Promise((resolve) => {
      const typed = fresh ? this.#lines.line : "";
      this.#hide();
      if (fresh) this.clear();
      const reader: Reader = { options, typed, resolve };
      this.#readers.push(reader);
      signal?.addEventListener("abort", () => this.#settleReader(reader, { kind: "aborted" }), {
        once: true,
      });
      this.#show(reader);
    });
  }

  /** Puts text where the person types, to be entered or changed. */
  prefill(text: string): void {
    this.#lines.write(text.replaceAll(/\s+/g, " "));
  }

  /** Forgets what is typed. */
  clear(): void {
    this.#lines.write(null, { ctrl: true, name: "e" });
    this.#lines.write(null, { ctrl: true, name: "u" });
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#hide();
    this.#lines.close();
  }

  get #front(): Reader | undefined {
    return this.#readers.at(-1);
  }

  #entered(text: string): void {
    const reader = this.#front;
    if (reader === undefined || !this.#visible) {
      // Entered while nothing was asked, so nobody saw it: it is for the next prompt to show.
      return this.prefill(text);
    }
    if (reader.options.secret) process.stdout.write("\n");
    this.#visible = this.#echoes = false;
    this.#settleReader(reader, { kind: "line", text });
  }

  #settleReader(reader: Reader, read: Read): void {
    if (!this.#readers.includes(reader)) return;
    const wasFront = this.#front === reader;
    if (wasFront) {
      this.#hide();
      if (reader.options.fresh) this.clear();
    }
    this.#readers = this.#readers.filter((each) => each !== reader);
    if (wasFront && reader.typed !== "") this.prefill(reader.typed);
    reader.resolve(read);
  }

  #show({ options: { prompt, secret = false } }: Reader): void {
    // Where it stood before is no matter: this is a new line.
    (this.#lines as { prevRows?: number }).prevRows = 0;
    this.#lines.setPrompt(prompt);
    this.#visible = this.#echoes = true;
    this.#lines.prompt(true);
    this.#echoes = !secret;
  }

  #hide(): void {
    if (!this.#visible) return;
    const { rows } = this.#lines.getCursorPos();
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    this.#visible = this.#echoes = false;
  }

  /** As readline writes: what is typed unseen is dropped. */
  #output(): Writable {
    const output = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        if (this.#echoes) process.stdout.write(chunk);
        done();
      },
    });
    process.stdout.on("resize", () => output.emit("resize"));
    return Object.defineProperties(output, {
      isTTY: { value: true },
      columns: { get: () => process.stdout.columns },
      rows: { get: () => process.stdout.rows },
    });
  }
}
