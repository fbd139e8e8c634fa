/** Repositories of real git in a temporary folder, and git as the gateway starts it. */
import assert from "node:assert/strict";
import { workspaceAccess } from "../../../src/adapters/workspace_access.ts";
import type { Spawn, SpawnCommand } from "../../../src/agent/spawn.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { Children } from "../../adapters/support/children.ts";

/** Whether there is a git here. */
export const HAS_GIT = Deno.build.os !== "windows" && await hasGit();

/** A test with real git in a folder of its own; left out where there is none. */
export function gitTest(name: string, run: (world: GitWorld) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !HAS_GIT,
    async fn() {
      await using world = await GitWorld.make();
      await run(world);
    },
  });
}

async function hasGit(): Promise<boolean> {
  const run = new Deno.Command("sh", { args: ["-c", "git --version"], stdout: "null" });
  return (await run.output()).success;
}

// By the shell: the tests may run that, and need not be allowed what is not on every machine.
const byShell = ({ command, args }: Pick<SpawnCommand, "command" | "args">) => ({
  command: "sh",
  args: ["-c", 'exec "$0" "$@"', command, ...args],
});

/** Nobody's configuration and nobody's name. */
const ENV = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.org",
};

/** See the module. `await using world = await GitWorld.make()`. */
export class GitWorld implements AsyncDisposable {
  /** A folder of its own, without symbolic links in its path. */
  readonly root: string;
  /** Every call of git that {@linkcode spawn} was asked for. */
  readonly calls: (readonly string[])[] = [];
  readonly access = workspaceAccess("");
  readonly #children = new Children();
  readonly clock = systemClock;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<GitWorld> {
    return new GitWorld(await Deno.realPath(await Deno.makeTempDir({ prefix: "tidegate-git-" })));
  }

  /** As the gateway is given it; needs no `this`. */
  readonly spawn: Spawn = (command) => {
    this.calls.push(command.args);
    const { cwd, env } = command;
    const where = cwd === undefined ? {} : { cwd };
    return this.#children.processes.spawn({
      ...where,
      ...byShell(command),
      env: { ...ENV, ...env },
    });
  };

  /** The path of something in it. */
  path(...names: string[]): string {
    return [this.root, ...names].join("/");
  }

  /** Runs git in a folder, as its user would. */
  async git(cwd: string, ...args: string[]): Promise<string> {
    const command = { command: "git", args: ["-c", "init.defaultBranch=main", ...args] };
    const shell = byShell(command);
    const env = { ...ENV, TERM: "dumb" };
    const run = new Deno.Command(shell.command, { args: shell.args, cwd, env });
    const { success, stdout, stderr } = await run.output();
    assert.ok(success, `git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout).trimEnd();
  }

  async write(path: string, text: string): Promise<string> {
    const file = this.path(path);
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
    return file;
  }

  /** A repository with one file that has been kept. */
  async repository(name: string): Promise<string> {
    await this.write(`${name}/a.txt`, "one\n");
    const folder = this.path(name);
    await this.git(folder, "init", "--quiet");
    await this.git(folder, "add", ".");
    await this.git(folder, "commit", "--quiet", "-m", "first");
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#children[Symbol.asyncDispose]();
    await Deno.remove(this.root, { recursive: true });
  }
}
