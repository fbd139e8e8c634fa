/**
 * @module
 */
import { readlinkSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** As many as systems follow. */
const MOST_LINKS = 40;

/**
 * The file that a path leads to, also where it is not there yet: what replaces a file must not replace a link
 * to it.
 */
export function linkedFile(path: string): string {
  let file = resolve(path);
  for (let i = 0; i < MOST_LINKS; i++) {
    try {
      return realpathSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return file;
    }
    const next = targetOf(file);
    if (next === undefined) return file;
    file = resolve(linkedFile(dirname(file)), next);
  }
  return file;
}

/** `undefined`: it is no link, or may not be looked at. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // Whoever writes there is told what is wrong.
    return undefined;
  }
}
