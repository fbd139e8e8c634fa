/**
 * Texts that somebody else wrote, before they are shown in a terminal.
 *
 * @module
 */

/**
 * What is in a text beside what is to be read. An answer must not move the cursor, name the window or link
 * a word to an address nobody sees (control characters begin all sequences), and not be read in another
 * order than it is written (embeddings, overrides and isolates of direction). Half of a surrogate pair is
 * no character; tags, annotations and the deprecated format characters show nothing and hide something.
 */
const UNREADABLE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

/** A text without what is not to be read; lines end in `\n`, and a tab is four spaces. */
export function readable(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(UNREADABLE, "").replaceAll(
    "\t",
    "    ",
  );
}
