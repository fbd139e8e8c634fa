/**
 * Tables in Markdown.
 *
 * @module
 */
import type { Row } from "./rows.ts";

/** A table; a cell may hold any Markdown of one line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What a caller sends. */
export function paramsTable(rows: readonly Row[]): string {
  const presence = ({ required, fallback }: Row) => {
    if (required) return "required";
    return fallback === undefined ? "" : `\`${fallback}\``;
  };
  return table(
    ["param", "type", "default", "meaning"],
    rows.map((row) => [`\`${row.path}\``, withoutNull(row), presence(row), row.meaning]),
  );
}

/** What comes back. A member that may be missing has a question mark. */
export function membersTable(rows: readonly Row[]): string {
  return table(
    ["member", "type", "meaning"],
    rows.map(({ path, type, required, meaning }) => [
      `\`${path}${required ? "" : "?"}\``,
      type,
      meaning,
    ]),
  );
}

// Every param that may be left out may be null as well: it is said once, above all tables.
function withoutNull({ type, required }: Row): string {
  return required ? type.replace(/ or null$/, "") : type.replace(/ or null$/, "");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
