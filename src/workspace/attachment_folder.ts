/**
 * Where what is sent along with prompts is kept: a port, since only adapters know a runtime.
 *
 * @module
 */

/** What was sent in one session. */
export interface KeptAttachments {
  /** The session's live id. */
  readonly session: string;
  /** When something was added last. Milliseconds since the epoch. */
  readonly at: number;
}

/** See the module. */
export interface AttachmentFolder {
  /**
   * Writes a file that nobody but this user can read, under a name that begins with letters of its own.
   *
   * @param session the live id
   * @param file.name as people know it; what no file name should hold is left out
   * @returns its absolute path
   * @throws {unknown} with a message that is shown to the user
   */
  keep(session: string, file: { name: string; bytes: Uint8Array }): Promise<string>;
  /**
   * Removes one file that was sent in a session. A path that {@linkcode AttachmentFolder.keep} did not answer
   * for this session is left alone, and so is one that is gone.
   */
  removeFile(session: string, path: string): Promise<void>;
  /** Removes what was sent in a session. One that has nothing is no mistake. */
  remove(session: string): Promise<void>;
  /** Every session something was sent in. */
  all(): Promise<readonly KeptAttachments[]>;
}

/** Of a gateway that is given no folder. */
export const noAttachmentFolder: AttachmentFolder = {
  keep: () => Promise.reject(new Error("this gateway has no folder for attachments")),
  removeFile: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  all: () => Promise.resolve([]),
};
