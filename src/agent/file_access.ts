/**
 * How agents reach files: a port, since only adapters know a runtime. Paths are those of the machine the
 * gateway runs on, in its notation.
 *
 * @module
 */

/** What became of reading a file. */
export type FileRead =
  | { kind: "read"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "missing" }
  /** A folder, a symbolic link, a device, a pipe: reading it might never end. */
  | { kind: "no_file" }
  | { kind: "too_large"; bytes: number }
  /** The system refused; `why` is its word for it: `EACCES`. */
  | { kind: "refused"; why: string };

/** What became of writing a file. */
export type FileWrite = { kind: "written" } | { kind: "no_file" } | {
  kind: "refused";
  why: string;
};

/** Files and the arithmetic of their paths. */
export interface FileAccess {
  /** `path` without `.` and `..`; one that is not absolute counts from `folder`, which is. */
  absolute(folder: string, path: string): string;
  /** The folder of an absolute path; of the root, the root. */
  parent(path: string): string;
  /** The last part of a path. */
  base(path: string): string;
  /** Whether an absolute path is that folder or lies in it. Looks at the letters, not at the disk. */
  contains(folder: string, path: string): boolean;
  /**
   * The path with every symbolic link followed; `undefined` if there is no such file.
   *
   * @throws what the system says where it cannot be looked for
   */
  realPath(path: string): Promise<string | undefined>;
  /**
   * Where a symbolic link points, as it is written in it; `undefined` if there is no such link.
   *
   * @throws as `realPath`
   */
  linkTarget(path: string): Promise<string | undefined>;
  /** Reads a file of at most `maxBytes`; a symbolic link at the end of the path is no file. */
  read(path: string, maxBytes: number): Promise<FileRead>;
  /**
   * Replaces a file, or makes it and the folders it needs; a symbolic link at the end of the path is no
   * file.
   */
  write(path: string, text: string): Promise<FileWrite>;
}
