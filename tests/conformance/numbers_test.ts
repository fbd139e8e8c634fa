/** Every number of the list of conformance cases is accounted for, once. */
import assert from "node:assert/strict";
import { administrationCases } from "./cases/administration.ts";
import { cases as usual } from "./cases/all.ts";
import { configuredCases } from "./cases/configured.ts";
import { familyCases } from "./cases/families.ts";
import { folderCases } from "./cases/files.ts";
import { isolatedCases } from "./cases/isolated.ts";
import { runningCases } from "./cases/programs.ts";
import { rollbackCases } from "./cases/rollback.ts";
import { desktopSequences } from "./cases/sequence_desktop.ts";
import { terminalSequences } from "./cases/sequence_terminal.ts";
import { setupCases } from "./cases/setup.ts";
import { inside, notYet, type Reason, without } from "./not_yet.ts";
import { caseTitle } from "./suite.ts";

/** The list has 1 to 314, and leaves out every fourth number from 3 on. */
const NUMBERS: readonly number[] = Array.from({ length: 314 }, (_, i) => i + 1)
  .filter((number) => number % 4 !== 3);

const cases = [
  ...usual,
  ...configuredCases,
  ...folderCases,
  ...isolatedCases,
  ...runningCases,
  ...setupCases,
  ...familyCases,
  ...rollbackCases,
  ...administrationCases,
  ...desktopSequences,
  ...terminalSequences,
];

const tested = cases.flatMap((one) => one.number ?? []);

function numbersOf(...lists: (readonly Reason[])[]): number[] {
  return lists.flat().flatMap((entry) => [...entry.numbers]);
}

function repeated(numbers: readonly number[]): number[] {
  return numbers.filter((number, i) => numbers.indexOf(number) !== i);
}

Deno.test("conformance: no number is tested twice, and each is one of the list", () => {
  assert.deepEqual(repeated(tested), []);
  assert.deepEqual(tested.filter((number) => !NUMBERS.includes(number)), []);
});

Deno.test("conformance: no number is both tested and listed as untested, or listed twice", () => {
  const listed = numbersOf(notYet, inside, without);
  assert.deepEqual(repeated(listed), []);
  assert.deepEqual(listed.filter((number) => tested.includes(number)), []);
  assert.deepEqual(listed.filter((number) => !NUMBERS.includes(number)), []);
});

Deno.test("conformance: every number of the list is tested, or has a reason why not", () => {
  const known = new Set([...tested, ...numbersOf(notYet, inside, without)]);
  assert.deepEqual(NUMBERS.filter((number) => !known.has(number)), []);
});

Deno.test("conformance: what is said to be shown elsewhere names a file of tests", async () => {
  for (const { where } of inside) {
    assert.match(where, /_test\.ts$/);
    assert.ok((await Deno.stat(where)).isFile, where);
  }
});

Deno.test("conformance: a test that is said to show a number carries it", async () => {
  for (const { numbers, where } of inside) {
    const text = await Deno.readTextFile(where);
    const named = [...text.matchAll(/["`]conformance ((?:\d{3}(?:, | and )?)+)/g)]
      .flatMap(([, list = ""]) => list.match(/\d{3}/g) ?? []).map(Number);
    assert.deepEqual(numbers.filter((number) => !named.includes(number)), [], where);
  }
});

Deno.test("conformance: every case has a name of its own", () => {
  for (const transport of ["websocket", "stdio"] as const) {
    const titles = cases.map((one) => caseTitle(one, transport));
    assert.deepEqual(titles.filter((title, i) => titles.indexOf(title) !== i), []);
  }
});
