/**
 * @module
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import process from "node:process";
import { type Spawn, type SpawnCommand, type SpawnedProcess, SpawnError } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { GuardedChild } from "./guarded_child.ts";
import { COOKIE_VARIABLE, type Guard, newCookie } from "./process_guard.ts";
import { programPath } from "./program_path.ts";
import { ShellGuard } from "./shell_guard.ts";
import { spawnFailure } from "./spawn_failure.ts";
import { TaskkillGuard } from "./taskkill_guard.ts";

/** Variables of a process. One that is `undefined` is not there. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What {@linkcode ChildProcesses} needs. */
export interface ChildProcessesOptions {
  clock: Clock;
  logger: Logger;
  /** Watches over the children. Default: one of its own, closed with it. */
  guard?: Guard;
  /** What children get beside their own variables. Default: all variables of this process. */
  env?: Variables;
  /** As which system programs are looked for. Default: `process.platform`. */
  os?: string;
}

/** A guard that lives in this process, and that somebody has to close. */
export type OwnGuard = Guard & { close(): Promise<void> };

/** The guard for this system. One is enough for a gateway, all its workers included. */
export function systemGuard(options: { clock: Clock; logger: Logger }): OwnGuard {
  return process.platform === "win32" ? new TaskkillGuard(options) : new ShellGuard(options);
}

/**
 * Starts children that do not outlive this process, however it ends, and neither do theirs: each heads a
 * group and a session of its own, which a guard knows. What a child leaves behind when it ends is ended
 * too.
 *
 * Not ended is what leaves its group, gives itself away to init and drops the variable
 * `TIDEGATE_CHILD`, all three of them before anybody looks.
 */
export class ChildProcesses implements AsyncDisposable {
  /** As in {@linkcode Spawn}; needs no `this`. */
  readonly spawn: Spawn = (command) => this.#spawn(command);
  readonly #options: ChildProcessesOptions;
  readonly #guard: Guard;
  #ownGuard: OwnGuard | undefined;
  readonly #children = new Set<GuardedChild>();
  #closed = false;

  constructor(options: ChildProcessesOptions) {
    this.#options = options;
    this.#guard = options.guard ?? (this.#ownGuard = systemGuard(options));
  }

  /** How many children there are of which something may still run. */
  get size(): number {
    return this.#children.size;
  }

  /** Ends all children. Resolves when nothing is left of them, or nothing more can be done about it. */
  async killAll(): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.kill()));
  }

  /** Ends all children, starts no more, and ends the guard if it is its own. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.killAll();
    await this.#ownGuard?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #spawn(command: SpawnCommand): Promise<SpawnedProcess> {
    const name = command.command;
    await this.#guarded(name);
    const cookie = newCookie(this.#guard.mark);
    const { os = process.platform } = this.#options;
    const variables = () => this.#variables(command.env, cookie);
    const { child, pid } = await start(command, { os, variables });
    this.#guard.add(pid, cookie);
    const { logger } = this.#options;
    const guard = this.#guard;
    const alone = command.alone ?? false;
    const guarded = new GuardedChild(child, { guard, logger, name, pid, alone });
    this.#children.add(guarded);
    guarded.finished.then(() => this.#children.delete(guarded));
    logger.debug("Started a child process", { program: name, pid });
    if (!this.#closed) return guarded;
    // Closed while it was being started: nobody else would end it.
    await guarded.kill();
    throw shuttingDown(name);
  }

  async #guarded(name: string): Promise<void> {
    try {
      await this.#guard.ready();
    } catch (error) {
      const why = errorMessage(error);
      throw new SpawnError(
        `cannot start ${name}: what would end it with the gateway does not run: ${why}`,
        { cause: error },
      );
    }
    if (this.#closed) throw shuttingDown(name);
  }

  #variables(given: Variables | undefined, cookie: string): Variables {
    const all = { ...(this.#options.env ?? process.env), ...given };
    // A gateway may itself be the child of one, which must find all of it.
    const outer = all[COOKIE_VARIABLE];
    const cookies = outer === undefined ? cookie : `${outer}.${cookie}`;
    const entries = Object.entries({ ...all, [COOKIE_VARIABLE]: cookies });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
}

function shuttingDown(name: string): SpawnError {
  return new SpawnError(`cannot start ${name}: the gateway is shutting down`);
}

interface Started {
  child: ChildProcessWithoutNullStreams;
  pid: number;
}

async function start(
  { command, args, cwd }: SpawnCommand,
  { os, variables }: { os: string; variables: () => Variables },
): Promise<Started> {
  try {
    const env = variables();
    const child = spawn(programPath(command, os, env), [...args], {
      cwd,
      env,
      // At the head of a session and a group. On Windows it would get a window instead.
      detached: process.platform !== "win32",
      windowsHide: true,
      stdio: "pipe",
    });
    if (child.pid !== undefined) return { child, pid: child.pid };
    throw await new Promise((resolve) => child.once("error", resolve));
  } catch (error) {
    throw spawnFailure(error, { command, cwd });
  }
}
