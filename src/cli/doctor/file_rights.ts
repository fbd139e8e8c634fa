/**
 * @module
 */
import { accessSync, constants, statSync } from "node:fs";
import { isForbidden } from "../../lib/is_forbidden.ts";

// By letter: what the system is asked for, and the bits that grant it to anybody at all.
const RIGHTS = {
  r: { ask: constants.R_OK, bits: 0o444 },
  w: { ask: constants.W_OK, bits: 0o222 },
  x: { ask: constants.X_OK, bits: 0o111 },
} as const;

/**
 * Whether this user may do something with a file or folder that is there. Deno wants to be allowed `sys` for
 * that; without it a file counts as accessible where anybody may.
 *
 * @throws {Error} of the file system
 */
export function mayAccess(path: string, rights: "r" | "rw" | "wx" | "x"): boolean {
  const each = [...rights].map((letter) => RIGHTS[letter as keyof typeof RIGHTS]);
  try {
    accessSync(path, each.reduce((sum, { ask }) => sum | ask, 0));
    return true;
  } catch (error) {
    if (!isForbidden(error)) return false;
    const { mode } = statSync(path);
    return each.every(({ bits }) => (mode & bits) !== 0);
  }
}
