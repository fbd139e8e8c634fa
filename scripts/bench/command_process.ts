/**
 * A build of the command under measurement. What it uses the system tells, since it does not itself.
 *
 * @module
 */
import { readLines } from "./server_process.ts";

/** A program and its first arguments. */
export interface Command {
  program: string;
  args: readonly string[];
}

/** Ticks of a second in `/proc/<pid>/stat`: of every Linux that Deno and Node are built for. */
const TICKS = 100;

/** See the module. Linux only. */
export class CommandProcess implements AsyncDisposable {
  readonly port: number;
  /** Milliseconds from its start to its ready line. */
  readonly readyMs: number;
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    child: Deno.ChildProcess,
    lines: AsyncIterator<string>,
    facts: { port: number; readyMs: number },
  ) {
    this.#child = child;
    this.#lines = lines;
    this.port = facts.port;
    this.readyMs = facts.readyMs;
  }

  /** Starts it, and waits until it listens. */
  static async start({ program, args }: Command, own: readonly string[]): Promise<CommandProcess> {
    const began = performance.now();
    const child = new Deno.Command(program, {
      args: [...args, ...own],
      // What clients of the benchmarks show.
      env: { TIDEGATE_TOKEN: "bench" },
      stdin: "null",
      stdout: "piped",
      // Its log, and why it ended, once it has.
      stderr: "null",
    }).spawn();
    const lines = readLines(child.stdout);
    const { value = "" } = await lines.next();
    const readyMs = performance.now() - began;
    const [, port] = /^TIDEGATE_READY port=(\d+)$/.exec(value) ?? [];
    if (port === undefined) throw new Error(`Cannot measure ${program}: it said "${value}"`);
    return new CommandProcess(child, lines, { port: Number(port), readyMs });
  }

  /** What it has used so far. */
  async used(): Promise<{ cpuSeconds: number; residentMiB: number }> {
    const stat = await proc(this.#child.pid, "stat");
    // Behind the name, which may contain anything: fields 14 and 15 of proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(await proc(this.#child.pid, "status")) ?? [];
    return { cpuSeconds: ticks / TICKS, residentMiB: Number(kib) / 1_024 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    while (!(await this.#lines.next()).done);
    await this.#child.status;
  }
}

// Deno lets nobody but those who may do everything read there.
async function proc(pid: number, file: string): Promise<string> {
  const args = ["-c", `cat /proc/${pid}/${file}`];
  const { stdout } = await new Deno.Command("sh", { args, stderr: "inherit" }).output();
  return new TextDecoder().decode(stdout);
}
