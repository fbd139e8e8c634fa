/**
 * How a worker and the gateway talk: JSON texts, a line each. What a worker says begins with a record
 * separator (as in RFC 7464), so that it is told apart from what agents, and programs they start, print.
 *
 * Where there is a shell the pipes are moved away from stdin and stdout first: programs that agents start
 * inherit those, and could read what is meant for the worker.
 *
 * @module
 */
import { createReadStream, openSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import process from "node:process";
import { LineSplitter } from "../lib/line_splitter.ts";
import { onDeno } from "./own_program.ts";

/** Begins a line that a worker says. */
export const SAYS = "\x1e";

/** The flag of a worker whose pipes were moved. */
export const MOVED = "--moved-pipes";

/** A line of `sh` that runs `$0` with `$@`, its pipes moved to 3 and 4; what it prints goes to its stderr. */
export const MOVE_PIPES = 'exec "$0" "$@" 3<&0 4>&1 </dev/null >&2';

/** Bytes of what a worker is told at once: a prompt with all its attachments, of 32 MiB at most, fits. */
const TOLD_BYTES = 134_217_728;

/** A worker's two pipes. */
export interface WorkerPipes {
  /** What the gateway says; ends with the gateway. */
  heard(): AsyncIterable<string>;
  /** Says something, which has left when this returns. */
  say(text: string): void;
}

/** Opens the pipes of this process. */
export function openPipes({ moved }: { moved: boolean }): WorkerPipes {
  const [input, output] = moved ? movedPipes() : [process.stdin, 1] as const;
  return {
    heard: () => linesOf(input),
    say(text) {
      const bytes = new TextEncoder().encode(`${SAYS}${text}\n`);
      for (let done = 0; done < bytes.length;) done += writeSome(output, bytes.subarray(done));
    },
  };
}

/**
 * Deno knows no descriptor it has not opened itself. A child of Node's has socket pairs, which cannot be
 * opened again; they are read as sockets, since a file's read that waits would hold up the exit.
 */
function movedPipes(): readonly [AsyncIterable<Uint8Array>, number] {
  if (onDeno) return [createReadStream("/dev/fd/3"), openSync("/dev/fd/4", "w")];
  return [new Socket({ fd: 3, readable: true, writable: false }), 4];
}

// Nothing tells when a descriptor that somebody made non-blocking has room again, so it is asked.
const FULL_MS = 2;

function writeSome(descriptor: number, bytes: Uint8Array): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    return 0;
  }
}

// Not by node:readline, which ends a line at U+2028 too, and JSON may contain that.
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const splitter = new LineSplitter(TOLD_BYTES);
  for await (const chunk of input) {
    for (const line of splitter.push(chunk)) {
      if (line.kind !== "text") throw new RangeError(`told more than ${TOLD_BYTES} bytes at once`);
      yield line.text;
    }
  }
}
