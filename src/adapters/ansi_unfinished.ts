/**
 * Markdown of which more is to come, as terminals show it: what is shown in a style keeps that style, and
 * what may turn out to be a sign, a link or a table waits until that shows.
 *
 * @module
 */
import type { Lexer, Token, Tokens } from "marked";
import { blocksOf, type Canvas, markdownLines } from "./ansi_markdown.ts";
import { paintedStart, unpainted } from "./ansi_paint.ts";

/** Characters that wait for what they turn out to be. Of more than these all are shown, without a style. */
const MOST_WAITING = 240;

/** A line of nothing but signs that begin or end blocks, as far as it has come. */
const SIGNS = /^[-=*_+#>`~|:\s]*(?:\d{1,9}[.)]?\s*)?$/;
/** A line that may be the head of a table. */
const ROW = /^\s*\||\s\|\s/;

/**
 * What could stand behind a text, by the sign in it that would be read in another way then: what is shown
 * in the same way whatever follows, stays.
 */
const continuations: readonly (readonly [sign: string, tails: readonly string[]])[] = [
  ["*", ["x", "*", "**", "***", "x*", "x**", "x***"]],
  ["_", ["x", "_", "__", "___", "x_", "x__", "x___"]],
  ["~", ["~", "~~", "x~", "x~~"]],
  ["`", ["x", "`", "``", "```", "x`", "x``"]],
  ["[", ["](x)", "(x)", "x)", 'x")', "x')"]],
  ["<", ["x>", ">", ":x>", "ab:x>"]],
  ["\\", ["*"]],
  ["&", ["amp;", ";"]],
];

/** The lines of the beginning of a text that is readable. */
export function unfinishedLines(text: string, canvas: Canvas): string[] {
  const tokens = blocksOf(withoutHalves(text));
  const last = tokens.findLastIndex(({ type }) => type !== "space");
  const end = tokens[last];
  if (end === undefined) return [];
  const lines = markdownLines(tokens.slice(0, last), canvas);
  if (lines.length > 0) lines.push("");
  const behind = tokens.slice(last + 1).map(({ raw }) => raw).join("");
  const [settled, open] = end.type === "list" ? itemsOf(end as Tokens.List) : [[], end];
  for (const line of markdownLines(settled, canvas)) lines.push(line);
  for (const line of openLines(open, { ...canvas, behind, links: tokens.links })) lines.push(line);
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** A list as one of all items but the last, and one of that: what is said cannot reach an earlier one. */
function itemsOf(list: Tokens.List): [settled: Tokens.List[], open: Tokens.List] {
  const items = list.items.slice(0, -1);
  const start = typeof list.start === "number" ? list.start + items.length : list.start;
  const open = list.items.slice(-1);
  const raw = open.map((item) => item.raw).join("");
  return [items.length === 0 ? [] : [{ ...list, items }], { ...list, items: open, start, raw }];
}

/** The last block, as far as it is shown whatever follows. */
function openLines(
  block: Token,
  { behind, links, ...canvas }: Canvas & { behind: string; links: Lexer["tokens"]["links"] },
): string[] {
  const lines = markdownLines([block], canvas);
  if (block.type === "code" || block.type === "table" || block.type === "hr") return lines;
  const tails = continuations.filter(([sign]) => block.raw.includes(sign))
    .flatMap(([, tails]) => tails);
  if (tails.length === 0) return lines;
  const shown = lines.join("\n");
  const settled = tails.reduce((length, more) => {
    const other = markdownLines(blocksOf(block.raw + behind + more, links), canvas).join("\n");
    return commonLength(shown, other, length);
  }, shown.length);
  return (settled === shown.length ? shown : withRest(shown, settled)).split("\n");
}

/** Without a last line that cannot be read yet: signs alone, a row that has no end, the head of a table. */
function withoutHalves(text: string): string {
  const lineStart = text.lastIndexOf("\n") + 1;
  const line = text.slice(lineStart);
  const source = line !== "" && SIGNS.test(line) ? text.slice(0, lineStart) : text;
  const tokens = blocksOf(source);
  const end = tokens.findLast(({ type }) => type !== "space");
  if (end === undefined) return source;
  if (end.type === "table") return source.endsWith("\n") ? source : cutLine(source);
  // A blank line has ended it.
  if (end.type !== "paragraph" || tokens.at(-1)?.type === "space") return source;
  const lastLine = source.trimEnd().split("\n").at(-1) ?? "";
  return ROW.test(lastLine) ? cutLine(source.trimEnd()) : source;
}

function cutLine(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

/** How far two texts are the same, up to `most` characters. */
function commonLength(one: string, other: string, most: number): number {
  let length = 0;
  while (length < most && one[length] === other[length]) length++;
  return length;
}

/** The settled start of what is shown; what waits follows it only where it has become too much. */
function withRest(shown: string, settled: number): string {
  const start = paintedStart(shown, settled);
  const rest = unpainted(shown).slice(unpainted(start).length);
  return rest.length > MOST_WAITING ? start + rest : start.trimEnd();
}
