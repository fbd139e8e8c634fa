/** User commands carried out by scripts of a shell, in real processes; time stands still. */
import { stripVTControlCharacters } from "node:util";
import { redactCommand } from "../../../src/agent/redact_command.ts";
import type { SpawnedProcess } from "../../../src/agent/spawn.ts";
import type { CommandRunner, RunnerFacts } from "../../../src/commands/command_runner.ts";
import { slashRunners } from "../../../src/commands/slash_runner.ts";
import { Children } from "../../adapters/support/children.ts";
import { fakeClock } from "../../support/fake_clock.ts";

export const facts: RunnerFacts = { sessionId: "a", storedId: "s1", cwd: "", model: "" };
export const never = new AbortController().signal;

/** Answers each command with itself. `$n` is the number of the command. */
export const ECHO = `
say() { printf '\\n{"id":%s,"ok":true,"output":"%s"}\\n' "$n" "$1"; }
n=0
while read -r line; do
  n=$((n + 1))
  command=\${line##*:\\"}
  command=\${command%\\"*}
  EXTRA
  say "$command"
done
`;

/** {@linkcode ECHO} with something more at each command. */
export function echoing(extra: string): string {
  return ECHO.replace("EXTRA", extra);
}

export class SlashBench implements AsyncDisposable {
  readonly time = fakeClock();
  readonly children = new Children();
  readonly runner: CommandRunner;
  /** Every process there was. */
  readonly started: SpawnedProcess[] = [];
  /** Whether the one before had ended when each of them was started. */
  readonly alone: boolean[] = [];
  /** Hears of a process before the runner has it. */
  onSpawn: (process: SpawnedProcess) => void | Promise<void> = () => {};
  readonly #ended = new Set<SpawnedProcess>();

  /** @param script of a shell; a program of another name is started where it is undefined */
  constructor(script: string | undefined, timeoutMs = 45_000) {
    const { clock } = this.time;
    const command = () =>
      script === undefined
        ? { command: "./no-such-program", args: [] }
        : { command: "sh", args: ["-c", script], env: this.children.audit.env };
    this.runner = slashRunners({
      spawn: async (what) => {
        this.alone.push(this.started.every((process) => this.#ended.has(process)));
        const process = await this.children.processes.spawn(what);
        this.started.push(process);
        process.ended.then(() => this.#ended.add(process));
        await this.onSpawn(process);
        return process;
      },
      command,
      clock,
      logger: this.children.logger,
      plain: stripVTControlCharacters,
      redact: redactCommand,
      timeoutMs,
    })(facts);
  }

  run(command: string, signal: AbortSignal = never) {
    return this.runner.run(command, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.close();
    await this.children[Symbol.asyncDispose]();
  }
}
