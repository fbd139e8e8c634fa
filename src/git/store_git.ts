/**
 * Git on a store of checkpoints, with somebody's folder as its work tree.
 *
 * Nothing of that folder, of its repository or of its user's configuration is run: the store is a repository
 * of its own, without hooks; no other configuration is read; and its own attributes, which win, take every
 * filter and every conversion away, so that files are kept byte for byte.
 *
 * @module
 */
import { CheckpointError } from "./checkpoint_error.ts";
import { gitFault, type GitOutcome, type GitTools, runGit } from "./run_git.ts";

/** Milliseconds a call may take that has little to do. */
const CALL_MS = 10_000;

/** Whose name a checkpoint bears: it has to bear one. */
const NAME = { name: "tidegate", email: "tidegate@localhost" };

const ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  // A name is a name, whatever characters it has.
  GIT_LITERAL_PATHSPECS: "1",
  ...Object.fromEntries(
    ["GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_ATTR_SOURCE"]
      .map((name) => [name, undefined]),
  ),
  GIT_AUTHOR_NAME: NAME.name,
  GIT_AUTHOR_EMAIL: NAME.email,
  GIT_COMMITTER_NAME: NAME.name,
  GIT_COMMITTER_EMAIL: NAME.email,
};

const OPTIONS = [
  ...["-c", "core.attributesFile=/dev/null", "-c", "core.quotePath=false"],
  ...["-c", "core.untrackedCache=false", "-c", "core.splitIndex=false"],
];

/** How one call is made. */
export interface StoreCall {
  /** Milliseconds it may take. Default 10,000. */
  timeoutMs?: number;
  /** Bytes it may write. */
  maxBytes?: number;
  /** What it reads. */
  input?: string;
  signal?: AbortSignal;
  /** Whether it starts others, whose end is waited for. */
  startsOthers?: true;
}

/** Where it works. */
export interface StorePlace {
  /** The repository of our own. */
  readonly store: string;
  /** The folder that is kept, without symbolic links in its path. */
  readonly folder: string;
}

/** What it works with. */
export interface StoreGitTools extends GitTools {
  /** Ends every call: the gateway shuts down. */
  signal?: AbortSignal | undefined;
}

/** See the module. */
export class StoreGit {
  readonly place: StorePlace;
  readonly #tools: StoreGitTools;

  constructor(place: StorePlace, tools: StoreGitTools) {
    this.place = place;
    this.#tools = tools;
  }

  /** Runs it; `index` is the index it works with, where it does with one. */
  call(
    args: readonly string[],
    index: string | undefined,
    { startsOthers, signal, ...how }: StoreCall,
  ): Promise<GitOutcome> {
    const { store, folder } = this.place;
    const env = {
      ...ENVIRONMENT,
      GIT_DIR: store,
      GIT_WORK_TREE: folder,
      GIT_INDEX_FILE: index,
    };
    const all = [...OPTIONS, ...args];
    const { signal: end } = this.#tools;
    const ends = signal !== undefined && end !== undefined ? AbortSignal.any([signal, end]) : null;
    const usual = { timeoutMs: CALL_MS, signal: ends ?? signal ?? end };
    const call = { args: all, cwd: folder, env, ...usual, ...how };
    return runGit(startsOthers ? call : { ...call, alone: true }, this.#tools);
  }

  /**
   * What it says.
   *
   * @throws {CheckpointError} where it does not come to a good end
   */
  async run(
    args: readonly string[],
    { index, ...how }: StoreCall & { index?: string } = {},
  ): Promise<string> {
    const outcome = await this.call(args, index, how);
    if (outcome.kind === "ended" && outcome.code === 0) return outcome.out;
    const kind = outcome.kind === "unstartable" ? "missing" : "failed";
    throw new CheckpointError(kind, gitFault(outcome));
  }
}

/** The names in an output with `-z`. */
export function namesIn(output: string): string[] {
  return output.split("\0").filter((name) => name !== "");
}
