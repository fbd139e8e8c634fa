/**
 * A folder in which somebody uses the package, and the programs that run there.
 *
 * @module
 */

/** What a program printed and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Nothing of a user's own is in reach: no settings, no state, no cache but npm's. */
export interface House {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How long a program may take before it counts as stuck: `npm install` on a slow line is the longest. */
const PATIENCE_MS = 180_000;

/**
 * Makes an empty house.
 *
 * @param node the folder of the Node to use
 * @param mark goes into the environment of all that runs there, so that it can be found
 */
export async function makeHouse(
  folder: string,
  { node, mark }: { node: string | undefined; mark: string },
): Promise<House> {
  await Deno.mkdir(`${folder}/home`, { recursive: true });
  const path = Deno.env.get("PATH") ?? "";
  const env = {
    PATH: node === undefined ? path : `${node}:${path}`,
    XDG_STATE_HOME: `${folder}/home`,
    TIDEGATE_SMOKE: mark,
    TIDEGATE_TOKEN: mark,
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
    NPM_CONFIG_FUND: "false",
    NPM_CONFIG_AUDIT: "false",
    NO_COLOR: "1",
  };
  await Deno.writeTextFile(`${folder}/package.json`, '{ "private": true }\n');
  return { folder, env };
}

/** Starts a program in the house. */
export function start(
  { folder, env }: House,
  [command = "", ...args]: readonly string[],
  stdout: "piped" | "null" = "piped",
): Deno.ChildProcess {
  return new Deno.Command(command, {
    args,
    env,
    cwd: folder,
    stdin: "null",
    stdout,
    stderr: "piped",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).spawn();
}

/** Runs a program to its end, whatever that is. */
export async function finish(house: House, command: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr } = await start(house, command).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout).trim(), err: decoder.decode(stderr).trim() };
}

/**
 * Runs a program that must succeed, and answers what it printed.
 *
 * @throws {Error} with the last of what it printed, when it does not
 */
export async function succeed(house: House, command: readonly string[]): Promise<string> {
  const { code, out, err } = await finish(house, command);
  if (code === 0) return out;
  const said = `${out}\n${err}`.trim().slice(-2_000);
  throw new Error(`Running "${command.join(" ")}": it ended with ${code}\n${said}`);
}

// A shell looks, because Deno lets nobody read in /proc who may not do everything.
const LOOK = `
for found in $(grep -lsF "TIDEGATE_SMOKE=$1" /proc/[0-9]*/environ); do
  process=\${found%/environ}
  printf '%s %s\\n' "\${process#/proc/}" "$(tr '\\0' ' ' <"$process/cmdline")"
done 2>/dev/null
true`;

/** The processes of a house that run now: all that were started there have its mark. Linux tells, no other. */
export async function runningIn({ env }: House): Promise<{ pid: number; args: string }[]> {
  const args = ["-c", LOOK, "sh", env.TIDEGATE_SMOKE ?? ""];
  const { stdout } = await new Deno.Command("sh", { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout).split("\n").flatMap((line) => {
    const [, pid, args = ""] = /^(\d+) (.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), args }];
  });
}
