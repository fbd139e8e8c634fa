/**
 * What the program around a gateway may tell people.
 *
 * @module
 */

/** How much a notice matters. */
export type NoticeLevel = "info" | "success" | "warn" | "error";

/** What a notice is about: where conversations are kept, an agent, the configuration, calls. */
export type NoticeKind = "store" | "agent" | "config" | "queue";

/** Something to be shown. */
export interface Notice {
  /** Names it for as long as it is shown: one with the same key takes its place. */
  readonly key: string;
  /** What it is about. */
  readonly kind: NoticeKind;
  /** How much it matters. */
  readonly level: NoticeLevel;
  /** For people. */
  readonly text: string;
  /** Milliseconds it is shown; `null`: until it is cleared, also to those who come later. */
  readonly ttlMs: number | null;
}

/** Where notices are shown to everybody. */
export interface NoticeBoard {
  /** Shows one. Of those of one key that go by themselves, at most one in ten seconds is shown. */
  show(notice: Notice): void;
  /** What lasts under this key is over. Nothing happens where nothing is shown. */
  clear(key: string): void;
}
