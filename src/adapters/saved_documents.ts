/**
 * Documents that users ask for, as files in a folder of their own.
 *
 * @module
 */
import {
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Files of one name, told apart by a number; beyond that somebody else's fault is likelier. */
const MOST_FILES = 1_000;

/**
 * Writes a document into a folder, which is made where it is missing (0700), as a file of its own (0600):
 * what is there already is never written over.
 *
 * Under Deno it needs permission to read and write the folder.
 *
 * @returns the path
 * @throws {Error} saying why it cannot be written
 */
export function saveDocument(
  folder: string,
  { name, text }: { name: string; text: string },
): string {
  if (!/^\w[\w.]*$/.test(name)) throw new RangeError(`Cannot name a document "${name}"`);
  // Making a folder takes permission to write there, also where it is already.
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { file, path } = openNew(folder, name);
  try {
    // The umask may have taken something away from the mode, or the file system given something.
    fchmodSync(file, 0o600);
    writeFileSync(file, text);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
  return path;
}

function openNew(folder: string, name: string): { file: number; path: string } {
  const [, stem = name, extension = ""] = /^(.+?)(\.\w+)?$/.exec(name) ?? [];
  for (let n = 1; n <= MOST_FILES; n++) {
    const path = join(folder, n === 1 ? name : `${stem}_${n}${extension}`);
    try {
      return { file: openSync(path, "wx", 0o600), path };
    } catch (error) {
      if (!existsSync(path)) throw error;
    }
  }
  throw new Error(`there are ${MOST_FILES} files named like "${name}" in "${folder}"`);
}
