/** Sequences of styles, to be read and to be counted. */

// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b\[(\d+)m/g;

/** Sequences as letters that can be read in a test. */
export function signs(text: string): string {
  return text.replace(SEQUENCE, "<$1>");
}

/** A text without its styles. */
export function bare(text: string): string {
  return text.replace(SEQUENCE, "");
}

/** The styles that are in force at the end of a text, as a terminal that reads it has them. */
export function openStyles(text: string): string[] {
  const open = new Set<string>();
  for (const [, parameter] of text.matchAll(SEQUENCE)) {
    const code = Number(parameter);
    if (code === 22) { for (const name of ["1", "2"]) open.delete(name); }
    else if (code === 39) open.delete("colour");
    else if (code >= 23 && code <= 29) open.delete(String(code - 20));
    else open.add(code >= 30 ? "colour" : String(code));
  }
  return [...open];
}

/** What is left of a text without styles and line ends that is a control character, or turns words around. */
export function strangers(text: string): string[] {
  // deno-lint-ignore no-control-regex
  return bare(text).match(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g) ?? [];
}
