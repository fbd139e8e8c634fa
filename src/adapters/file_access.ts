/**
 * Files through node:fs, which all runtimes of this project have.
 *
 * @module
 */
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readlink, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { FileAccess, FileRead, FileWrite } from "../agent/file_access.ts";

/** The files of this machine. */
export const fileAccess: FileAccess = {
  absolute: (folder, path) => resolve(folder, path),
  parent: dirname,
  base: basename,
  contains(folder, path) {
    const way = relative(folder, path);
    return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
  },
  realPath: (path) => unlessMissing(realpath(path)),
  linkTarget: (path) => unlessMissing(readlink(path)),
  async read(path, maxBytes) {
    try {
      return await withPlain<FileRead>(
        path,
        constants.O_RDONLY,
        (handle) => readAll(handle, maxBytes),
      );
    } catch (error) {
      const why = codeOf(error);
      return why === "ENOENT" ? { kind: "missing" } : { kind: "refused", why };
    }
  },
  async write(path, text) {
    try {
      await mkdir(dirname(path), { recursive: true });
      const flags = constants.O_WRONLY | constants.O_CREAT;
      return await withPlain<FileWrite>(path, flags, (handle) => replace(handle, text));
    } catch (error) {
      return { kind: "refused", why: codeOf(error) };
    }
  },
};

// Not by `await using`, which Node 20 and 22 cannot read.
async function withPlain<T>(
  path: string,
  flags: number,
  act: (handle: FileHandle) => Promise<T>,
): Promise<T | { kind: "no_file" }> {
  const handle = await openPlain(path, flags);
  if (handle === undefined) return { kind: "no_file" };
  try {
    return await act(handle);
  } finally {
    await handle.close();
  }
}

/**
 * Opens what is a file by itself; `undefined`: it is something else, a link for example. Looked at before,
 * since opening a pipe nobody writes to would wait for ever, and after, since it may have been exchanged
 * meanwhile. Not every runtime passes O_NOFOLLOW on.
 */
async function openPlain(path: string, flags: number): Promise<FileHandle | undefined> {
  const before = await lstatOf(path);
  if (before !== undefined && !before.isFile()) return undefined;
  const handle = await open(path, flags, 0o666);
  const [opened, now] = [await handle.stat({ bigint: true }), await lstatOf(path)];
  if (opened.isFile() && opened.ino === now?.ino && opened.dev === now.dev) return handle;
  await handle.close();
  return undefined;
}

async function lstatOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function readAll(handle: FileHandle, maxBytes: number): Promise<FileRead> {
  const { size } = await handle.stat();
  if (size > maxBytes) return { kind: "too_large", bytes: size };
  const bytes = new Uint8Array(await handle.readFile());
  return bytes.length > maxBytes
    ? { kind: "too_large", bytes: bytes.length }
    : { kind: "read", bytes };
}

async function replace(handle: FileHandle, text: string): Promise<FileWrite> {
  await handle.truncate(0);
  await handle.writeFile(text);
  return { kind: "written" };
}

async function unlessMissing(found: Promise<string>): Promise<string | undefined> {
  try {
    return await found;
  } catch (error) {
    // EINVAL: there is a file, but it is no link. ENOTDIR: a part of the way is a file.
    if (["ENOENT", "EINVAL", "ENOTDIR"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "an unknown error";
}
