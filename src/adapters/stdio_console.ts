/**
 * @module
 */
import { Console } from "node:console";
import { Writable } from "node:stream";
import type { LineQueue } from "./stdio_line_queue.ts";

/**
 * A console whose every method writes to `lines`. A process that speaks frames on stdout installs it as
 * `globalThis.console`, so that a stray print of a library cannot break the protocol, and cannot block
 * or crash the process when nobody reads stderr.
 */
export function consoleOver(lines: LineQueue): typeof globalThis.console {
  const stdout = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      lines.push(text.replace(/\n$/, ""));
      done();
    },
  });
  return new Console({ stdout, stderr: stdout, colorMode: false }) as typeof globalThis.console;
}
