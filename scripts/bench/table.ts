/**
 * What a part of the benchmark has found, and how it is printed.
 *
 * @module
 */

/** A comparison the project promises, and whether it holds. */
export interface Goal {
  text: string;
  reached: boolean;
}

/** One thing that was measured, of each subject. */
export interface Row {
  name: string;
  /** One for each column; `undefined` where it says nothing of that subject. */
  values: (number | undefined)[];
  unit: string;
  digits: number;
  goal?: Goal;
}

/** What a part has found. */
export interface Table {
  /** What was done, in a line. */
  title: string;
  columns: string[];
  rows: Row[];
}

const NUMBER_WIDTH = 12;
const UNIT_WIDTH = 8;

/** A goal that is reached up to `limit`. */
export function atMost(
  value: number,
  { limit, digits = 2, unit }: { limit: number; digits?: number; unit: string },
): Goal {
  return { text: `${value.toFixed(digits)} ${unit} (goal <= ${limit})`, reached: value <= limit };
}

/** A goal that is reached from `limit` on. */
export function atLeast(
  value: number,
  { limit, digits = 2, unit }: { limit: number; digits?: number; unit: string },
): Goal {
  return { text: `${value.toFixed(digits)} ${unit} (goal >= ${limit})`, reached: value >= limit };
}

/** The lines of a table. */
export function formatTable({ title, columns, rows }: Table): string[] {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const head = columns.map((column) => column.padStart(NUMBER_WIDTH)).join(" ");
  return [title, "", `${"".padEnd(width)} ${head}`, ...rows.map((row) => formatRow(row, width))];
}

function formatRow({ name, values, unit, digits, goal }: Row, width: number): string {
  const numbers = values.map((value) => (value?.toFixed(digits) ?? "").padStart(NUMBER_WIDTH));
  const verdict = goal === undefined ? "" : `   ${goal.reached ? "ok  " : "MISS"} ${goal.text}`;
  return `${name.padEnd(width)} ${numbers.join(" ")} ${unit.padEnd(UNIT_WIDTH)}${verdict}`
    .trimEnd();
}

/** Whether every goal was reached. A number that is none reaches no goal. */
export function isReached({ rows }: Table): boolean {
  return rows.every(({ goal }) => goal === undefined || goal.reached);
}
