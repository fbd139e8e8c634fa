/**
 * Workers that agents run in: processes beside the gateway's, each with a heap of its own.
 *
 * Threads would be cheaper, and were tried: no released Deno ends the thread of a loop for sure, one that
 * fills its memory takes the whole process along, and to start one holds the main thread up for 27 to 55 ms.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AgentWorker } from "../agent/isolation/agent_worker.ts";
import type { FromWorker, ToWorker, WorkerEnd } from "../agent/isolation/messages.ts";
import type { ProcessEnd, Spawn, SpawnedProcess } from "../agent/spawn.ts";
import { boundedLines } from "../lib/bounded_lines.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import { isModuleUrl } from "../lib/is_module_url.ts";
import { workerCommand } from "./agent_worker_command.ts";
import { SAYS } from "./agent_worker_pipes.ts";
import { WorkerErrors } from "./agent_worker_errors.ts";

/** Bytes of a message: the largest that our side of a worker says are summaries of 1 Mi characters. */
const MESSAGE_BYTES = 16_777_216;

/** What workers are started with. */
export interface AgentWorkersOptions {
  spawn: Spawn;
  clock: Clock;
  /** The program that is a worker, and its first arguments. Default: this runtime. */
  program?: readonly string[];
}

/**
 * Starts workers. A worker may do what this process may do, so it is no
 * sandbox: it keeps an agent's work, its faults and its memory away from the gateway.
 *
 * @returns needs no `this`; `memoryMiB` is of a worker's heap
 */
export function agentWorkers(
  options: AgentWorkersOptions,
): (limits: { memoryMiB: number }) => AgentWorker {
  return ({ memoryMiB }) => new WorkerProcess(memoryMiB, options);
}

/** What `import()` takes for a module that is named by its path, relative to this process, or its URL. */
export function moduleUrl(name: string): string {
  return isModuleUrl(name) ? name : pathToFileURL(resolve(name)).href;
}

class WorkerProcess implements AgentWorker {
  readonly ended: Promise<WorkerEnd>;
  readonly #options: AgentWorkersOptions;
  readonly #memoryMiB: number;
  readonly #errors: WorkerErrors;
  // Until the process runs.
  #waiting: string[] = [];
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #process: SpawnedProcess | undefined;
  #end: WorkerEnd | undefined;
  #take: (batch: readonly FromWorker[]) => void = () => {};

  constructor(memoryMiB: number, options: AgentWorkersOptions) {
    this.#options = options;
    this.#memoryMiB = memoryMiB;
    this.#errors = new WorkerErrors(options.clock, (line) => this.#print(line));
    this.ended = this.#run();
  }

  post(message: ToWorker): void {
    if (this.#end !== undefined) return;
    const line = `${JSON.stringify(message)}\n`;
    if (this.#writer === undefined) this.#waiting.push(line);
    else this.#write(this.#writer, line);
  }

  listen(take: (batch: readonly FromWorker[]) => void): void {
    this.#take = take;
  }

  terminate(): void {
    this.#endWith({ kind: "ended" });
  }

  async #run(): Promise<WorkerEnd> {
    const { spawn } = this.#options;
    let process: SpawnedProcess;
    try {
      process = await spawn(workerCommand(this.#memoryMiB, this.#options.program));
    } catch (error) {
      return this.#end ??= { kind: "unstarted", why: errorMessage(error) };
    }
    this.#process = process;
    // Its end was wanted while it was being started.
    if (this.#end !== undefined) void process.kill();
    const writer = this.#writer = process.stdin.getWriter();
    for (const line of this.#waiting) this.#write(writer, line);
    this.#waiting = [];
    const [how] = await Promise.all([
      process.ended,
      this.#hear(process.stdout),
      this.#errors.read(process.stderr),
    ]);
    return this.#end ??= this.#endOf(how);
  }

  #endWith(reason: WorkerEnd): void {
    this.#end ??= reason;
    // It resolves when nothing is left; `ended` tells of it.
    void this.#process?.kill();
  }

  #endOf({ code, signal }: ProcessEnd): WorkerEnd {
    if (this.#errors.outOfMemory) return { kind: "out_of_memory" };
    if (code !== null) return { kind: "left", code };
    return { kind: "crashed", stack: `it was ended by ${signal}\n${this.#errors.last}` };
  }

  async #hear(stdout: ReadableStream<Uint8Array>): Promise<void> {
    for await (const line of boundedLines(stdout, { maxBytes: MESSAGE_BYTES })) {
      if (line.kind !== "too_long") this.#line(line.text);
      else {this.#endWith({
          kind: "crashed",
          stack: `it said more than ${line.maxBytes} bytes at once`,
        });}
    }
  }

  #line(line: string): void {
    const batch = line.startsWith(SAYS) ? parseBatch(line.slice(SAYS.length)) : undefined;
    if (batch === undefined) return this.#print(line);
    const last = batch.at(-1);
    this.#take(batch);
    if (last?.type === "leaving") this.#endWith(last.end);
  }

  #print(line: string): void {
    this.#take([{ type: "print", line }]);
  }

  #write(writer: WritableStreamDefaultWriter<Uint8Array>, line: string): void {
    // A pipe that is closed means that it has ended, which is told.
    writer.write(new TextEncoder().encode(line)).catch(() => {});
  }
}

/** `undefined` for what only looks like one. */
function parseBatch(text: string): readonly FromWorker[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    // Printed by somebody else, who is shown what they have printed.
    return undefined;
  }
}
