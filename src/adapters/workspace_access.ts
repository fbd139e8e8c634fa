/**
 * Folders through node:fs, which all runtimes of this project have.
 *
 * @module
 */
import { constants, type Dirent } from "node:fs";
import { open, opendir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  FolderEntry,
  Listing,
  PathKind,
  WorkspaceAccess,
  WorkspaceRead,
} from "../workspace/workspace_access.ts";

/** The folders of this machine. Under Deno a folder it may not read is one that is not there. */
export function workspaceAccess(home: string = homeFolder()): WorkspaceAccess {
  return { home, absolute: resolve, inside, base: basename, url, kindOf, list, read };
}

function homeFolder(): string {
  try {
    return homedir();
  } catch {
    // Nobody told where it is, or Deno was not allowed to ask.
    return "";
  }
}

function inside(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
  return sep === "/" ? way : way.replaceAll(sep, "/");
}

function url(path: string): string {
  return pathToFileURL(path).href;
}

async function kindOf(path: string): Promise<PathKind> {
  try {
    const found = await stat(path);
    if (found.isFile()) return "file";
    return found.isDirectory() ? "folder" : "other";
  } catch {
    // Whatever the reason, there is nothing here that could be used.
    return "missing";
  }
}

async function list(path: string, most: number): Promise<Listing> {
  try {
    const entries: FolderEntry[] = [];
    let more = false;
    // To the end, whatever is kept of it: Deno lets go of a folder only there.
    for await (const entry of await opendir(path)) {
      more = entries.length >= most;
      if (!more) entries.push({ name: entry.name, kind: kindOfEntry(entry) });
    }
    return { kind: "listed", entries, more };
  } catch (error) {
    const why = codeOf(error);
    return why === "ENOENT" || why === "ENOTDIR" ? { kind: "missing" } : { kind: "refused", why };
  }
}

function kindOfEntry(entry: Dirent): FolderEntry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}

async function read(path: string, maxBytes: number): Promise<WorkspaceRead> {
  try {
    // Looked at before, since opening a pipe nobody writes to would wait for ever.
    if (!(await stat(path)).isFile()) return { kind: "no_file" };
    const handle = await open(path, constants.O_RDONLY);
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) return { kind: "too_large", bytes: size };
      const bytes = new Uint8Array(size);
      let filled = 0;
      for (let got = -1; got !== 0 && filled < size; filled += got) {
        got = (await handle.read(bytes, filled, size - filled, filled)).bytesRead;
      }
      return { kind: "read", bytes: bytes.subarray(0, filled) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const why = codeOf(error);
    return why === "ENOENT" || why === "ENOTDIR" ? { kind: "missing" } : { kind: "refused", why };
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "an unknown error";
}
