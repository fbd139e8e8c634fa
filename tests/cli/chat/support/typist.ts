/** A terminal whose person types what a test says. */
import assert from "node:assert/strict";
import type { Attendant, Read, ReadOptions, Terminal } from "../../../../src/cli/chat/terminal.ts";

/** See the module. */
export class Typist implements Pick<Terminal, keyof Terminal> {
  /** All that was shown. */
  shown = "";
  readonly typed = "";
  #attendant: Attendant | undefined;
  #read: ((read: Read) => void) | undefined;
  #ready = Promise.withResolvers<void>();

  /** Resolves as soon as a line is asked for. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  attend(attendant: Attendant): void {
    this.#attendant = attendant;
  }

  read(_options: ReadOptions): Promise<Read> {
    return new Promise((resolve) => {
      this.#read = resolve;
      this.#ready.resolve();
    });
  }

  write(text: string): void {
    this.shown += text;
  }

  /** Enters a line, as soon as one is asked for. */
  async enter(text: string): Promise<void> {
    await this.ready;
    this.#settle({ kind: "line", text });
  }

  /** Presses Ctrl-C. */
  interrupt(): void {
    assert.ok(this.#attendant, "nobody attends");
    this.#attendant.onInterrupt();
  }

  close(): void {
    this.#attendant?.onEnd();
    this.#settle({ kind: "end" });
  }

  settle(): void {}
  prefill(): void {}
  clear(): void {}

  #settle(read: Read): void {
    const resolve = this.#read;
    this.#read = undefined;
    this.#ready = Promise.withResolvers();
    resolve?.(read);
  }
}
