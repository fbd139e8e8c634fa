/**
 * Unified diffs as terminals show them. One line after the other, and nothing in it that takes longer for
 * one text than for another of the same length: it is done where events are sent, which must not wait.
 *
 * @module
 */
import { bold, cyan, green, type Paint, plain, red, type Style } from "./ansi_paint.ts";
import { readable } from "./readable_text.ts";

const ASCII = /^[\x20-\x7e]*$/;
/** Hangul Jamo. */
const FIRST_WIDE = "\u1100";
const HEAD = /^(?:\+\+\+|---|diff |index )/;

/** What is added, what is taken away, and where: in lines of `cols` columns at most. */
export function diffText(text: string, { cols, paint }: { cols: number; paint: Paint }): string {
  const shown: string[] = [];
  for (const line of readable(text).split("\n")) {
    const style = styleOf(line);
    for (const part of broken(line, cols)) shown.push(paint(part, style));
  }
  return shown.join("\n");
}

function styleOf(line: string): Style {
  if (HEAD.test(line)) return [bold];
  if (line.startsWith("@@")) return [cyan];
  if (line.startsWith("+")) return [green];
  return line.startsWith("-") ? [red] : plain;
}

/** A line in parts; in code, no place to break it is better than another. */
function broken(line: string, cols: number): string[] {
  if (!ASCII.test(line)) return brokenByWidth(line, cols);
  if (line.length <= cols) return [line];
  const parts: string[] = [];
  for (let i = 0; i < line.length; i += cols) parts.push(line.slice(i, i + cols));
  return parts;
}

/** Widths are taken from a bound that needs no table: no character below it takes two columns. */
function brokenByWidth(line: string, cols: number): string[] {
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  let width = 0;
  for (const character of line) {
    const more = character < FIRST_WIDE ? 1 : 2;
    if (width + more > cols) {
      parts.push(line.slice(start, end));
      start = end;
      width = 0;
    }
    end += character.length;
    width += more;
  }
  return [...parts, line.slice(start)];
}
