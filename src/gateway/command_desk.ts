/**
 * Carries out the commands that come from outside: quick commands, skills, and the user's own.
 *
 * @module
 */
import { CommandBook, type CommandSources } from "../commands/command_book.ts";
import { RunnerDesk, type RunnerOwner } from "../commands/runner_desk.ts";
import {
  runShell,
  SHELL_SECONDS,
  type ShellCommand,
  type ShellOutcome,
} from "../commands/shell_command.ts";
import type { CommandOutcome } from "../commands/command_runner.ts";
import { type Skills, SkillShelf } from "../commands/skill_shelf.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import { wireError } from "../protocol/errors.ts";
import type { Session } from "../session/session.ts";
import type { ResolvedCommandOptions } from "./command_options.ts";
import { ProgramDesk } from "./program_desk.ts";

/** What a desk works with. */
export interface CommandDeskTools {
  clock: Clock;
  logger: Logger;
  /** Takes what goes on behind the end of a session. A shutdown waits for it. */
  closings: Pending;
}

/** Milliseconds somebody waits for skills or for a list of commands: long for a disk or a module that loads. */
const PATIENCE_MS = 10_000;

/** See the module. One for all sessions. */
export class CommandDesk {
  readonly skills: SkillShelf;
  readonly programs: ProgramDesk;
  readonly #options: ResolvedCommandOptions & CommandDeskTools;
  readonly #runners: RunnerDesk;
  // Of each session, or of the desk itself where there is none.
  readonly #running = new Map<object, Set<AbortController>>();
  #closed = false;

  constructor(options: ResolvedCommandOptions, tools: CommandDeskTools) {
    const { createRunner: create, maxRunners, skills } = options;
    const { closings, logger } = tools;
    this.#options = { ...options, ...tools };
    this.skills = new SkillShelf(skills, logger);
    this.programs = new ProgramDesk({
      ...options,
      ...tools,
      during: (session, work) => this.during(session, work),
    });
    this.#runners = new RunnerDesk({ create, maxRunners, closings, logger });
  }

  /** Whether the user may have commands that nobody has told of yet. */
  get knowsUsers(): boolean {
    return this.#runners.known !== undefined;
  }

  /** Every command that is known now. */
  book(agents: CommandSources["agents"]): CommandBook {
    const skills = this.skills.current?.all ?? new Map();
    const user = this.#runners.known ?? [];
    return new CommandBook({ quick: this.#options.quick, user, skills, agents });
  }

  /** The skills; those that take long to be read are told of as a fault, and are there later. */
  async load(signal?: AbortSignal): Promise<Skills> {
    const { current } = this.skills;
    if (current !== undefined) return current;
    await this.#patiently(this.skills.load(), signal);
    const fault = { path: "skills", why: "they are still being read" };
    return this.skills.current ?? { all: new Map(), faults: [fault] };
  }

  /** Asks which commands the user has. What goes wrong is logged: the others still work. */
  async learn(session: Session, signal: AbortSignal): Promise<void> {
    if (this.#options.createRunner === undefined || this.#closed) return;
    const listing = this.#runners.list(ownerOf(session)).catch((error) => {
      const fields = { session: session.id, error: errorStack(error) };
      this.#options.logger.warn("cannot ask for the user's commands", fields);
    });
    await this.#patiently(listing, signal);
  }

  /** How many commands run for a session. */
  busy(session: Session): number {
    return this.#running.get(session)?.size ?? 0;
  }

  /**
   * Runs a quick command.
   *
   * @returns its output
   * @throws {RpcError} 4018 with its output when it fails, 5030 when it cannot be run to its end
   */
  async shell(what: ShellCommand, session: Session | undefined): Promise<string> {
    const { spawn, clock } = this.#options;
    if (spawn === undefined) throw wireError("commandFailed");
    const { command, cwd } = what;
    const listed = this.programs.running.listed(spawn, { owner: session, command, cwd });
    const outcome = await this.during(
      session,
      (signal) => runShell(what, { spawn: listed, clock, signal }),
    );
    return shellOutput(what.name, outcome);
  }

  /** Runs a line of the user's own commands. */
  async run(line: string, session: Session): Promise<CommandOutcome> {
    return await this.during(session, async (signal) => {
      const outcome = await this.#runners.run(ownerOf(session), line, signal);
      return outcome.ok || !signal.aborted ? outcome : { ...outcome, interrupted: true };
    });
  }

  /**
   * Does something for a session that is ended with it, by an interrupt, and by a shutdown.
   *
   * @throws {RpcError} 4001 when the session has ended already
   */
  async during<T>(
    session: Session | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw wireError("shuttingDown");
    if (session?.closed) throw wireError("sessionNotFound");
    const key = session ?? this;
    const abort = new AbortController();
    const running = this.#running.get(key) ?? new Set();
    this.#running.set(key, running.add(abort));
    try {
      const done = work(abort.signal);
      this.#options.closings.add(done);
      return await done;
    } finally {
      running.delete(abort);
      if (running.size === 0) this.#running.delete(key);
    }
  }

  /** The user's commands are others now: those that run are the last of the old ones. */
  renew(): void {
    this.#runners.renew();
  }

  /** Ends what runs for a session. */
  interrupt(session: Session): void {
    this.#abort(session);
  }

  /** A session has ended. */
  forget(session: Session): void {
    this.#abort(session);
    this.#runners.close(session);
  }

  /** Ends everything; nothing begins any more. */
  close(): void {
    this.#closed = true;
    for (const key of [...this.#running.keys()]) this.#abort(key);
    this.#runners.closeAll();
  }

  #abort(key: object): void {
    for (const abort of [...this.#running.get(key) ?? []]) abort.abort();
  }

  async #patiently(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
    const over = new AbortController();
    const signals = signal === undefined ? [over.signal] : [over.signal, signal];
    await Promise.race([work, sleep(this.#options.clock, PATIENCE_MS, AbortSignal.any(signals))]);
    over.abort();
  }
}

function ownerOf(session: Session): RunnerOwner {
  const { id: sessionId, storedId, cwd, model } = session;
  return {
    key: session,
    facts: { sessionId, storedId, cwd, model },
    get closed() {
      return session.closed;
    },
  };
}

function shellOutput(name: string, outcome: ShellOutcome): string {
  const command = `quick command "${name}"`;
  if (outcome.kind === "unstartable") {
    throw wireError("commandFailed", `Cannot run ${command}: ${outcome.why}`);
  }
  const { output } = outcome;
  if (outcome.kind !== "ended") {
    const ends = {
      timeout: `was ended: it took longer than ${SHELL_SECONDS} s`,
      flooded: "was ended: it wrote more than 1 MiB",
      interrupted: "was interrupted",
    };
    throw wireError("commandFailed", lines(`${command} ${ends[outcome.kind]}`, output));
  }
  if (outcome.code === 0) return output;
  const how = outcome.code === null ? `by ${outcome.signal}` : `with exit code ${outcome.code}`;
  throw wireError("commandExited", lines(`${command} ended ${how}`, output));
}

function lines(head: string, output: string): string {
  return output === "" ? head : `${head}\n${output}`;
}
