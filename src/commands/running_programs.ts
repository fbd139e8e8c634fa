/**
 * The programs that run now, for lists and for whoever wants one to end.
 *
 * @module
 */
import { redactCommand } from "../agent/redact_command.ts";
import type { Spawn, SpawnedProcess } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import { randomHex } from "../lib/ids.ts";
import { TailText } from "../lib/kept_text.ts";

/** What is listed of a program beside what the system says. */
export interface ProgramLabel {
  /** Whose it is; `undefined`: nobody's, so everybody's. */
  owner: object | undefined;
  /** What runs, as people wrote it. Credentials in it are not shown. */
  command: string;
  /** Where it runs; may be empty: where the gateway does. */
  cwd: string;
}

/** A program that runs. */
export interface RunningProgram extends ProgramLabel {
  /** `proc_` and twelve hexadecimal digits. */
  readonly id: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds it has been running. */
  uptimeMs(): number;
  /** The end of what it wrote, both streams as they came. */
  tail(): string;
  /** Ends it and everything it started; resolves when nothing of it is left. */
  end(): Promise<void>;
}

/** Characters of output that are shown of a program; PROTOCOL 3.9. */
const TAIL_CHARS = 4_000;

/** See the module. */
export class RunningPrograms {
  readonly #clock: Clock;
  readonly #all = new Map<string, RunningProgram>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every one, the oldest first. */
  get all(): readonly RunningProgram[] {
    return [...this.#all.values()];
  }

  /** Starts as `spawn` does; what it starts is listed until it has ended. */
  listed(spawn: Spawn, label: ProgramLabel): Spawn {
    return async (what) => this.#add(await spawn(what), label);
  }

  #add(child: SpawnedProcess, label: ProgramLabel): SpawnedProcess {
    const id = `proc_${randomHex(6)}`;
    const { pid, stdin, ended } = child;
    const tail = new TailText(TAIL_CHARS);
    const began = this.#clock.monotonic();
    this.#all.set(id, {
      ...label,
      command: redactCommand(label.command),
      id,
      pid,
      startedAt: this.#clock.now(),
      uptimeMs: () => this.#clock.monotonic() - began,
      tail: () => tail.text(),
      end: () => child.kill(),
    });
    ended.then(() => this.#all.delete(id));
    const stdout = watched(child.stdout, tail);
    const stderr = watched(child.stderr, tail);
    return { pid, stdin, ended, stdout, stderr, kill: () => child.kill() };
  }
}

function watched(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  tail: TailText,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder();
  return stream.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        tail.add(decoder.decode(bytes, { stream: true }));
        controller.enqueue(bytes);
      },
    }),
  );
}
