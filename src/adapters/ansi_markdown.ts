/**
 * Markdown as terminals show it.
 *
 * @module
 */
import { Lexer, type Token, type Tokens } from "marked";
import wrapAnsi from "wrap-ansi";
import {
  bold,
  dim,
  italic,
  type Paint,
  plain,
  struck,
  type Style,
  underline,
  yellow,
} from "./ansi_paint.ts";
import { tableLines } from "./ansi_table.ts";

/** Where and with what it is shown. */
export interface Canvas {
  /** Columns. */
  cols: number;
  paint: Paint;
}

/** Columns of the longest rule: one across a wide window says no more. */
const RULE_COLS = 60;
/** Folds deeper than this are shown as they were written: somebody made them to be slow. */
const DEEPEST = 16;
/** Columns below which nothing is folded any more. */
const NARROWEST = 8;

/** Entities that models write, but for those with numbers, which the parser reads. */
const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&nbsp;": " ",
};

/** The blocks of a text that is {@linkcode readable}. `links`: addresses that were named before it. */
export function blocksOf(text: string, links: Lexer["tokens"]["links"] = {}): Lexer["tokens"] {
  const lexer = new Lexer();
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(text) as Lexer["tokens"];
}

/** Blocks as lines of `cols` columns at most, with a blank line between them. */
export function markdownLines(tokens: readonly Token[], canvas: Canvas): string[] {
  return blocks(tokens, canvas, 0);
}

function blocks(tokens: readonly Token[], canvas: Canvas, depth: number): string[] {
  const lines: string[] = [];
  for (const token of tokens) {
    const shown = block(token as Tokens.Generic, canvas, depth);
    if (shown.length === 0) continue;
    if (lines.length > 0 && token.type !== "text" && depth === 0) lines.push("");
    // Not spread: there may be more lines than a call takes arguments.
    for (const line of shown) lines.push(line);
  }
  return lines;
}

function block(token: Tokens.Generic, canvas: Canvas, depth: number): string[] {
  const { cols, paint } = canvas;
  if (depth > DEEPEST || cols < NARROWEST) return wrapped(token.raw.trimEnd(), canvas);
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "heading":
      return wrapped(spanOf(token, token.depth === 1 ? [bold, underline] : [bold], canvas), canvas);
    case "code":
      return (token as Tokens.Code).text.split("\n").flatMap((line) =>
        wrapAnsi(line, Math.max(1, cols - 2), { hard: true, trim: false }).split("\n")
          .map((part) => `  ${paint(part, [yellow])}`)
      );
    case "blockquote":
      return blocks(token.tokens ?? [], { paint, cols: cols - 2 }, depth + 1)
        .map((line) => `${paint("│", [dim])} ${line}`);
    case "list":
      return listLines(token as Tokens.List, canvas, depth);
    case "table":
      return tableLines(token as Tokens.Table, {
        cols,
        // A line end can be written as an entity.
        shown: (cell, isHead) =>
          spanOf(cell, isHead ? [bold] : plain, canvas).replaceAll("\n", " "),
      });
    case "hr":
      return [paint("─".repeat(Math.min(cols, RULE_COLS)), [dim])];
    default:
      return wrapped(spanOf(token, plain, canvas), canvas);
  }
}

/** A text in lines of `cols` columns at most, broken between words where that can be done. */
export function wrapped(text: string, { cols }: Canvas): string[] {
  return wrapAnsi(text, Math.max(1, cols), { hard: true }).split("\n");
}

function listLines(list: Tokens.List, canvas: Canvas, depth: number): string[] {
  const first = typeof list.start === "number" ? list.start : 1;
  return list.items.flatMap((item, i) => {
    const sign = list.ordered ? `${first + i}. ` : "• ";
    const box = item.task ? (item.checked ? "[x] " : "[ ] ") : "";
    const tokens = item.tokens.filter(({ type }) => type !== "checkbox");
    const cols = canvas.cols - sign.length - box.length;
    const lines = blocks(tokens, { ...canvas, cols }, depth + 1);
    const indent = " ".repeat(sign.length + box.length);
    return (lines.length === 0 ? [""] : lines).map((line, n) =>
      n === 0 ? `${sign}${box}${line}` : `${indent}${line}`
    );
  });
}

/** What is in a line, in a style and in those of its parts. */
function spanOf(
  token: { tokens?: Token[] | undefined; text?: string; raw?: string },
  style: Style,
  canvas: Canvas,
): string {
  if (token.tokens === undefined) {
    return canvas.paint(withEntities(token.text ?? token.raw ?? ""), style);
  }
  return token.tokens.map((each) => inline(each as Tokens.Generic, style, canvas)).join("");
}

function inline(token: Tokens.Generic, style: Style, canvas: Canvas): string {
  switch (token.type) {
    case "strong":
      return spanOf(token, also(style, bold), canvas);
    case "em":
      return spanOf(token, also(style, italic), canvas);
    case "del":
      return spanOf(token, also(style, struck), canvas);
    case "codespan":
      return canvas.paint(token.text, also(style, yellow));
    case "br":
      return "\n";
    case "link":
      return spanOf(token, also(style, underline), canvas) + addressOf(token, style, canvas);
    case "image": {
      const name = token.text || "image";
      return canvas.paint(name, also(style, underline)) + addressOf(token, style, canvas);
    }
    case "checkbox":
      return "";
    default:
      return spanOf(token, style, canvas);
  }
}

/** An address that is not what is shown already stands behind it, so that it can be seen and copied. */
function addressOf({ href, text }: Tokens.Generic, style: Style, { paint }: Canvas): string {
  const isShown = text === href || `mailto:${text}` === href;
  return isShown ? "" : paint(` (${href})`, style);
}

function also(style: Style, code: number): Style {
  return style.includes(code) ? style : [...style, code];
}

function withEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|nbsp);/g, (entity) => entities[entity] ?? entity);
}
