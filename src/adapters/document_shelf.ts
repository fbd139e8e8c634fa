/**
 * Small texts of windows as files: a folder for each drawer, all of them together bounded.
 *
 * @module
 */
import type { Dirent } from "node:fs";
import { lstat, readdir, readFile, realpath, rmdir, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { DocumentShelf, ShelvedDocument } from "../workspace/document_shelf.ts";
import { saveDocument } from "./saved_documents.ts";

/** Characters of a drawer's name that are kept: they are bytes too. */
const NAME_CHARS = 64;

/** How much there may be. */
export interface ShelfLimits {
  /** Documents, in all drawers together. */
  maxDocuments: number;
  /** Bytes of one. */
  maxBytes: number;
}

/**
 * Keeps documents below a folder, which is made with the first of them (0700). Under Deno it needs
 * permission to read and write there.
 *
 * @param place where; asked each time, and `undefined` where the environment names none
 */
export function documentShelf(
  place: () => string | undefined,
  { maxDocuments, maxBytes }: ShelfLimits,
): DocumentShelf {
  const root = () => {
    const folder = place();
    if (folder === undefined) {
      throw new Error("no folder for the state; set HOME or XDG_STATE_HOME");
    }
    return resolve(folder);
  };
  return {
    async keep(drawer, { name, text }) {
      const { length: bytes } = new TextEncoder().encode(text);
      if (bytes > maxBytes) {
        throw new Error(`it has ${bytes} bytes, of ${maxBytes} at most; shorten it`);
      }
      const path = saveDocument(join(root(), drawerName(drawer)), { name, text });
      const others = (await listed(root())).filter((document) => document.path !== path);
      for (const old of others.slice(maxDocuments - 1)) await removed(old.path);
      return path;
    },
    async list(drawer) {
      const documents = await listed(root());
      if (drawer === undefined) return documents;
      const name = drawerName(drawer);
      return documents.filter((document) => document.drawer === name);
    },
    async read(path) {
      const folder = root();
      const file = resolve(folder, path);
      if (dirname(dirname(file)) !== folder) return { kind: "outside" };
      try {
        // A link somebody put there leads elsewhere.
        const [shelf, real] = await Promise.all([realpath(folder), realpath(file)]);
        if (dirname(dirname(real)) !== shelf) return { kind: "outside" };
        const { size } = await lstat(real);
        if (size > maxBytes) throw new Error(`"${path}" has over ${maxBytes} bytes`);
        return { kind: "read", text: await readFile(real, "utf8") };
      } catch (error) {
        if (isMissing(error)) return { kind: "missing" };
        throw error;
      }
    },
  };
}

/** The newest first; of the same moment, by name, so that the order is always the same. */
async function listed(root: string): Promise<ShelvedDocument[]> {
  const documents: ShelvedDocument[] = [];
  for (const drawer of await entriesOf(root)) {
    // A link somebody put there leads to what is not ours to remove.
    if (!drawer.isDirectory()) continue;
    for (const { name } of await entriesOf(join(root, drawer.name))) {
      const path = join(root, drawer.name, name);
      const at = await changedAt(path);
      if (at !== undefined) documents.push({ path, drawer: drawer.name, at });
    }
  }
  return documents.sort((a, b) => b.at - a.at || (a.path < b.path ? 1 : -1));
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** `undefined`: somebody else has removed it meanwhile, or it is no plain file. */
async function changedAt(path: string): Promise<number | undefined> {
  try {
    const facts = await lstat(path);
    return facts.isFile() ? facts.mtimeMs : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function removed(path: string): Promise<void> {
  try {
    await unlink(path);
    // The last of a drawer: each session has one.
    await rmdir(dirname(path));
  } catch (error) {
    if (["ENOENT", "ENOTEMPTY", "EEXIST"].includes(String(codeOf(error)))) return;
    throw new Error(`Cannot remove the old "${basename(path)}": ${error}`);
  }
}

function drawerName(text: string): string {
  const plain = text.replace(/[^\w-]+/g, "_").slice(0, NAME_CHARS);
  return plain === "" ? "default" : plain;
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
