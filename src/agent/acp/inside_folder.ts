/**
 * @module
 */
import type { FileAccess } from "../file_access.ts";

/** Where a path that somebody else wrote leads. */
export type Place = { kind: "inside"; path: string } | { kind: "outside" };

/** As many symbolic links in a row as Linux follows. */
const MAX_LINKS = 40;

/**
 * Follows every symbolic link of a path, also of one where there is no file yet, and tells whether it
 * ends in the folder. `path` in the answer is free of links, so that whoever uses it goes the way that
 * was looked at.
 */
export async function insideFolder(
  files: FileAccess,
  { folder, path }: { folder: string; path: string },
): Promise<Place> {
  if (path.includes("\0")) return { kind: "outside" };
  try {
    const root = await files.realPath(folder);
    const end = await followed(files, files.absolute(folder, path), MAX_LINKS);
    const inside = root !== undefined && end !== undefined && files.contains(root, end);
    return inside ? { kind: "inside", path: end } : { kind: "outside" };
  } catch {
    // Where we may not look, nothing can be promised.
    return { kind: "outside" };
  }
}

/** `undefined`: the links go round in a circle. */
async function followed(
  files: FileAccess,
  path: string,
  links: number,
): Promise<string | undefined> {
  const real = await files.realPath(path);
  if (real !== undefined) return real;
  const folder = files.parent(path);
  if (folder === path) return path;
  const realFolder = await followed(files, folder, links);
  if (realFolder === undefined) return undefined;
  const plain = files.absolute(realFolder, files.base(path));
  // A link whose end does not exist: writing to it would make a file there.
  const target = await files.linkTarget(plain);
  if (target === undefined) return plain;
  return links === 0
    ? undefined
    : await followed(files, files.absolute(realFolder, target), links - 1);
}
