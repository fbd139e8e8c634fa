/**
 * @module
 */
import type { Token, Tokens } from "marked";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** How a table is shown. */
export interface TableStyle {
  /** Columns of the window. */
  cols: number;
  /** What is in a cell. */
  shown(cell: { tokens?: Token[]; text?: string }, isHead: boolean): string;
}

/**
 * A table in columns that are as wide as what is in them; one that does not fit is shown a row after the
 * other, each cell behind the name of its column.
 */
export function tableLines(table: Tokens.Table, { cols, shown }: TableStyle): string[] {
  const head = table.header.map((cell) => shown(cell, true));
  const rows = table.rows.map((row) => row.map((cell) => shown(cell, false)));
  const widths = head.map((cell, i) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[i] ?? "")), stringWidth(cell))
  );
  const total = widths.reduce((sum, width) => sum + width + 3, -3);
  if (total > cols) {
    return rows.flatMap((row, n) => {
      const cells = row.map((cell, i) => `${head[i]}: ${cell}`);
      const lines = cells.flatMap((cell) => wrapAnsi(cell, cols, { hard: true }).split("\n"));
      return n === 0 ? lines : ["", ...lines];
    });
  }
  const line = (cells: readonly string[]) =>
    widths.map((width, i) => aligned(cells[i] ?? "", width, table.align[i])).join(" │ ").trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("─┼─"), ...rows.map(line)];
}

function aligned(
  text: string,
  width: number,
  align: "center" | "left" | "right" | null | undefined,
) {
  const space = Math.max(0, width - stringWidth(text));
  if (align === "right") return " ".repeat(space) + text;
  if (align !== "center") return text + " ".repeat(space);
  const left = Math.floor(space / 2);
  return " ".repeat(left) + text + " ".repeat(space - left);
}
