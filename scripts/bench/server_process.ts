/** The benchmark's side of a measured process. */
import type { Question, Used } from "./child.ts";

/** How a server is started. */
export interface StartOptions {
  /** What the script is told, as one argument of JSON. */
  settings?: unknown;
  /** Where it may read and write, if anywhere. */
  folder?: string;
  /** Whether it may read the project, as what loads modules at run time must. */
  reads?: boolean;
  /** Whether it may start processes, also those that the guards of agents' processes need. */
  runs?: boolean;
  /** Whether it can be asked to collect its garbage. */
  exposeGc?: boolean;
}

/** A server in a process of its own. */
export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;

  constructor(child: Deno.ChildProcess, lines: AsyncIterator<string>, port: number) {
    this.#child = child;
    this.#lines = lines;
    this.#stdin = child.stdin.getWriter();
    this.port = port;
  }

  /** Starts `script` (a file beside this one) and waits until it listens. */
  static async start(
    script: string,
    { settings = {}, folder, reads = false, runs = false, exposeGc = false }: StartOptions = {},
  ): Promise<ServerProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-net=127.0.0.1",
        "--allow-env",
        ...folder === undefined ? [] : [`--allow-read=${folder}`, `--allow-write=${folder}`],
        ...reads ? [`--allow-read=${new URL("../..", import.meta.url).pathname}`] : [],
        ...runs ? ["--allow-run"] : [],
        ...exposeGc ? ["--v8-flags=--expose-gc"] : [],
        new URL(script, import.meta.url).href,
        JSON.stringify(settings),
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const lines = readLines(child.stdout);
    const first = await lines.next();
    if (first.done) {
      await Promise.allSettled([child.stdin.close(), child.status]);
      throw new Error(`Cannot measure ${script}: it ended before it listened`);
    }
    return new ServerProcess(child, lines, Number(first.value));
  }

  /** What the process has used so far; of memory, with the question `memory`, what it cannot free. */
  async used(question: Question = "used"): Promise<Used> {
    await this.#stdin.write(new TextEncoder().encode(`${question}\n`));
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("Cannot measure a server: it has ended");
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A server that has ended has no stdin any more.
    await this.#stdin.close().catch(() => {});
    while (!(await this.#lines.next()).done);
    await this.#child.status;
  }
}

/** The lines of a process's output, as they come. */
export async function* readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
