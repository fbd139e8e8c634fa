/**
 * What git says of a folder: its branch, its repository, whether it has changes.
 *
 * @module
 */
import { withResolvers } from "../lib/with_resolvers.ts";
import type { WorkspaceAccess } from "../workspace/workspace_access.ts";
import { type GitCall, type GitOutcome, type GitTools, runGit } from "./run_git.ts";

/** Where a folder belongs. */
export interface GitPlace {
  /** The top of the main checkout, the same for all worktrees of a repository. */
  readonly repoRoot: string;
  /** The top of the checkout the folder is in. */
  readonly worktreeRoot: string;
}

/** Milliseconds one call of git may take. */
export const PROBE_MS = 2_000;
/** Milliseconds for which a folder without a repository is not asked about again; PROTOCOL_MORE A.1. */
const NEGATIVE_MS = 30_000;
/** Folders that are remembered. */
const MOST_FOLDERS = 1_000;
/** Folders that are asked about at once; PROTOCOL_MORE A.1. */
const MOST_AT_ONCE = 8;

/** What a probe works with. */
export interface GitProbeTools extends GitTools {
  access: WorkspaceAccess;
}

/** See the module. One for all sessions; nothing in here throws for what a folder holds. */
export class GitProbe {
  readonly #tools: GitProbeTools;
  readonly #places = new Map<string, { place: GitPlace | undefined; until: number }>();
  readonly #branches = new Map<string, string>();
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(tools: GitProbeTools) {
    this.#tools = tools;
  }

  /** The branch a folder was on when it was last asked about; `undefined`: never. */
  known(cwd: string): string | undefined {
    return this.#branches.get(cwd);
  }

