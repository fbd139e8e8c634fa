/**
 * Runs git, bounded in time and output, so that nothing a folder holds is executed by looking at it.
 *
 * @module
 */
import { type Spawn, type SpawnedProcess, SpawnError } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import { takeAll } from "../lib/take_all.ts";
import { withResolvers } from "../lib/with_resolvers.ts";

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
/** Milliseconds that are left to the pipes of a git that has ended. */
const LAST_BYTES_MS = 1_000;

/**
 * Runs it; nothing of it is left when this resolves, but what nobody can end. Never throws for what git or the
 * folder does.
 */
export async function runGit(call: GitCall, { spawn, clock }: GitTools): Promise<GitOutcome> {
  const { args, cwd, timeoutMs, maxBytes = MOST_BYTES, env = {}, input, signal, alone } = call;
  if (signal?.aborted) return { kind: "interrupted" };
  const options = HARMLESS.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let child: SpawnedProcess;
  try {
    const all = ["--no-pager", ...options, ...args];
    const what = { command: "git", args: all, cwd, env: { ...VARIABLES, ...env } };
    child = await spawn(alone ? { ...what, alone } : what);
  } catch (error) {
    if (error instanceof SpawnError) return { kind: "unstartable", why: error.message };
    throw error;
  }
  let cut: "timeout" | "flooded" | "interrupted" | undefined;
  const tried = withResolvers<undefined>();
  const stop = (why: NonNullable<typeof cut>) => {
    cut ??= why;
    child.kill().then(() => tried.resolve(undefined), tried.reject);
  };
  let timer = clock.after(timeoutMs, () => stop("timeout"));
  const interrupt = () => stop("interrupted");
  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  try {
    const over = new AbortController();
    const texts = [new PipeText(), new PipeText()];
    const reading = [child.stdout, child.stderr].map((pipe, i) =>
      takeAll(pipe, {
        take: (bytes) => texts[i]?.push(bytes),
        maxBytes,
        onFlood: () => stop("flooded"),
        signal: over.signal,
      })
    );
    const fed = feed(child.stdin, input);
    const end = await Promise.race([child.ended, tried.promise]);
    // Whatever it left behind may hold its pipes open; what has got away is not waited for.
    await child.kill();
    timer.cancel();
    timer = clock.after(LAST_BYTES_MS, () => over.abort());
    await Promise.all(reading);
    const [out = "", err = ""] = texts.map((text) => text.end());
    if (cut === "flooded") return { kind: cut, out: out.slice(0, maxBytes) };
    if (cut !== undefined) return { kind: cut };
    await fed;
    return { kind: "ended", code: end?.code ?? null, out, err: err.slice(0, MOST_ERROR_CHARS) };
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", interrupt);
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

// It may end without having read all of it.
async function feed(stdin: WritableStream<Uint8Array>, input = ""): Promise<void> {
  const writer = stdin.getWriter();
  try {
    if (input !== "") await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // Its exit code tells whether that mattered.
  }
}

class PipeText {
  readonly #decoder = new TextDecoder();
  #text = "";

  push(bytes: Uint8Array): void {
    this.#text += this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.#text + this.#decoder.decode();
  }
}
