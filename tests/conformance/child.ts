/**
 * The program under test as a child process.
 *
 * @module
 */
import assert from "node:assert/strict";

/** What is run: a command, and what comes before the program's own arguments. */
export interface Program {
  command: string;
  args: readonly string[];
}

/** How a server is started. */
export interface Setup {
  /** Flags behind the command's name. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** How a server ended. */
export interface Ended {
  code: number;
  out: string[];
  err: string[];
}

/** Settings of the one who runs the tests must not become settings of the server. */
const SETTINGS = /^(TIDEGATE|HERMES|OPENAI|TERMINAL)_/;

/** A running process. */
export class Child {
  readonly out: LineReader;
  readonly #err: LineReader;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  /** What front ends set is not to become a setting of other servers. */
  readonly #config: string;
  /** Of no repository: git tells a branch when it will, which no case waits for. */
  readonly #work: string;
  #ended: Promise<Ended> | undefined;

  constructor(program: Program, args: readonly string[], env: Readonly<Record<string, string>>) {
    const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !SETTINGS.test(name));
    this.#config = Deno.makeTempDirSync({ prefix: "tidegate-conformance-" });
    this.#work = Deno.makeTempDirSync({ prefix: "tidegate-conformance-" });
    const own = {
      TIDEGATE_STATE: ":memory:",
      XDG_CONFIG_HOME: this.#config,
      TERMINAL_CWD: this.#work,
      // A machine that is busy with other suites takes its time to end.
      TIDEGATE_SHUTDOWN_GRACE_S: "30",
    };
    this.#process = new Deno.Command(program.command, {
      args: [...program.args, ...args],
      clearEnv: true,
      // A state file of its own would be the whole point of another suite; this one leaves none behind.
      env: { ...Object.fromEntries(inherited), ...own, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.out = new LineReader(this.#process.stdout);
    this.#err = new LineReader(this.#process.stderr);
    this.#input = this.#process.stdin.getWriter();
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#input.write(bytes);
  }

  signal(name: Deno.Signal): void {
    this.#process.kill(name);
  }

  /** Ends the process's input. */
  async endInput(): Promise<void> {
    // A process that has ended has closed it.
    await this.#input.close().catch(() => {});
  }

  /** Waits for the end, reading what is still said. */
  end(): Promise<Ended> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  /** Ends it, whatever state it is in. Idempotent. */
  async destroy(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.end();
  }

  async #end(): Promise<Ended> {
    const [{ code }, out, err] = await Promise.all([
      this.#process.status,
      this.out.rest(),
      this.#err.rest(),
    ]);
    await this.endInput();
    for (const folder of [this.#config, this.#work]) await Deno.remove(folder, { recursive: true });
    return { code, out, err };
  }
}

/** The lines of a pipe. Nothing is read that is not asked for. */
export class LineReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #text = "";

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next line; `undefined` at the end. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end !== -1) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      const { done, value } = await this.#reader.read();
      if (done) return this.#remainder();
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  // A line that was cut off is a line: whoever reads it will see that it is no frame.
  #remainder(): string | undefined {
    const text = this.#text;
    this.#text = "";
    return text === "" ? undefined : text;
  }

  /** All lines up to the end. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.next(); line !== undefined; line = await this.next()) {
      lines.push(line);
    }
    return lines;
  }

  /** Closes our end, as a reader that leaves. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}

/**
 * Holds a process that was asked to end against what every end looks like: exit code 0, one line that
 * says why, no fault in the log.
 */
export function assertCleanEnd({ code, err }: Ended): void {
  const story = err.join("\n");
  assert.equal(code, 0, story);
  assert.equal(err.filter((line) => line.startsWith("[gateway-exit] ")).length, 1, story);
  assert.doesNotMatch(story, /^\[gateway-crash\]|^\S+Z (ERROR|FATAL)/m);
}
