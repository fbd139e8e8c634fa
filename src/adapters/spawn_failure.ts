/**
 * @module
 */
import { statSync } from "node:fs";
import { SpawnError } from "../agent/spawn.ts";
import { errorMessage } from "../lib/error_text.ts";
import { isForbidden } from "../lib/is_forbidden.ts";

/** What was to be started. */
export interface WantedProgram {
  command: string;
  cwd?: string | undefined;
}

/** Makes an error for the user of what the runtime threw or told when it did not start a program. */
export function spawnFailure(error: unknown, { command, cwd }: WantedProgram): SpawnError {
  const folder = cwd === undefined ? undefined : folderFault(cwd);
  const why = folder ?? whyNotStarted(error);
  return new SpawnError(`cannot start ${command}: ${why}`, { cause: error });
}

/** Why the runtime did not start a program, and what to do about it, in words that fit behind a colon. */
export function whyNotStarted(error: unknown): string {
  // Deno's text names the flag.
  if (isForbidden(error)) return `the gateway may not do that: ${asClause(errorMessage(error))}`;
  const code = codeOf(error);
  return REASONS[code] ?? asClause(errorMessage(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such program; install it or give its full path",
  EACCES:
    "permission denied; make the file executable, and give the path of a file, not of a folder",
  EPERM: "the system does not permit it",
  ENOEXEC: "it is no program for this machine; a script needs a first line such as #!/bin/sh",
  ELOOP: "its path is a circle of links",
  // The runtime's own text quotes what it was given.
  ERR_INVALID_ARG_VALUE: "its name is empty, or something it is to be started with holds a NUL",
  E2BIG: "its arguments and variables are too long",
  EMFILE: "the gateway has too many files open; raise the limit (ulimit -n) or close sessions",
  ENFILE: "the machine has too many files open",
  EAGAIN: "the machine has too many processes; raise the limit (ulimit -u) or end some",
  ENOMEM: "the machine is out of memory",
};

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return String(error.code);
}

// The system says "no such file" of a program and of the folder it should start in alike.
function folderFault(cwd: string): string | undefined {
  try {
    return statSync(cwd).isDirectory() ? undefined : `its working directory ${cwd} is no folder`;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return `its working directory ${cwd} does not exist`;
    // It cannot be seen from here; the first reason stands.
    return undefined;
  }
}

function asClause(message: string): string {
  return message.replace(/\.$/, "");
}
