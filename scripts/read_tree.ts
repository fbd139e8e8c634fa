/**
 * Reads the project's files into memory, where the gates look at them.
 *
 * @module
 */

/** Texts by path; paths are from the project's root, with `/` between their parts. */
export type Tree = ReadonlyMap<string, string>;

/**
 * Reads those of `paths` that exist: a file as itself, a folder with everything in it that
 * `wanted` accepts.
 */
export function readTree(
  paths: readonly string[],
  wanted: (path: string) => boolean = () => true,
): Tree {
  const files = new Map<string, string>();
  const read = (path: string) => {
    if (wanted(path)) files.set(path, Deno.readTextFileSync(path));
  };
  for (const path of paths) {
    const stat = statOrNull(path);
    if (stat?.isFile) read(path);
    if (stat?.isDirectory) walk(path, read);
  }
  return files;
}

function walk(folder: string, visit: (path: string) => void): void {
  for (const { name, isDirectory, isFile } of Deno.readDirSync(folder)) {
    if (isDirectory) walk(`${folder}/${name}`, visit);
    if (isFile) visit(`${folder}/${name}`);
  }
}

function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
