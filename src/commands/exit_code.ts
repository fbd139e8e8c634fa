/**
 * @module
 */
import type { ProcessEnd } from "../agent/spawn.ts";

/** Numbers of signals that are the same on every POSIX system. */
const signals: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/**
 * How a program ended, as one number, as shells tell it: its exit code, or 128 and the number of the signal that
 * ended it; 128 alone for a signal whose number differs between systems. Some runtimes tell it so by themselves.
 */
export function exitCodeOf({ code, signal }: ProcessEnd): number {
  return code ?? 128 + (signals[signal ?? ""] ?? 0);
}
