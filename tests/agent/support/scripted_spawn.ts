/** Processes that do what a test tells them. */
import type { ProcessEnd, Spawn, SpawnCommand, SpawnedProcess } from "../../../src/agent/spawn.ts";

/** A process: it runs until it is told to end, or killed. */
export class ScriptedProcess implements SpawnedProcess {
  readonly command: SpawnCommand;
  readonly pid: number;
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly ended: Promise<ProcessEnd>;
  kills = 0;
  stdinClosed = false;
  readonly #end: (end: ProcessEnd) => void;
  readonly #pipes: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>[] = [];

  constructor(command: SpawnCommand, pid: number) {
    this.command = command;
    this.pid = pid;
    this.stdin = new WritableStream({ close: () => void (this.stdinClosed = true) });
    this.stdout = this.#pipe();
    this.stderr = this.#pipe();
    const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
    this.ended = promise;
    this.#end = resolve;
  }

  out(said: string | Uint8Array<ArrayBuffer>): void {
    this.#say(0, said);
  }

  err(text: string): void {
    this.#say(1, text);
  }

  /** Ends by itself. What it started may hold its pipes open. */
  exit(code: number, { pipes = "closed" }: { pipes?: "closed" | "open" } = {}): void {
    if (pipes === "closed") this.#closePipes();
    this.#end({ code, signal: null });
  }

  kill(): Promise<void> {
    this.kills++;
    this.#closePipes();
    this.#end({ code: null, signal: "SIGTERM" });
    return Promise.resolve();
  }

  #pipe(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({ start: (controller) => void this.#pipes.push(controller) });
  }

  #say(pipe: number, said: string | Uint8Array<ArrayBuffer>): void {
    const bytes = typeof said === "string" ? Uint8Array.from(new TextEncoder().encode(said)) : said;
    try {
      this.#pipes[pipe]?.enqueue(bytes);
    } catch {
      // Nobody reads any more.
    }
  }

  #closePipes(): void {
    for (const pipe of this.#pipes.splice(0)) {
      try {
        pipe.close();
      } catch {
        // It is closed, or was cancelled.
      }
    }
  }
}

/** Starts scripted processes, and keeps them in their order. */
export class ScriptedSpawn {
  readonly processes: ScriptedProcess[] = [];
  /** What `spawn` throws, once it is set. */
  fault: Error | undefined;

  readonly spawn: Spawn = (command) => {
    if (this.fault !== undefined) return Promise.reject(this.fault);
    const process = new ScriptedProcess(command, 100 + this.processes.length);
    this.processes.push(process);
    return Promise.resolve(process);
  };

  /** The one that was started last. */
  get process(): ScriptedProcess {
    const process = this.processes.at(-1);
    if (process === undefined) throw new Error("no process has been started");
    return process;
  }
}
