/**
 * @module
 */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { cutText } from "./cut_text.ts";

/** A change of one file. */
export interface FileChange {
  path: string;
  /** `undefined`: the file is new. */
  before: string | undefined;
  after: string;
}

/** Characters of both sides together that are shown at all; more would hold the event loop. */
const MAX_COMPARED = 1024 * 1024;
/** Lines that may differ before comparing gives up: 600 take 25 ms, and the time grows with their square. */
const MAX_EDITS = 600;
const NO_NEWLINE = "\\ No newline at end of file\n";

/** Changes as unified diffs, one after the other, at most `limit` characters in all. */
export function inlineDiff(changes: readonly FileChange[], limit: number): string {
  return cutText(changes.map(unified).join(""), limit);
}

function unified({ path: named, before, after }: FileChange): string {
  const path = named.replace(/[\r\n]/g, " ");
  const oldName = before === undefined ? "/dev/null" : path;
  const header = `--- ${oldName}\n+++ ${path}\n`;
  const size = (before?.length ?? 0) + after.length;
  if (size > MAX_COMPARED) return `${header}[${size} characters, too many to be compared]\n`;
  const options = { context: 3, maxEditLength: MAX_EDITS, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(oldName, path, before ?? "", after, undefined, undefined, options) ??
    header + replaced(before ?? "", after);
}

/** All of the one side gone, all of the other new: true of any two texts, and made in no time. */
function replaced(before: string, after: string): string {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const hunk = `@@ -${rangeOf(old)} +${rangeOf(fresh)} @@\n`;
  return hunk + marked("-", old) + marked("+", fresh);
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function rangeOf(lines: readonly string[]): string {
  return lines.length === 0 ? "0,0" : `1,${lines.length}`;
}

function marked(mark: string, lines: readonly string[]): string {
  return lines.map((line) => line.endsWith("\n") ? mark + line : `${mark}${line}\n${NO_NEWLINE}`)
    .join("");
}
