/**
 * @module
 */

/**
 * Whether something failed for want of a permission that Deno was not given. That is a choice of whoever
 * started the program, and no fault.
 */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && error.name === "NotCapable";
}
