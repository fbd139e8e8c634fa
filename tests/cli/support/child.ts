/** Real `tidegate` processes, with the permissions they need and no more. */
import { fileURLToPath } from "node:url";
import { KNOBS } from "../../../src/cli/knobs.ts";

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const FULL_OUTPUT = fileURLToPath(new URL("./full_output.ts", import.meta.url));
const FEW_FILES = fileURLToPath(new URL("./few_files.ts", import.meta.url));

const ENVIRONMENT =
  "TIDEGATE_*,HERMES_*,OPENAI_*,TERMINAL_CWD,HOME,XDG_STATE_HOME,XDG_CONFIG_HOME,LOCALAPPDATA";

export interface ChildOptions {
  args: string[];
  /** Variables beside the inherited ones; none of the inherited is a setting of ours. */
  env?: Record<string, string>;
  /** The module to run instead of the command line's. */
  module?: string;
  /** Further folders the process may write to. */
  writable?: string[];
  /** Whether its stdout goes to a disk that is full instead of {@linkcode Child.out}. Linux only. */
  fullOutput?: boolean;
  /** How many files the process may have open. Not on Windows. */
  maxFiles?: number;
  /** What the process may do: instead of the least that the echo agent needs. */
  permissions?: readonly string[];
}

/** What the tasks in deno.json give, for agents of every kind. */
export const TASK_PERMISSIONS = ["env", "net", "read", "write", "run"].map((what) =>
  `--allow-${what}`
);

/** A running process. Dispose of it: it is killed if it still runs, and its folder removed. */
export class Child implements AsyncDisposable {
  /** A folder the process may write to. */
  readonly folder: string;
  readonly process: Deno.ChildProcess;
  readonly out: Lines;
  readonly err: Lines;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  /** Whether the process has one of its own that must not outlive it, and ends with its input. */
  readonly #endsWithInput: boolean;

  constructor(options: ChildOptions) {
    const { args, env = {}, module = MAIN, writable = [], fullOutput, maxFiles } = options;
    this.folder = Deno.makeTempDirSync({ prefix: "tidegate-test-" });
    const {
      permissions = [
        `--allow-env=${ENVIRONMENT}`,
        `--allow-write=${[this.folder, ...writable].join()}`,
        ...(args[0] === "serve"
          ? ["--allow-net", "--allow-read"]
          : [`--allow-read=${this.folder}`]),
      ],
    } = options;
    const run = ["run", "--no-prompt", ...permissions, module, ...args];
    const settings = Object.values(KNOBS).flatMap((knob) => [
      knob.name,
      ...("aliases" in knob ? knob.aliases : []),
    ]);
    const wrapped = fullOutput
      ? ["run", "--allow-all", FULL_OUTPUT, ...run]
      : maxFiles !== undefined
      ? ["run", "--allow-all", FEW_FILES, String(maxFiles), ...run]
      : run;
    this.#endsWithInput = maxFiles !== undefined;
    this.process = new Deno.Command(Deno.execPath(), {
      args: wrapped,
      env: {
        ...Object.fromEntries(settings.map((name) => [name, ""])),
        XDG_STATE_HOME: this.folder,
        // Whoever runs the tests may have a configuration of their own.
        XDG_CONFIG_HOME: this.folder,
        TIDEGATE_CRASH_LOG: `${this.folder}/crash.log`,
        ...env,
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.out = new Lines(this.process.stdout);
    this.err = new Lines(this.process.stderr);
    this.#input = this.process.stdin.getWriter();
  }

  /** Writes a line; resolves when the pipe has taken it. */
  async say(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${text}\n`));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#input.write(bytes);
  }

  /** Sends a request; the answer is in {@linkcode out}. */
  async call(id: number, method: string, params: Record<string, unknown> = {}): Promise<void> {
    await this.say(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  }

  /** Ends the process's input. */
  async endInput(): Promise<void> {
    await this.#input.close().catch(() => {});
  }

  kill(signal: Deno.Signal): void {
    this.process.kill(signal);
  }

  /** How it ended, and what it said that nobody has read yet. */
  async end(): Promise<{ code: number; out: string[]; err: string[] }> {
    const [{ code }, out, err] = await Promise.all([
      this.process.status,
      this.out.rest(),
      this.err.rest(),
    ]);
    return { code, out, err };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#endsWithInput) await this.endInput();
    else this.#killNow();
    await this.process.status;
    await this.endInput();
    await Promise.all([this.out.cancel(), this.err.cancel()]);
    await Deno.remove(this.folder, { recursive: true });
  }

  #killNow(): void {
    try {
      this.process.kill("SIGKILL");
    } catch {
      // It has ended, which is what we want.
    }
  }
}

/** The lines of a pipe, taken one by one. Nothing is read that is not asked for. */
export class Lines {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next line; throws at the end. */
  async next(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end !== -1) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`Cannot read a line: the stream ended with "${this.#text}"`);
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  /** Reads lines until one fits. */
  async until(fits: (line: string) => boolean): Promise<string> {
    for (;;) {
      const line = await this.next();
      if (fits(line)) return line;
    }
  }

  /** Reads frames until the answer with this id. */
  // deno-lint-ignore no-explicit-any
  async answer(id: number): Promise<any> {
    return JSON.parse(await this.until((line) => JSON.parse(line).id === id));
  }

  /** Reads frames until an event of this type. */
  // deno-lint-ignore no-explicit-any
  async event(type: string): Promise<any> {
    return JSON.parse(await this.until((line) => JSON.parse(line).params?.type === type)).params;
  }

  /** Everything up to the end; a line that was cut off counts. */
  async rest(): Promise<string[]> {
    const all = [];
    for (let step = await this.#reader.read(); !step.done; step = await this.#reader.read()) {
      all.push(this.#decoder.decode(step.value, { stream: true }));
    }
    const lines = (this.#text + all.join("")).split("\n");
    this.#text = "";
    if (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** Closes our end, as a reader that leaves. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}

/** The lines that say why a process ended. */
export function exitLines(lines: string[]): string[] {
  return lines.filter((line) => line.startsWith("[gateway-exit]"));
}
