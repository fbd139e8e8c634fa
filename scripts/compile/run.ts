/**
 * @module
 */

/** How a program is run. */
export interface RunOptions {
  /** The folder it works in. Default: this one. */
  cwd?: string;
  /** Variables beside the inherited ones. */
  env?: Readonly<Record<string, string>>;
}

/** What a program said, and how it ended. */
export interface Ran {
  code: number;
  stdout: string;
  /** Both, stdout first. */
  said: string;
}

/** Runs a program to its end. @throws {Error} where it cannot be started */
export async function run(
  [command = "", ...args]: readonly string[],
  { cwd = ".", env = {} }: RunOptions = {},
): Promise<Ran> {
  const child = new Deno.Command(command, { args, cwd, env, stdin: "null" });
  const output = await child.output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  ) as [string, string];
  return { code: output.code, stdout, said: `${stdout}\n${stderr}`.trim() };
}

/** {@linkcode run} where it has to go well. @throws {Error} with what was being done and what it said */
export async function mustRun(
  doing: string,
  command: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const ran = await run(command, options);
  if (ran.code === 0) return ran;
  throw new Error(`${doing}: "${command.join(" ")}" ended with ${ran.code}\n${ran.said}`);
}
