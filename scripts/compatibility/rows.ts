/**
 * The rows of the tables, and what is wrong with them.
 *
 * @module
 */
import { type Evidence, type Proof, proofOf, type Subject } from "./evidence.ts";
import type { Named } from "./reference.ts";
import type { Standing, Standings } from "./standing.ts";

/** What a row claims. */
export type Status = "served" | "partly" | "off" | "no";

/** A method or an event. */
export interface Row {
  readonly name: string;
  readonly section: string;
  readonly later: boolean;
  readonly status: Status;
  /** What there is to say, in Markdown. */
  readonly notes: string;
  readonly proof: Proof;
  /** The file of a test, where no case proves it. */
  readonly test: string | undefined;
}

/** What rows are made of. */
export interface Source {
  readonly subject: Subject;
  /** In the order of the rows. */
  readonly reference: readonly Named[];
  readonly standings: Standings;
  /** Ours, which the reference does not name. */
  readonly own: Standings;
  /** All names there are in the code. */
  readonly built: ReadonlySet<string>;
  readonly evidence: Evidence;
  /** The text of a test by its path; nothing where there is no such file. */
  readonly testText: (path: string) => string | undefined;
}

/** The rows of one table, and every claim that does not hold. */
export function makeRows(source: Source): { rows: Row[]; ownRows: Row[]; faults: string[] } {
  const { reference, standings, own, built, subject } = source;
  const named = new Set(reference.map(({ name }) => name));
  const known = (name: string) => named.has(name) || Object.hasOwn(own, name);
  const faults = [
    ...[...built].filter((name) => !known(name))
      .map((name) => `${name} is built and has no row: say what it is in "own"`),
    ...Object.keys(standings).filter((name) => !named.has(name))
      .map((name) => `${name} is no ${subject} of the reference`),
    ...Object.keys(own).filter((name) => named.has(name))
      .map((name) => `${name} is a ${subject} of the reference, not ours`),
  ];
  const build = (one: Named, standing: Standing | undefined) => {
    const { row, wrong } = makeRow(one, standing ?? {}, source);
    faults.push(...wrong.map((what) => `${one.name}: ${what}`));
    return row;
  };
  const rows = reference.map((one) => build(one, standings[one.name]));
  const ownRows = Object.entries(own).map(([name, each]) => build({ name, section: "" }, each));
  return { rows, ownRows, faults };
}

function makeRow(
  { name, section, later }: Named,
  standing: Standing,
  source: Source,
): { row: Row; wrong: string[] } {
  const { built, evidence, subject } = source;
  const { notes, missing, off, why, test, numbers = [] } = standing;
  const isBuilt = name.endsWith("*")
    ? [...built].some((each) => each.startsWith(name.slice(0, -1)))
    : built.has(name);
  const claimed: Status = off !== undefined ? "off" : missing !== undefined ? "partly" : "served";
  const status: Status = isBuilt ? claimed : "no";
  const { proof, faults: wrong } = proofOf(name, { subject, numbers, evidence });
  const isProven = proof.numbers.length + proof.others > 0;
  if (isBuilt && why !== undefined) wrong.push("it is built: take out why it is not served");
  if (!isBuilt && why === undefined) wrong.push("it is not built: say why it is not served");
  if (!isBuilt && (missing ?? off ?? notes ?? test ?? numbers[0]) !== undefined) {
    wrong.push("it is not built: there is no more to say than why");
  }
  if (isBuilt && !isProven && test === undefined) wrong.push("nothing shows that it is served");
  if (isProven && test !== undefined) wrong.push(`cases show it: take ${test} out`);
  if (test !== undefined && source.testText(test)?.includes(`"${name}"`) !== true) {
    wrong.push(`${test} is no file that has it`);
  }
  const said = [off, missing, notes, why].filter((part) => part !== undefined).join("; ");
  return { row: { name, section, later: later === true, status, notes: said, proof, test }, wrong };
}
