/**
 * Finds a path at the beginning of what somebody sends: terminals write one there for a file that is dropped
 * on them.
 *
 * @module
 */
import type { WorkspaceAccess } from "./workspace_access.ts";

/** A path, and what stood behind it. */
export interface DroppedPath {
  /** Absolute. */
  path: string;
  /** Without the white space around it. */
  remainder: string;
}

/** Characters of a path at most, on any system. */
const LONGEST_PATH = 4_096;

/** Whether a text begins as a path does that was dropped; one that is typed begins in any way. */
export function looksDropped(text: string): boolean {
  return /^\s*['"]?(?:file:\/\/|\/|~\/|\.{1,2}\/|[A-Za-z]:[\\/])/.test(text.slice(0, 200));
}

/**
 * The file a text begins with: all of it, what is in quotes, or all up to a blank that is not escaped.
 *
 * @returns `undefined` if there is no such file
 */
export async function droppedPath(
  text: string,
  { access, folder }: { access: WorkspaceAccess; folder: string },
): Promise<DroppedPath | undefined> {
  for (const { path, remainder } of readings(text.trim())) {
    const absolute = absolutePath(path, { access, folder });
    if (absolute === undefined || await access.kindOf(absolute) !== "file") continue;
    return { path: absolute, remainder: remainder.trim() };
  }
  return undefined;
}

/** A path as it was typed, as an absolute one; `undefined`: it can be none. */
export function absolutePath(
  typed: string,
  { access, folder }: { access: WorkspaceAccess; folder: string },
): string | undefined {
  if (typed === "" || typed.length > LONGEST_PATH || typed.includes("\0")) return undefined;
  if (typed.startsWith("file://")) return fromUrl(typed);
  if (!typed.startsWith("~/")) return access.absolute(folder, typed);
  return access.home === "" ? undefined : access.absolute(access.home, typed.slice(2));
}

function* readings(text: string): Generator<DroppedPath> {
  // Beyond that nothing can be a path, and a prompt may be megabytes long.
  const head = text.slice(0, LONGEST_PATH + 2);
  const whole = head.length === text.length && !head.includes("\n");
  if (whole) yield { path: head, remainder: "" };
  const [quoted, , inner] = /^(['"])([^\n]*?)\1(?=\s|$)/.exec(head) ?? [];
  if (quoted !== undefined && inner !== undefined) {
    return yield { path: inner, remainder: text.slice(quoted.length) };
  }
  const [word = ""] = /^(?:\\.|[^\s\\])+/.exec(head) ?? [];
  if (word === "") return;
  const remainder = text.slice(word.length);
  yield { path: word.replace(/\\(.)/g, "$1"), remainder };
  // As Windows writes it.
  if (word.includes("\\")) yield { path: word, remainder };
}

function fromUrl(text: string): string | undefined {
  try {
    const { protocol, pathname } = new URL(text);
    if (protocol !== "file:") return undefined;
    const path = decodeURIComponent(pathname);
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    // Not every text that begins like a URL is one.
    return undefined;
  }
}
