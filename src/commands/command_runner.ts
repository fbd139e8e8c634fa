/**
 * Who runs the user's own commands: a port, since they run in a process of their own.
 *
 * @module
 */
import type { UserCommand } from "./slash_line.ts";

/**
 * What came of a command. `refused`: the command itself says that it failed, and its worker is well.
 * `interrupted`: somebody wanted it to end.
 */
export type CommandOutcome =
  | { ok: true; output: string }
  | { ok: false; error: string; refused?: boolean; interrupted?: boolean };

/** Runs the user's commands for one session. */
export interface CommandRunner {
  /**
   * The commands there are. Missing: nobody knows before they are run.
   *
   * @throws {unknown} with a message for the user, when it cannot be told
   */
  list?(): Promise<readonly UserCommand[]>;
  /**
   * Runs a line, `name arg` without a slash. When `signal` aborts it ends soon. Whatever goes wrong is an
   * outcome with a message for the user; after one the next call works again.
   */
  run(command: string, signal: AbortSignal): Promise<CommandOutcome>;
  /** Ends whatever there is. Called once; nothing is run after it. */
  close(): Promise<void>;
}

/** What a runner may know of its session. Where one of these changes, another runner takes its place. */
export interface RunnerFacts {
  /** Live id. */
  sessionId: string;
  /** Stored id. */
  storedId: string;
  /** May be empty: the gateway's. */
  cwd: string;
  /** The model in force. */
  model: string;
}

/** Makes the runner of a session. Costs nothing until it is first used. */
export type CreateRunner = (facts: RunnerFacts) => CommandRunner;
