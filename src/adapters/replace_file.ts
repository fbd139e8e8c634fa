/**
 * @module
 */
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { linkedFile } from "./linked_file.ts";

/**
 * Writes a file at once or not at all: a draft beside it takes its place when it is whole, so that a crash
 * leaves the old one or the new one. Of a link it is the file that is replaced, which may lie in a folder of its
 * own. A folder is made where it is missing (0700).
 *
 * @param mode of the file. Default 0600: for this user alone
 * @throws {Error} of the file system; no draft is left
 */
export function replaceFile(
  path: string,
  { text, mode = 0o600 }: { text: string; mode?: number },
): void {
  const file = linkedFile(path);
  const folder = dirname(file);
  // Making a folder takes permission to write there, also where it is already.
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${crypto.randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode, flag: "wx" });
    // The umask may have taken something away from the mode, or the file system given something.
    chmodSync(draft, mode);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
