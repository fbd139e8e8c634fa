/**
 * How pages of a PDF become images: a port, since programs are for whoever knows a runtime.
 *
 * @module
 */

/** Which pages, counted from 1. */
export interface PageRange {
  /** The first of them. */
  readonly first: number;
  /** Missing: the last one there is, or the last one that is taken at once. */
  readonly last: number | undefined;
}

/** One page as a PNG. */
export interface PageImage {
  /** Which one, counted from 1. */
  readonly page: number;
  /** The whole PNG. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What came of it; every `why` is for the user. */
export type PagesOutcome =
  | { kind: "pages"; pages: readonly PageImage[]; total: number }
  /** The document has no such pages. */
  | { kind: "no_such_page"; total: number }
  | { kind: "failed"; why: string };

/** See the module. */
export interface PdfPages {
  /** What is missing on this machine, and what to do about it; `undefined`: nothing. */
  missing(): Promise<string | undefined>;
  /** Draws pages, {@linkcode MOST_PAGES} at most. Bounded in time and memory, whatever the file is. */
  draw(pdf: Uint8Array, range: PageRange, signal: AbortSignal): Promise<PagesOutcome>;
}

/** Pages that are drawn at once; PROTOCOL 3.8. */
export const MOST_PAGES = 25;

/** Of a gateway that cannot. */
export const noPdfPages: PdfPages = {
  missing: () =>
    Promise.resolve("this gateway does not make images of PDF pages; refer to it with file.attach"),
  draw: () => Promise.resolve({ kind: "failed", why: "this gateway draws no pages" }),
};
