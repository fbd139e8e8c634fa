/**
 * Runs git, bounded in time and output, so that nothing a folder holds is executed by looking at it.
 *
 * @module
 */
import { runProgram } from "../agent/bounded_program.ts";
import type { Spawn } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import { HeadText } from "../lib/kept_text.ts";

/** What git runs with. */
export interface GitTools {
  spawn: Spawn;
  clock: Clock;
}

/** One call of git. */
export interface GitCall {
  /** Behind the options that keep it harmless. */
  args: readonly string[];
  cwd: string;
  /** Milliseconds it may take. */
  timeoutMs: number;
  /** Bytes of output it may have. Default 1 MiB. */
  maxBytes?: number;
  /** Variables beside the usual ones; `undefined` takes one away. */
  env?: Readonly<Record<string, string | undefined>>;
  /**
   * Whether it starts no other program, or waits for those it starts: then nothing is looked for that it
   * might have left.
   */
  alone?: true;
  /** Ends it before its time. */
  signal?: AbortSignal | undefined;
  /** What it reads. Default: nothing. */
  input?: string;
}

/** How it ended; `out` is what it wrote to stdout, `err` the beginning of what it complained of. */
export type GitOutcome =
  | { kind: "ended"; code: number | null; out: string; err: string }
  | { kind: "timeout" | "interrupted" }
  /** It wrote more than it may; `out` is the beginning. */
  | { kind: "flooded"; out: string }
  | { kind: "unstartable"; why: string };

/** Configuration of a folder that would run a program, or wait for one: said here, it wins. */
const HARMLESS = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.pager", "cat"],
  ["core.editor", "false"],
  ["core.askPass", ""],
  ["core.sshCommand", "false"],
  ["core.alternateRefsCommand", "false"],
  ["credential.helper", ""],
  ["diff.external", ""],
  ["diff.trustExitCode", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["commit.gpgSign", "false"],
  ["log.showSignature", "false"],
  ["protocol.allow", "never"],
  ["submodule.recurse", "false"],
  ["status.submoduleSummary", "false"],
  // A bare repository may lie among the files of another one, with a configuration of its own.
  ["safe.bareRepository", "explicit"],
] as const;

/** Variables that would lead git somewhere else, or make it talk. */
const UNWANTED = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE"],
  ...["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_CONFIG"],
  ...["GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_EDITOR"],
  ...["GIT_ASKPASS", "SSH_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND"],
  ...["GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP", "GIT_DIFF_OPTS"],
];

const VARIABLES: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(UNWANTED.map((name) => [name, undefined])),
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  // A folder may say that parts of it are elsewhere, and by which program they are fetched. Only a variable
  // is above all it says of protocols.
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  // What only looks must not wait for, or disturb, the user's own git.
  GIT_OPTIONAL_LOCKS: "0",
};

const MOST_BYTES = 1024 * 1024;
const MOST_ERROR_CHARS = 2_000;

/**
 * Runs it; nothing of it is left when this resolves, but what nobody can end. Never throws for what git or the
 * folder does.
 */
export async function runGit(call: GitCall, { spawn, clock }: GitTools): Promise<GitOutcome> {
  const { args, cwd, timeoutMs, maxBytes = MOST_BYTES, env = {}, input, signal, alone } = call;
  const options = HARMLESS.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const what = {
    command: "git",
    args: ["--no-pager", ...options, ...args],
    cwd,
    env: { ...VARIABLES, ...env },
    ...alone ? { alone } : {},
  };
  const kept = [new HeadText(maxBytes), new HeadText(MOST_ERROR_CHARS)] as const;
  const limits = { spawn, clock, signal, timeoutMs, floodBytes: maxBytes, kept, input };
  const outcome = await runProgram(what, limits);
  switch (outcome.kind) {
    case "unstartable":
      return outcome;
    case "flooded":
      return { kind: outcome.kind, out: outcome.stdout };
    case "ended": {
      const { kind, code, stdout: out, stderr: err } = outcome;
      return { kind, code, out, err };
    }
    default:
      return { kind: outcome.kind };
  }
}

/** Why a call was of no use, in a few words. */
export function gitFault(outcome: GitOutcome): string {
  switch (outcome.kind) {
    case "timeout":
      return "git took too long and was ended";
    case "interrupted":
      return "git was interrupted";
    case "flooded":
      return "git had too much to say and was ended";
    case "unstartable":
      return outcome.why;
    case "ended":
      return outcome.err.trim().split("\n")[0]?.slice(0, 300) || `git ended with ${outcome.code}`;
  }
}
