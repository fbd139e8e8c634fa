/**
 * How folders of this machine are looked into: a port, since only adapters know a runtime. Paths are those
 * of the machine the gateway runs on, in its notation.
 *
 * @module
 */

/** What stands at a path. `other`: a device, a pipe, a socket. */
export type PathKind = "file" | "folder" | "other" | "missing";

/** One name in a folder. A `link` is a symbolic link: {@linkcode WorkspaceAccess.kindOf} tells to what. */
export interface FolderEntry {
  /** Without its folder. */
  readonly name: string;
  /** What it is by itself. */
  readonly kind: "file" | "folder" | "link" | "other";
}

/** What a folder holds. `more`: it holds more than was asked for. */
export type Listing =
  | { kind: "listed"; entries: readonly FolderEntry[]; more: boolean }
  | { kind: "missing" }
  /** The system refused; `why` is its word for it: `EACCES`. */
  | { kind: "refused"; why: string };

/** What became of reading a file. */
export type WorkspaceRead =
  | { kind: "read"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "missing" }
  /** A folder, a device, a pipe: reading it might never end. */
  | { kind: "no_file" }
  | { kind: "too_large"; bytes: number }
  /** As of {@linkcode Listing}. */
  | { kind: "refused"; why: string };

/** Folders, files, and the arithmetic of their paths. Nothing in here throws. */
export interface WorkspaceAccess {
  /** The user's home folder; empty: there is none. */
  readonly home: string;
  /** `path` without `.` and `..`; one that is not absolute counts from `folder`. */
  absolute(folder: string, path: string): string;
  /**
   * The way from a folder to a path in it, with `/` between the names; `undefined` for one outside. Looks
   * at the letters, not at the disk.
   */
  inside(folder: string, path: string): string | undefined;
  /** The last part of a path. */
  base(path: string): string;
  /** An absolute path as a `file:` URL. */
  url(path: string): string;
  /** What stands at a path, symbolic links followed. What cannot be looked at is missing. */
  kindOf(path: string): Promise<PathKind>;
  /** At most so many names of a folder, in no order. */
  list(path: string, most: number): Promise<Listing>;
  /** Reads a file of at most `maxBytes`, symbolic links followed. */
  read(path: string, maxBytes: number): Promise<WorkspaceRead>;
}

/** Of a gateway that is given no files. */
export const noWorkspace: WorkspaceAccess = {
  home: "",
  absolute: (_folder, path) => path,
  inside: () => undefined,
  base: (path) => path,
  url: (path) => path,
  kindOf: () => Promise.resolve("missing"),
  list: () => Promise.resolve({ kind: "missing" }),
  read: () => Promise.resolve({ kind: "missing" }),
};