  /** The branch, else the short hash of what is checked out, else nothing. Asks each time. */
  async branch(cwd: string): Promise<string> {
    // What is being asked began before this call, and may be of a branch that has been left since.
    await this.#asked.get(`branch ${cwd}`);
    return await this.#once(`branch ${cwd}`, async () => {
      const branch = await this.#branch(cwd);
      remember(this.#branches, cwd, branch);
      return branch;
    });
  }

  /** Where a folder belongs; `undefined`: to no repository. */
  place(cwd: string): Promise<GitPlace | undefined> {
    const known = this.#places.get(cwd);
    if (known !== undefined && known.until > this.#tools.clock.monotonic()) {
      return Promise.resolve(known.place);
    }
    return this.#once(`place ${cwd}`, async () => {
      const place = await this.#place(cwd);
      const until = place === undefined ? this.#tools.clock.monotonic() + NEGATIVE_MS : Infinity;
      remember(this.#places, cwd, { place, until });
      return place;
    });
  }

  /** {@linkcode place} of many folders. */
  async places(folders: Iterable<string>): Promise<Map<string, GitPlace | undefined>> {
    const wanted = [...new Set(folders)].sort();
    const found = new Map<string, GitPlace | undefined>();
    const work = async () => {
      for (let cwd = wanted.shift(); cwd !== undefined; cwd = wanted.shift()) {
        found.set(cwd, await this.place(cwd));
      }
    };
    await Promise.all(Array.from({ length: MOST_AT_ONCE }, work));
    return found;
  }

  /** Whether there are changes git has not been told to keep; `undefined`: nobody can tell. */
  dirty(cwd: string): Promise<boolean | undefined> {
    return this.#once(`dirty ${cwd}`, async () => {
      if (!await this.#mayHold(cwd)) return undefined;
      const filters = await this.#filters(cwd);
      if (filters === undefined) return undefined;
      const outcome = await this.#run(cwd, [
        ...filters,
        ...["status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=all"],
      ]);
      // It has more to say than anybody reads.
      if (outcome.kind === "flooded") return true;
      return outcome.kind === "ended" && outcome.code === 0 ? outcome.out !== "" : undefined;
    });
  }

  /** The tops of all checkouts of a folder's repository, the main one first. */
  async worktrees(cwd: string): Promise<string[]> {
    if (!await this.#mayHold(cwd)) return [];
    const out = await this.#line(cwd, ["worktree", "list", "--porcelain"]) ?? "";
    return out.split("\n").filter((line) => line.startsWith("worktree "))
      .map((line) => line.slice("worktree ".length));
  }

  async #branch(cwd: string): Promise<string> {
    if (!await this.#mayHold(cwd)) return "";
    const name = await this.#line(cwd, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
    return name || (await this.#line(cwd, ["rev-parse", "--short", "HEAD"]) ?? "");
  }

  async #place(cwd: string): Promise<GitPlace | undefined> {
    if (!await this.#mayHold(cwd)) return undefined;
    const query = ["rev-parse", "--show-toplevel", "--git-common-dir"];
    const [worktreeRoot = "", common = ""] = (await this.#line(cwd, query) ?? "").split("\n");
    if (worktreeRoot === "" || common === "") return undefined;
    const { access } = this.#tools;
    // Not of a submodule, or of a repository without files of its own.
    const folder = access.absolute(cwd, common);
    const isUsual = access.base(folder) === ".git";
    return { repoRoot: isUsual ? access.absolute(folder, "..") : worktreeRoot, worktreeRoot };
  }

  /**
   * Whether it is worth starting a process: there is a `.git` in the folder, or above it. Of a disk that does
   * not answer nobody waits for more than one look.
   */
  async #mayHold(cwd: string): Promise<boolean> {
    if (cwd === "") return false;
    const late = withResolvers<boolean>();
    const timer = this.#tools.clock.after(PROBE_MS, () => late.resolve(false));
    try {
      return await Promise.race([this.#once(`hold ${cwd}`, () => this.#holds(cwd)), late.promise]);
    } finally {
      timer.cancel();
    }
  }

  async #holds(cwd: string): Promise<boolean> {
    const { access } = this.#tools;
    for (let folder = access.absolute("", cwd);;) {
      if (await access.kindOf(access.absolute(folder, ".git")) !== "missing") return true;
      const above = access.absolute(folder, "..");
      if (above === folder) return false;
      folder = above;
    }
  }

  /**
   * Options that switch the filters of a folder's configuration off: comparing a file with what is kept of
   * it would run them.
   */
  async #filters(cwd: string): Promise<string[] | undefined> {
    const query = ["config", "--null", "--name-only", "--get-regexp", "^filter\\."];
    const outcome = await this.#run(cwd, query);
    // 1: there are none.
    if (outcome.kind !== "ended" || (outcome.code !== 0 && outcome.code !== 1)) return undefined;
    const names = outcome.out.split("\0").filter((name) => name !== "")
      .map((name) => name.slice(0, name.lastIndexOf(".")));
    // With a "=" in its name it cannot be named in an option.
    if (names.some((name) => name.includes("="))) return undefined;
    return [...new Set(names)].flatMap((name) => [
      ...["-c", `${name}.clean=`, "-c", `${name}.smudge=`, "-c", `${name}.process=`],
      ...["-c", `${name}.required=false`],
    ]);
  }

  async #line(cwd: string, args: readonly string[]): Promise<string | undefined> {
    const outcome = await this.#run(cwd, args);
    return outcome.kind === "ended" && outcome.code === 0 ? outcome.out.trim() : undefined;
  }

  #run(cwd: string, args: GitCall["args"]): Promise<GitOutcome> {
    return runGit({ args, cwd, timeoutMs: PROBE_MS }, this.#tools);
  }

  /** Whoever asks meanwhile gets the same answer. */
  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const asked = this.#asked.get(key) as Promise<T> | undefined;
    if (asked !== undefined) return asked;
    const answer = ask().finally(() => this.#asked.delete(key));
    this.#asked.set(key, answer);
    return answer;
  }
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST_FOLDERS && oldest !== undefined) map.delete(oldest);
}
