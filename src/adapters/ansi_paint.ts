/**
 * @module
 */
import { readable } from "./readable_text.ts";

/** What a piece of text looks like: parameters of SGR, which opens each of them by itself. */
export type Style = readonly number[];

export const plain: Style = [];
export const bold = 1;
export const dim = 2;
export const italic = 3;
export const underline = 4;
export const struck = 9;
export const red = 31;
export const green = 32;
export const yellow = 33;
export const cyan = 36;

/** Puts a style on a text, and takes out of it what is not to be read. */
export type Paint = (text: string, style: Style) => string;

/**
 * Makes what paints. A piece closes all it opens in each of its lines, so pieces never have a part in each other: there is no
 * nesting in which the end of one would be the end of another, as that of bold is of dim.
 *
 * @param colours `false`: weight, slope and lines only
 */
export function painter(colours: boolean): Paint {
  return (written, style) => {
    // Here, where every piece comes by: a parser makes characters of entities.
    const text = readable(written);
    const shown = colours ? style : style.filter((code) => code < 30);
    if (shown.length === 0) return text;
    const on = shown.map(sequence).join("");
    const off = shown.map((code) => sequence(offOf(code))).reverse().join("");
    return text.split("\n").map((line) => line === "" ? "" : on + line + off).join("\n");
  };
}

/** The parameter that ends a style. */
function offOf(code: number): number {
  if (code >= 30) return 39;
  return code === bold ? 22 : code + 20;
}

function sequence(code: number): string {
  return `\x1b[${code}m`;
}

/** All that a painter writes. */
// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b\[(\d+)m/g;

/** A painted text without its styles. */
export function unpainted(text: string): string {
  return text.replace(SEQUENCE, "");
}

/**
 * The first `length` characters of a painted text, sequences counted: a sequence or a character that would be
 * cut is left out, and what is open is closed.
 */
export function paintedStart(text: string, length: number): string {
  let end = length;
  const last = text.lastIndexOf("\x1b", end - 1);
  if (last >= 0 && text.indexOf("m", last) >= end) end = last;
  if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
  const start = text.slice(0, end);
  const open: number[] = [];
  for (const [, code] of start.matchAll(SEQUENCE)) track(open, Number(code));
  return start + open.reverse().map((code) => sequence(offOf(code))).join("");
}

function track(open: number[], code: number): void {
  const isOn = code < 20 || (code >= 30 && code < 39);
  if (isOn) return void open.push(code);
  for (let i = open.length - 1; i >= 0; i--) {
    if (offOf(open[i] ?? 0) === code) open.splice(i, 1);
  }
}
