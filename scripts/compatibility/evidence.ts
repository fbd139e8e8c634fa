/**
 * What the conformance cases show: which of them have the name of a method or an event in their code, and
 * which numbers are shown by other tests.
 *
 * @module
 */
import type { Case } from "../../tests/conformance/case.ts";
import { administrationCases } from "../../tests/conformance/cases/administration.ts";
import { cases as usual } from "../../tests/conformance/cases/all.ts";
import { configuredCases } from "../../tests/conformance/cases/configured.ts";
import { familyCases } from "../../tests/conformance/cases/families.ts";
import { folderCases } from "../../tests/conformance/cases/files.ts";
import { isolatedCases } from "../../tests/conformance/cases/isolated.ts";
import { runningCases } from "../../tests/conformance/cases/programs.ts";
import { rollbackCases } from "../../tests/conformance/cases/rollback.ts";
import { desktopSequences } from "../../tests/conformance/cases/sequence_desktop.ts";
import { terminalSequences } from "../../tests/conformance/cases/sequence_terminal.ts";
import { setupCases } from "../../tests/conformance/cases/setup.ts";
import { inside } from "../../tests/conformance/not_yet.ts";

/** What there is to prove something with. */
export interface Evidence {
  readonly cases: readonly Case[];
  /** Numbers that are shown by a test that is no case, each with the text of its file. */
  readonly inside: ReadonlyMap<number, string>;
  /** The code of what several cases share, by the names of its functions. */
  readonly shared: ReadonlyMap<string, string>;
}

/** What proves a row. */
export interface Proof {
  /** Numbers of the list, ascending. */
  readonly numbers: readonly number[];
  /** How many cases without a number have it in their code as well. */
  readonly others: number;
}

/** Events that have the name of a method, or of a status. */
const AMBIGUOUS = new Set(["error", "session.title", "session.usage", "session.viewers"]);

const SUITE = new URL("../../tests/conformance/", import.meta.url);
const ROOT = new URL("../../", import.meta.url);

/** Reads all there is. */
export async function readEvidence(): Promise<Evidence> {
  const texts = new Map<number, string>();
  for (const { numbers, where } of inside) {
    const text = await Deno.readTextFile(new URL(where, ROOT));
    for (const number of numbers) texts.set(number, text);
  }
  const lists = [
    usual,
    configuredCases,
    folderCases,
    isolatedCases,
    runningCases,
    setupCases,
    familyCases,
    rollbackCases,
    administrationCases,
    terminalSequences,
    desktopSequences,
  ];
  return { cases: lists.flat(), inside: texts, shared: await readShared() };
}

/** What a name is the name of: some methods and events share theirs. */
export type Subject = "method" | "event";

/** What is looked for. */
export interface Claim {
  readonly subject: Subject;
  /** Of tests that are no cases; their files must have the name. */
  readonly numbers: readonly number[];
  readonly evidence: Evidence;
}

/**
 * What proves that a name is served: cases that have it in their code, or in that of a function they
 * call, and the numbers that are claimed.
 *
 * @returns with it, what is wrong with the numbers that were claimed.
 */
export function proofOf(
  name: string,
  { subject, numbers: claimed, evidence }: Claim,
): { proof: Proof; faults: string[] } {
  const mentions = finder(name, subject);
  const showing = evidence.cases.filter((one) => mentions(codeOf(one, evidence)));
  const numbers = new Set(showing.flatMap(({ number }) => number ?? []));
  const faults: string[] = [];
  for (const number of claimed) {
    const text = evidence.inside.get(number);
    if (numbers.has(number)) faults.push(`${number} is found without being claimed: take it out`);
    else if (text === undefined) faults.push(`no test beside the cases shows ${number}`);
    else if (!text.includes(`"${name}"`)) faults.push(`the test that shows ${number} lacks it`);
    else numbers.add(number);
  }
  const others = showing.filter(({ number }) => number === undefined).length;
  return { proof: { numbers: [...numbers].sort((a, b) => a - b), others }, faults };
}

/** Whether some code has the name; one that could be a word of anything must be waited for as an event. */
function finder(name: string, subject: Subject): (code: string) => boolean {
  const quoted = `"${name.replaceAll(".", "\\.")}"`;
  const awaited = new RegExp(`(?:event|ofType)\\(\\s*${quoted}`);
  if (subject === "event" && AMBIGUOUS.has(name)) return (code) => awaited.test(code);
  return (code) =>
    code.replaceAll(new RegExp(awaited, "g"), subject === "event" ? "$&" : "")
      .includes(`"${name}"`);
}

function codeOf(one: Case, { shared }: Evidence): string {
  const code = one.run.toString();
  const called = [...shared].filter(([name]) => new RegExp(`\\b${name}\\(`).test(code));
  return [code, ...called.map(([, text]) => text)].join("\n");
}

/** Functions of the suite's files that stand outside of its cases, and the methods of its peers. */
async function readShared(): Promise<Map<string, string>> {
  const shared = new Map<string, string>();
  const folders = [SUITE, new URL("cases/", SUITE)];
  for (const folder of folders) {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (!isFile || name.endsWith("_test.ts")) continue;
      const text = await Deno.readTextFile(new URL(name, folder));
      for (const [function_, code] of functionsOf(text)) {
        shared.set(function_, `${shared.get(function_) ?? ""}\n${code}`);
      }
    }
  }
  return shared;
}

/** Functions of a file as `deno fmt` writes them: from their first line to the brace under it. */
function functionsOf(text: string): [string, string][] {
  const pattern = /^( {2})?(?:export )?async (?:function )?(\w+)(?:<.*>)?\([\s\S]*?^\1\}$/gm;
  return [...text.matchAll(pattern)].map(([code, , name]) => [name ?? "", code]);
}
