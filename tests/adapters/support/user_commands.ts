/** Modules of user commands, in a folder of their own. */
import { userCommandRunners } from "../../../src/adapters/slash_command.ts";
import type { CommandRunner, RunnerFacts } from "../../../src/commands/command_runner.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { Children } from "./children.ts";

export const never = new AbortController().signal;

/** Commands that do what worlds are broken with. What has no end in life has one here after 20 s. */
export const COMMANDS = `
const end = Date.now() + 20_000;
export default { commands: {
  greet: { description: "says hello", run: (args) => "Hello " + (args || "you") + "  \\n" },
  about: { run: (args, { signal, ...rest }) => JSON.stringify(rest) },
  env: { run: (name) => String(Deno.env.get(name)) },
  print: { run: () => { console.log("{}"); Deno.stdout.writeSync(new TextEncoder().encode("raw")); } },
  number: { run: () => 5 },
  long: { run: () => "x".repeat(300_000) },
  boom: { run: () => { throw new Error("no way"); } },
  later: { run: () => { queueMicrotask(() => { throw new Error("too late"); }); return new Promise(() => {}); } },
  spin: { run: () => { console.error("spinning"); while (Date.now() < end); return "done"; } },
  hang: { run: () => { console.error("hanging"); return new Promise((r) => setTimeout(r, 20_000)); } },
  exit: { run: () => Deno.exit(7) },
} };
`;

export class UserCommands implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "tidegate-test-" });
  readonly children = new Children();
  readonly #runners: CommandRunner[] = [];

  /** Writes a module and answers its path. */
  module(text: string = COMMANDS, name = "commands.ts"): string {
    const path = `${this.folder}/${name}`;
    Deno.writeTextFileSync(path, text);
    return path;
  }

  /** @param onSpawn hears of each worker */
  runner(
    modules: readonly string[],
    facts: Partial<RunnerFacts> = {},
    onSpawn: (pid: number) => void = () => {},
  ): CommandRunner {
    const { processes, audit } = this.children;
    const runner = userCommandRunners({
      spawn: async (command) => {
        const child = await processes.spawn({ ...command, env: { ...command.env, ...audit.env } });
        onSpawn(child.pid);
        return child;
      },
      clock: systemClock,
      logger: this.children.logger,
      modules,
    })({ sessionId: "live", storedId: "stored", cwd: "", model: "", ...facts });
    this.#runners.push(runner);
    return runner;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const runner of this.#runners) await runner.close();
    await this.children[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}
