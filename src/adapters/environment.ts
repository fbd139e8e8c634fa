/**
 * @module
 */
import process from "node:process";
import { isForbidden } from "../lib/is_forbidden.ts";

/**
 * Looks up an environment variable. One that the runtime's permissions hide counts as not set: a scoped
 * permission is a choice, and no reason to crash.
 */
export function readVariable(name: string): string | undefined {
  try {
    // To `constructor` it answers what every object has.
    const value: unknown = process.env[name];
    return typeof value === "string" ? value : undefined;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** Whether a variable may be looked up at all. */
export function mayReadVariable(name: string): boolean {
  try {
    return name in process.env || true;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}

/** Takes a secret out of the environment, so that no child process inherits it. */
export function forgetVariables(names: readonly string[]): void {
  for (const name of names) {
    if (readVariable(name) !== undefined) delete process.env[name];
  }
}
