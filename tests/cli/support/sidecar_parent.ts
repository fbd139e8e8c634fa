/**
 * A desktop app's main process, as far as a sidecar sees one: starts a program by `node:child_process` and
 * tells on its stdout, a JSON text a line, what becomes of it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

export interface ParentSettings {
  command: readonly [string, ...string[]];
  cwd?: string;
  /** Variables beside the inherited ones. */
  env: Record<string, string>;
  /** A file that is the child's stdin, opened for reading and writing; default: a pipe. */
  stdin?: string;
  /** A file that takes the child's stderr; default: it is told. */
  stderr?: string;
}

/** What the parent tells. */
export type ParentTells =
  | { pid: number }
  | { out: string }
  | { err: string }
  | { code: number | null; signal: string | null };

function tell(what: ParentTells): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

function lines(stream: ChildProcess["stdout"], take: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on("line", take);
}

if (import.meta.main) {
  const said = createInterface({ input: process.stdin });
  // Not by the command line, which anybody may read, and a test looks at.
  const settings = await new Promise<ParentSettings>((resolve) => {
    said.once("line", (line) => resolve(JSON.parse(line)));
  });
  const [command, ...args] = settings.command;
  const child = spawn(command, args, {
    env: { ...process.env, ...settings.env },
    ...settings.cwd === undefined ? {} : { cwd: settings.cwd },
    stdio: [
      settings.stdin === undefined ? "pipe" : openSync(settings.stdin, "r+"),
      "pipe",
      settings.stderr === undefined ? "pipe" : openSync(settings.stderr, "a"),
    ],
  });
  tell({ pid: child.pid ?? 0 });
  lines(child.stdout, (out) => tell({ out }));
  lines(child.stderr, (err) => tell({ err }));
  child.on("close", (code, signal) => tell({ code, signal }));
  said.on("line", (line) => {
    if (line === "close") child.stdin?.end();
    if (line === "terminate") process.kill(child.pid ?? 0, "SIGTERM");
  });
}
