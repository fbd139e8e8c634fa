/** Programs of ours on a real Node: the one `TIDEGATE_TEST_NODE` names, else that of the PATH. */
import { fileURLToPath } from "node:url";
import { Lines } from "../../cli/support/child.ts";

const NODE = Deno.env.get("TIDEGATE_TEST_NODE") || "node";
// Optional parts of `ws`, which it does without; and what is loaded by whoever measures, which nobody does
// there, and which the bundler of Deno 2.4 cannot read.
const OPTIONAL = ["bufferutil", "utf-8-validate", "@opentelemetry/*"];

/** A shell may look for Node where Deno was allowed to run nothing but itself and a shell. */
export const hasNode: boolean = new Deno.Command("sh", {
  args: ["-c", 'command -v "$0"', NODE],
  stdout: "null",
  stderr: "null",
}).outputSync().success;

/** Makes one file that Node can read of a program, and runs it until the test is over. */
export class NodeProcess implements AsyncDisposable {
  readonly out: Lines;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #folder: string;

  private constructor(child: Deno.ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#input = child.stdin.getWriter();
    this.out = new Lines(child.stdout);
  }

  /** @param setup a line of shell that runs before Node, in the same process */
  static async start(
    main: string,
    { args = [], setup = ":" }: { args?: readonly string[]; setup?: string } = {},
  ): Promise<NodeProcess> {
    const folder = await Deno.makeTempDir({ prefix: "tidegate-node-" });
    const file = `${folder}/main.mjs`;
    await bundle(fileURLToPath(new URL(main, import.meta.url)), file);
    const child = new Deno.Command("sh", {
      args: ["-c", `${setup}; exec "$0" "$@"`, NODE, file, ...args],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    return new NodeProcess(child, folder);
  }

  /** Has one thing done, and gives what came of it. */
  async ask(act: string): Promise<unknown> {
    await this.#input.write(new TextEncoder().encode(`${act}\n`));
    return (await this.read()).answer;
  }

  /** The next line it says. */
  async read(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.out.next());
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<number> {
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#child.status;
    await this.#input.close().catch(() => {});
    await this.out.rest();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function bundle(main: string, file: string): Promise<void> {
  const external = OPTIONAL.flatMap((name) => ["--external", name]);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", ...external, "--output", file, main],
    stdout: "null",
  }).output();
  if (!success) throw new Error(`cannot bundle ${main}: ${new TextDecoder().decode(stderr)}`);
}
