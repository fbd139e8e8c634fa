/**
 * @module
 */
import { resolve } from "node:path";

/**
 * A program as it is to be started: a path is made whole, a mere name is left to the `PATH`. Agents start
 * in their session's folder, where a relative path would be another file, perhaps another's.
 *
 * @param whole what makes a path whole; default: from the folder the gateway was started in
 */
export function programPath(
  command: string,
  whole: (path: string) => string = (path) => resolve(path),
): string {
  return /[/\\]/.test(command) ? whole(command) : command;
}
