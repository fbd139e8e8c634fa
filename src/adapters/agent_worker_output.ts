/**
 * What agents print inside a worker.
 *
 * @module
 */
import { Console } from "node:console";
import process from "node:process";
import { Writable } from "node:stream";

/** Characters of one line; a longer one is cut. */
const LINE_CHARS = 8_192;

/**
 * Sends everything an agent prints, line by line, to `print`: by `console`, by `process.stdout` and
 * `process.stderr`, and by Deno's own streams. The process's output belongs to the gateway, whose frames may
 * be going out there.
 */
export function capturePrints(print: (line: string) => void): void {
  let rest = "";
  const write = (text: string) => {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, LINE_CHARS);
    for (const line of lines) print(line.slice(0, LINE_CHARS));
  };
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      write(textOf(chunk));
      done();
    },
  });
  // Also for those who have taken the old one aside.
  const console = new Console({ stdout: stream, stderr: stream, colorMode: false });
  Object.assign(globalThis.console, console);
  for (const output of [process.stdout, process.stderr]) {
    Object.assign(output, { write: stream.write.bind(stream) });
  }
  for (const output of [Deno.stdout, Deno.stderr]) {
    const writeSync = (bytes: Uint8Array) => (write(textOf(bytes)), bytes.length);
    const writable = new WritableStream<Uint8Array>({ write: (bytes) => void writeSync(bytes) });
    Object.defineProperties(output, {
      writeSync: { value: writeSync },
      write: { value: (bytes: Uint8Array) => Promise.resolve(writeSync(bytes)) },
      writable: { value: writable },
    });
  }
}

function textOf(chunk: string | Uint8Array): string {
  return typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
}
