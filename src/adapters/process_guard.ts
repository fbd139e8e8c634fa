/**
 * The port of what ends processes: in this thread a shell ({@linkcode ShellGuard}), in a worker a
 * message to the main thread, on Windows `taskkill`.
 *
 * @module
 */

/** The variable that every child carries and hands down: how those are found that left its group. */
export const COOKIE_VARIABLE = "TIDEGATE_CHILD";

/** Watches over processes, and ends them with all they started; also when this process is gone. */
export interface Guard {
  /**
   * Has to be the beginning of the cookie of every child: what carries it is ended when the gateway
   * has died, even if it was never added. At least 16 characters, no space, no `/`.
   */
  readonly mark: string;
  /**
   * Resolves as soon as it watches: nothing may be started before.
   *
   * @throws {Error} that says why it cannot watch
   */
  ready(): Promise<void>;
  /** Takes a process that has just been started at the head of a group of its own. */
  add(pid: number, cookie: string): void;
  /** Forgets a process of which nothing is left. */
  remove(pid: number): void;
  /**
   * Ends a tree that was added: SIGTERM, one second later SIGKILL. Resolves when nothing of it is left;
   * `false` when something withstood SIGKILL for seconds. Never rejects.
   */
  kill(pid: number): Promise<boolean>;
}

/** A cookie for one more child: hard to guess, so that it is found in no stranger's environment. */
export function newCookie(mark: string): string {
  return `${mark}.${crypto.randomUUID().replaceAll("-", "")}`;
}
