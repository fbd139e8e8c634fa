/**
 * The keys of a terminal, as readline takes them.
 *
 * @module
 */
import { Readable } from "node:stream";

/** A terminal that is read, `process.stdin` for one. */
export interface KeySource extends NodeJS.ReadableStream {
  /** Whether keys come one by one, unechoed; absent where it is no terminal. */
  setRawMode?(mode: boolean): unknown;
}

/** Keys that may be held up, while the terminal behind them is read all the time. */
export interface Keys extends NodeJS.ReadableStream {
  setRawMode(mode: boolean): void;
  /** Lets go of the terminal. */
  release(): void;
}

/**
 * Reads a terminal without ever pausing it: readline pauses for each completion, and where reading is
 * stopped and begun again, Deno (2.4 for one, denoland/deno#26403) has two reads under way, whose bytes
 * come in any order or not at all. What comes meanwhile waits here; it is as much as a person types.
 *
 * A terminal that breaks has ended.
 */
export function keysOf(terminal: KeySource): Keys {
  const keys = new Readable({ read() {} });
  const push = (chunk: Uint8Array) => void keys.push(chunk);
  const end = () => void keys.push(null);
  terminal.on("data", push).on("end", end).on("error", end);
  return Object.assign(keys, {
    setRawMode: (mode: boolean) => void terminal.setRawMode?.(mode),
    release() {
      terminal.off("data", push).off("end", end);
      terminal.pause();
    },
  });
}
