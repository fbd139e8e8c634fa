/**
 * @module
 */

/**
 * Looks up an environment variable. One that the runtime's permissions hide counts as not set: a scoped
 * permission is a choice, and no reason to crash.
 */
export function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** Whether a variable may be looked up at all. */
export function mayReadVariable(name: string): boolean {
  return Deno.permissions.querySync({ name: "env", variable: name }).state === "granted";
}

/** Takes a secret out of the environment, so that no child process inherits it. */
export function forgetVariables(names: readonly string[]): void {
  for (const name of names) {
    if (readVariable(name) !== undefined) Deno.env.delete(name);
  }
}
