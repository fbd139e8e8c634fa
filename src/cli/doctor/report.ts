/**
 * What `tidegate doctor` prints.
 *
 * @module
 */
import type { Finding } from "./finding.ts";

/** How often each kind was found. */
export interface Tally {
  problems: number;
  notes: number;
}

/** Counts. */
export function tally(findings: readonly Finding[]): Tally {
  const count = (kind: Finding["kind"]) => findings.filter((each) => each.kind === kind).length;
  return { problems: count("problem"), notes: count("note") };
}

const MARKS = { ok: "ok", note: "note", problem: "PROBLEM" } as const;
const INDENT = " ".repeat(MARKS.problem.length + 1);

/** A line for each finding, what to do below it, and a summary. */
export function textReport(findings: readonly Finding[]): string {
  const lines = findings.flatMap((finding) => [
    `${MARKS[finding.kind].padEnd(INDENT.length)}${finding.check}: ${
      oneLine(`${finding.looked}: ${finding.found}`)
    }`,
    ...(finding.kind === "ok" ? [] : finding.remedy.map((line) => `${INDENT}  ${line}`)),
  ]);
  return [...lines, "", summary(tally(findings)), ""].join("\n");
}

/** The same as one JSON document. */
export function jsonReport(findings: readonly Finding[]): string {
  const { problems, notes } = tally(findings);
  const checks = findings.map(({ check, kind, looked, found, ...rest }) => ({
    check,
    kind,
    looked_at: looked,
    found,
    remedy: "remedy" in rest ? rest.remedy : [],
  }));
  return `${JSON.stringify({ ok: problems === 0, problems, notes, checks }, null, 2)}\n`;
}

function summary({ problems, notes }: Tally): string {
  const of = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  if (problems > 0) return `${of(problems, "problem")}, ${of(notes, "note")}.`;
  return `No problems, ${of(notes, "note")}: tidegate serve can start.`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, " ");
}
