/**
 * What is sent along with prompts, as files: a folder for each session, each file with a name of its own.
 *
 * @module
 */
import { chmod, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { randomHex } from "../lib/ids.ts";
import type { AttachmentFolder, KeptAttachments } from "../workspace/attachment_folder.ts";

/**
 * Characters of a name and of its extension that are kept, one of them four bytes at most: with the folder's
 * own letters below the 255 bytes that file systems take.
 */
const NAME_CHARS = 48;
const EXTENSION_CHARS = 12;

/**
 * Keeps attachments in a folder, which is made with the first of them (0700). Under Deno it needs permission
 * to read and write there.
 *
 * @param place where; asked each time, and `undefined` where the environment names none
 */
export function attachmentFolder(place: () => string | undefined): AttachmentFolder {
  return {
    async keep(session, { name, bytes }) {
      const root = place();
      if (root === undefined) {
        throw new Error("no folder for the state; set HOME or XDG_STATE_HOME");
      }
      const folder = folderOf(root, session);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${randomHex(4)}_${fileName(name)}`);
      // Never over what is there: a link somebody put there would lead elsewhere.
      await writeFile(path, bytes, { flag: "wx", mode: 0o600 });
      // The file system may have given something to the mode.
      await chmod(path, 0o600);
      return path;
    },
    async removeFile(session, path) {
      const root = place();
      if (root === undefined) return;
      const name = basename(path);
      // A path that leads elsewhere, however it is written, is none that was made here.
      const ours = /^[0-9a-f]{8}_/.test(name) && join(folderOf(root, session), name) === path;
      if (ours) await rm(path, { force: true });
    },
    async remove(session) {
      const root = place();
      if (root !== undefined) await rm(folderOf(root, session), { recursive: true, force: true });
    },
    async all() {
      const root = place();
      const found: KeptAttachments[] = [];
      if (root === undefined) return found;
      for (const session of await namesIn(root)) {
        if (!isSession(session)) continue;
        const at = await changedAt(join(root, session));
        if (at !== undefined) found.push({ session, at });
      }
      return found;
    },
  };
}

function folderOf(root: string, session: string): string {
  if (!isSession(session)) throw new RangeError(`Cannot keep attachments of "${session}"`);
  return join(root, session);
}

function isSession(name: string): boolean {
  return /^[0-9a-f]{8}$/.test(name);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}

/** `undefined`: somebody else has removed it since its name was read. */
async function changedAt(folder: string): Promise<number | undefined> {
  try {
    return (await stat(folder)).mtimeMs;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}

/** What is left of a name where a file must bear it: on any system, in a prompt, without quotes. */
function fileName(name: string): string {
  const plain = name.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "_").replace(/^[._]+/, "");
  const dot = plain.lastIndexOf(".");
  const extension = dot === -1 ? "" : firstOf(plain.slice(dot), EXTENSION_CHARS);
  const stem = dot === -1 ? plain : plain.slice(0, dot);
  return `${firstOf(stem, NAME_CHARS) || "file"}${extension}`;
}

/** The beginning of a text; of characters, none is cut in two. */
function firstOf(text: string, chars: number): string {
  return [...text.slice(0, chars * 2)].slice(0, chars).join("");
}
