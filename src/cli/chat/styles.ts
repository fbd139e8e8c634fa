/**
 * @module
 */

/** How text is set off from other text. Without colours each gives back what it is given. */
export interface Styles {
  dim(text: string): string;
  bold(text: string): string;
  alarm(text: string): string;
}

// SGR codes of ECMA-48, chapter 8.3.117, and what ends each.
const CODES = { dim: [2, 22], bold: [1, 22], alarm: [31, 39] } as const;

/** @param coloured `false` where nobody wants colours (`NO_COLOR`), or no person reads */
export function styles(coloured: boolean): Styles {
  const style = ([on, off]: readonly [number, number]) => (text: string) =>
    coloured && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return { dim: style(CODES.dim), bold: style(CODES.bold), alarm: style(CODES.alarm) };
}

/**
 * Text as it may stand on a terminal: what would move the cursor, colour the screen or turn the order of the
 * letters around is left out. An agent could else paint an approval other than what is approved.
 */
export function harmless(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
}

/** The same in one line, cut after so many characters. */
export function oneLine(text: string, most = 160): string {
  const line = harmless(text.replaceAll(/\s+/g, " ")).trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`;
}
