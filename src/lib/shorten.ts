/**
 * Short lines of long texts.
 *
 * @module
 */

/** Folds white space and cuts to `limit` characters, never inside a surrogate pair. */
export function shorten(text: string, limit: number): string {
  // Only the beginning matters, and a prompt may be megabytes long.
  const folded = text.slice(0, limit * 8).replace(/\s+/g, " ").trim();
  const cut = folded.slice(0, limit);
  const last = cut.charCodeAt(cut.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}
