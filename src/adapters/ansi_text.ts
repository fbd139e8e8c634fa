/**
 * Answers and diffs as terminals show them. Nothing else imports what makes them, but for its tests: a
 * gateway that nobody asks for renderings does not load it.
 *
 * @module
 */
import type { MarkdownLook } from "../session/rendering.ts";
import { blocksOf, markdownLines, wrapped } from "./ansi_markdown.ts";
import { painter } from "./ansi_paint.ts";
import { unfinishedLines } from "./ansi_unfinished.ts";
import { readable } from "./readable_text.ts";

/**
 * Markdown in lines of `cols` columns at most. No line leaves a style open, and no sequence but those of
 * our own styles is in it, whatever the text says.
 *
 * @throws {Error} for what the parser cannot take, such as folds without end
 */
export function markdownText(text: string, { cols, colours, isOpen }: MarkdownLook): string {
  const canvas = { cols, paint: painter(colours) };
  const source = readable(text);
  if (isSlow(source)) return wrapped(source, canvas).join("\n");
  const lines = isOpen ? unfinishedLines(source, canvas) : markdownLines(blocksOf(source), canvas);
  return lines.join("\n").trimEnd();
}

/**
 * Pairs of marks in one paragraph that are looked at, in all paragraphs together: each may belong to each. Far
 * beyond any answer. Of somebody's who made more of them to be slow there would be nothing in time; it is shown
 * as it was written.
 */
const MOST_PAIRS = 500_000;

function isSlow(text: string): boolean {
  let pairs = 0;
  for (const paragraph of text.split(/\n[^\S\n]*\n/)) {
    const marks = paragraph.match(/[*_]+/g)?.length ?? 0;
    pairs += marks * marks;
  }
  return pairs > MOST_PAIRS;
}
