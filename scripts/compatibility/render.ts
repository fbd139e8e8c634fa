/**
 * docs/COMPATIBILITY.md, put together.
 *
 * @module
 */
import { fillTemplate } from "../fill_template.ts";
import type { Row, Status } from "./rows.ts";

const HEAD = "<!-- Made by scripts/gen_compatibility.ts from scripts/compatibility: edit " +
  "template.md, methods.ts or events.ts there, then run `deno task compatibility`. -->";

const SECTIONS: Readonly<Record<string, string>> = {
  "3.1": "Sessions",
  "3.2": "Prompts",
  "3.3": "Answers to questions",
  "3.4": "Commands",
  "3.5": "Completion",
  "3.6": "Settings and models",
  "3.7": "Tools and administration",
  "3.8": "Shell, files and images",
  "3.9": "Processes and delegation",
  "3.10": "Projects",
  "3.11": "Families, and what came later",
};

const WORDS: Readonly<Record<Status, string>> = {
  served: "yes",
  partly: "in part",
  off: "off",
  no: "no",
};

/** So many numbers of a proof are shown. */
const SHOWN = 8;

/** What the tables are made of. */
export interface Tables {
  readonly methods: { rows: readonly Row[]; ownRows: readonly Row[] };
  readonly events: { rows: readonly Row[]; ownRows: readonly Row[] };
  /** The lane of a method, if it is built. */
  readonly laneOf: (method: string) => string | undefined;
}

/**
 * The template with its tables, not yet formatted.
 *
 * @throws {Error} naming a mark of the template that is not known, or a part that has none
 */
export function renderCompatibility(template: string, tables: Tables): string {
  const { methods, events, laneOf } = tables;
  const parts = new Map([
    ["count", count(methods.rows, events.rows)],
    ["methods", methodTables(methods.rows, laneOf)],
    ["own methods", methodTable(methods.ownRows, laneOf)],
    ["events", eventTable(events.rows)],
    ["own events", eventTable(events.ownRows)],
  ]);
  return fillTemplate(template, { head: HEAD, parts });
}

function count(methods: readonly Row[], events: readonly Row[]): string {
  const of = (rows: readonly Row[], status: Status) =>
    rows.filter((row) => row.status === status).length;
  const said = (rows: readonly Row[]) =>
    `${of(rows, "served")} served, ${of(rows, "partly")} in part, ${of(rows, "off")} answered as ` +
    `switched off, ${of(rows, "no")} not there`;
  return `Of ${methods.length} methods: ${said(methods)}.\nOf ${events.length} events: ` +
    `${said(events)}.`;
}

function methodTables(rows: readonly Row[], laneOf: Tables["laneOf"]): string {
  const sections = [...new Set(rows.map(({ section }) => section))];
  return sections.map((section) => {
    const title = SECTIONS[section];
    if (title === undefined) throw new Error(`Making the tables: section ${section} has no title`);
    return `### ${title}\n\n${methodTable(rows.filter((row) => row.section === section), laneOf)}`;
  }).join("\n\n");
}

function methodTable(rows: readonly Row[], laneOf: Tables["laneOf"]): string {
  return table(
    ["method", "lane", "served", "shown by", "notes"],
    rows.map((row) => [title(row), laneOf(row.name) ?? "–", ...rest(row)]),
  );
}

function eventTable(rows: readonly Row[]): string {
  return table(
    ["event", "sent", "shown by", "notes"],
    rows.map((row) => [title(row), ...rest(row)]),
  );
}

function title({ name, later }: Row): string {
  return later ? `\`${name}\` (later)` : `\`${name}\``;
}

function rest(row: Row): string[] {
  return [WORDS[row.status], row.status === "no" ? "" : proof(row), row.notes];
}

function proof({ proof: { numbers, others }, test }: Row): string {
  if (test !== undefined) return test;
  const shown = numbers.slice(0, SHOWN).join(", ");
  const more = numbers.length - SHOWN;
  const known = more > 0 ? `${shown} and ${more} more` : shown;
  const rest = others === 1 ? "1 case" : `${others} cases`;
  return known !== "" ? known : `${rest} without a number`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
