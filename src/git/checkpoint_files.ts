/**
 * What checkpoints need of the file system: a port, since only adapters know a runtime.
 *
 * @module
 */

/** What stands at a path of a folder. `gone`: nothing, or a link stands on the way to it. */
export type FolderItem =
  /** A file that may be read, or a symbolic link. */
  | { kind: "here"; bytes: number }
  | { kind: "folder" | "gone" | "unreadable" };

/** A copy of an index. */
export interface BorrowedIndex {
  /** The copy. */
  readonly path: string;
  /** By which what it was copied from is known again; empty: there was none. */
  readonly stamp: string;
}

/** Stores of checkpoints: a folder for each folder that is kept, all of them in one. */
export interface CheckpointFiles {
  /** Where the stores are; `undefined`: the environment names no folder. */
  root(): string | undefined;
  /** A folder behind symbolic links; `undefined`: there is none that may be looked at. */
  realFolder(path: string): Promise<string | undefined>;
  /**
   * Makes of a folder what git takes for a repository, where it is none: no hook, and no configuration but
   * ours. Notes that it is in use.
   *
   * @param place the store, and the folder that is kept in it
   * @param exclude what is left out beside what `.gitignore` files say, in their notation
   * @returns whether names that differ in case alone are one in that folder, as is said to git, too
   * @throws {Error} where it cannot be written
   */
  prepare(
    place: { store: string; folder: string },
    exclude: string,
  ): Promise<{ ignoresCase: boolean }>;
  /** A copy of a store's index, for one user; where there is none, a name for one. */
  borrowIndex(store: string): Promise<BorrowedIndex>;
  /** Puts a copy into the place of the index, at once or not at all. Answers the stamp of that. */
  keepIndex(store: string, index: string): Promise<string>;
  /** Removes a copy, and what a git that was killed has left beside it. */
  dropIndex(index: string): Promise<void>;
  /** Removes the index itself: what it says is found out anew. */
  forgetIndex(store: string): Promise<void>;
  /** Moves a damaged store out of the way, to a name of its own; of one folder the last three are kept. */
  setAside(store: string): Promise<void>;
  /** What stands at some paths of a folder, in their order. */
  look(folder: string, paths: readonly string[]): Promise<FolderItem[]>;
  /** Whether there is a repository in a folder, however deep. */
  holdsRepository(folder: string): Promise<boolean>;
  /** Whether a path of a folder leads through no symbolic link that leads out of it. */
  staysInside(folder: string, path: string): Promise<boolean>;
  /**
   * Removes what killed gits have left, and the stores that were not used since `unusedSince` (milliseconds
   * since the epoch), or are the longest unused above `most`.
   */
  tidy(root: string, keep: { unusedSince: number; most: number }): Promise<void>;
}
