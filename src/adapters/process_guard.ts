/**
 * The port of what ends processes: in the gateway a shell ({@linkcode ShellGuard}), in a worker a
 * message to the gateway, on Windows `taskkill`.
 *
 * @module
 */

/** The variable that every child carries and hands down: how those are found that left its group. */
export const COOKIE_VARIABLE = "TIDEGATE_CHILD";

export type { ProcessKeeper as Guard } from "../agent/isolation/agent_worker.ts";

/** A cookie for one more child: hard to guess, so that it is found in no stranger's environment. */
export function newCookie(mark: string): string {
  return `${mark}.${crypto.randomUUID().replaceAll("-", "")}`;
}
