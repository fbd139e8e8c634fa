/**
 * The slash worker: the process in which one session's user commands run.
 *
 * `tidegate slash-worker --session-key <id> --parent-pid <pid> --module <file>…` reads requests from its
 * stdin and answers on its stdout, one line each. It ends with its input, and with its parent.
 *
 * What this file imports is loaded before the watch is armed: built-ins and small files of ours, nothing
 * that could take long or break. What users wrote comes afterwards.
 *
 * @module
 */
import { Console } from "node:console";
import process from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { readRequest, sayingLine } from "../commands/slash_line.ts";
import { errorMessage, errorStack } from "../lib/error_text.ts";
import { isMain } from "./is_main.ts";
import { armParentWatch, type ParentWatchSettings } from "./parent_watch.ts";
import { UserModules } from "./user_modules.ts";

/** Characters of an output; what is beyond is cut, and said to be. */
const MAX_OUTPUT = 256 * 1024;

/** What a slash worker is told by its command line. */
export interface SlashWorkerSettings extends ParentWatchSettings {
  sessionKey: string;
  model: string;
  /** Files of commands. */
  modules: string[];
}

/**
 * Reads the command line. Flags: `--session-key` and `--parent-pid`, `--module` (any number), `--model`,
 * `--poll-ms` (2,000) and `--grace-ms` (5,000).
 *
 * @throws {TypeError} naming the flag that is wrong
 */
export function slashWorkerSettings(args: readonly string[]): SlashWorkerSettings {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      "session-key": text,
      "parent-pid": text,
      "poll-ms": text,
      "grace-ms": text,
      model: text,
      module: { type: "string", multiple: true },
    },
  });
  if (values["session-key"] === undefined) throw new TypeError("--session-key is required");
  return {
    sessionKey: values["session-key"],
    parentPid: whole("--parent-pid", values["parent-pid"], undefined),
    pollMs: whole("--poll-ms", values["poll-ms"], 2_000),
    graceMs: whole("--grace-ms", values["grace-ms"], 5_000),
    model: values.model ?? "",
    modules: values.module ?? [],
  };
}

/** Runs until the input, or the parent, ends; then ends the process. */
export async function runSlashWorker(args: readonly string[]): Promise<never> {
  const settings = slashWorkerSettings(args);
  // Stdout is for answers; what commands print is seen where something goes wrong.
  globalThis.console = new Console(process.stderr, process.stderr);
  const ends = new AbortController();
  let isParentGone = false;
  // One command at a time. Each promise of the chain settles, and none rejects.
  let work: Promise<void> = Promise.resolve();
  const finish = () => {
    if (ends.signal.aborted) return;
    ends.abort();
    work.finally(() => process.exit(0));
  };
  // Nobody listens any more: what has not begun will not.
  const leave = () => {
    isParentGone = true;
    finish();
  };
  const watch = await armParentWatch(settings, leave);
  const modules = await UserModules.load(settings.modules);
  for (const fault of modules.faults) process.stderr.write(`Cannot load commands: ${fault}\n`);
  work = say({ kind: "hello", commands: modules.list(), faults: modules.faults });

  async function answer(line: string): Promise<void> {
    if (isParentGone || line.trim() === "") return;
    const request = readRequest(line);
    if (request === undefined) {
      return await say({ kind: "error", id: null, error: "that is no request: {id, command}" });
    }
    const { sessionKey, model } = settings;
    const { id, command } = request;
    const context = { sessionKey, model, cwd: process.cwd(), signal: ends.signal };
    try {
      await say({ kind: "output", id, output: cut(await modules.run(command, context)) });
    } catch (error) {
      process.stderr.write(`${errorStack(error)}\n`);
      await say({ kind: "error", id, error: cut(errorMessage(error)) });
    }
  }

  process.stdout.on("error", leave);
  createInterface({ input: process.stdin })
    .on("line", (line) => void (work = work.then(() => answer(line))))
    .on("close", () => {
      watch.ending();
      finish();
    });
  return await new Promise<never>(() => {});
}

/** Resolves when the pipe has taken it, or never will. */
function say(saying: Parameters<typeof sayingLine>[0]): Promise<void> {
  return new Promise((resolve) => process.stdout.write(sayingLine(saying), () => resolve()));
}

function cut(text: string): string {
  if (text.length <= MAX_OUTPUT) return text;
  return `${text.slice(0, MAX_OUTPUT)}\n[cut: ${text.length} characters are over ${MAX_OUTPUT}]`;
}

function whole(flag: string, given: string | undefined, otherwise: number | undefined): number {
  const value = given === undefined ? otherwise : Number(given);
  if (value !== undefined && Number.isSafeInteger(value) && value >= 1) return value;
  throw new TypeError(`${flag} has to be a whole number of at least 1`);
}

if (isMain(import.meta)) void runSlashWorker(process.argv.slice(2));
