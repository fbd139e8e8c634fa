/**
 * Where small texts of windows are kept, in drawers: a port, since only adapters know a runtime.
 *
 * @module
 */

/** A document, without what it says. */
export interface ShelvedDocument {
  /** Its absolute path. */
  readonly path: string;
  /** The drawer it lies in. */
  readonly drawer: string;
  /** When it was put there. Milliseconds since the epoch. */
  readonly at: number;
}

/** What there is at a path. `outside`: the path leads elsewhere, and nobody looked. */
export type DocumentRead =
  | { readonly kind: "read"; readonly text: string }
  | { readonly kind: "missing" | "outside" };

/** See the module. Every method may throw, with a message that is shown to the user. */
export interface DocumentShelf {
  /**
   * Puts a document into a drawer. What is there already is never written over; where there is too much by
   * now, the oldest goes.
   *
   * @param drawer any text; what no folder should be named is left out
   * @param document.name letters, digits, `_` and `.`
   * @returns its absolute path
   */
  keep(drawer: string, document: { name: string; text: string }): Promise<string>;
  /** What there is, the newest first; of one drawer, where one is named. */
  list(drawer?: string): Promise<readonly ShelvedDocument[]>;
  /** What a document says. */
  read(path: string): Promise<DocumentRead>;
}

const none = () => Promise.reject(new Error("this gateway has no folder for documents"));

/** Of a gateway that is given no folder. */
export const noDocumentShelf: DocumentShelf = {
  keep: none,
  list: () => Promise.resolve([]),
  read: none,
};
