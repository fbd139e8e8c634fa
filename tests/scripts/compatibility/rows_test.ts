import assert from "node:assert/strict";
import type { Evidence } from "../../../scripts/compatibility/evidence.ts";
import type { Named } from "../../../scripts/compatibility/reference.ts";
import { makeRows, type Source } from "../../../scripts/compatibility/rows.ts";
import type { Standings } from "../../../scripts/compatibility/standing.ts";
import type { Peer } from "../../conformance/peer.ts";

const reference: Named[] = [
  { name: "tide.high", section: "3.1" },
  { name: "moon.*", section: "3.1", later: true },
];
const NO_MOON: Standings = { "moon.*": { why: "there is no moon" } };

const evidence: Evidence = {
  cases: [
    { number: 7, name: "high", run: (stage) => stage.connect().then((peer) => ask(peer)) },
    { number: 9, name: "hidden", run: () => Promise.resolve() },
    { name: "unnumbered", run: (stage) => stage.connect().then(event) },
  ],
  inside: new Map([[12, 'call("tide.high")'], [13, 'call("tide.low")']]),
  shared: new Map([["ask", 'peer.ok("tide.high")']]),
};

async function ask(_peer: Peer): Promise<void> {}

async function event(peer: Peer): Promise<void> {
  await peer.event("session.title");
}

/** What is wrong where `built` is there and `standings` is said of it. */
function rowsOf({ standings = NO_MOON, built = ["tide.high"], own = {}, ...more }: {
  standings?: Standings;
  built?: string[];
  own?: Standings;
} & Partial<Pick<Source, "reference" | "evidence" | "testText" | "subject">>) {
  return makeRows({
    subject: "method",
    reference,
    evidence,
    testText: () => undefined,
    ...more,
    standings: { ...NO_MOON, ...standings },
    own,
    built: new Set(built),
  });
}

Deno.test("makeRows() finds the cases that show a method, also by what they share", () => {
  const { rows, faults } = rowsOf({});
  assert.deepEqual(faults, []);
  const [high, moon] = rows;
  assert.deepEqual(high?.proof, { numbers: [7], others: 0 });
  assert.deepEqual([high?.status, moon?.status, moon?.later], ["served", "no", true]);
});

Deno.test("makeRows() takes the numbers of tests beside the cases, where these have the name", () => {
  const claim = (...numbers: number[]) => rowsOf({ standings: { "tide.high": { numbers } } });
  assert.deepEqual(claim(12).rows[0]?.proof.numbers, [7, 12]);
  assert.deepEqual(claim(12).faults, []);
  assert.match(claim(13).faults.join(), /tide\.high: the test that shows 13 lacks it/);
  assert.match(claim(9).faults.join(), /tide\.high: no test beside the cases shows 9/);
  assert.match(claim(400).faults.join(), /no test beside the cases shows 400/);
  assert.match(claim(7).faults.join(), /7 is found without being claimed/);
});

Deno.test("makeRows() refuses what is built without a row, and a row without a proof", () => {
  assert.match(
    rowsOf({ built: ["tide.high", "sun.up"] }).faults.join(),
    /sun\.up is built and has/,
  );
  assert.deepEqual(rowsOf({ own: { "sun.up": {} } }).faults, [
    "sun.up: it is not built: say why it is not served",
  ]);
  const { faults } = rowsOf({ evidence: { ...evidence, cases: [] } });
  assert.deepEqual(faults, ["tide.high: nothing shows that it is served"]);
});

Deno.test("makeRows() refuses a row that is served in words, and not in the code", () => {
  assert.match(rowsOf({ built: [] }).faults.join(), /tide\.high: it is not built: say why/);
  const standings = { "tide.high": { missing: "all of it" } };
  assert.match(rowsOf({ built: [], standings }).faults.join(), /no more to say than why/);
  const why = { "tide.high": { why: "no sea" } };
  assert.match(rowsOf({ standings: why }).faults.join(), /it is built: take out why/);
  assert.match(rowsOf({ built: ["tide.high", "moon.up"] }).faults.join(), /moon\.\*: it is built/);
  assert.match(rowsOf({ standings: { "sun.up": {} } }).faults.join(), /sun\.up is no method/);
});

Deno.test("makeRows() takes another test only where no case shows it, and the test has the name", () => {
  const test = "tests/tide_test.ts";
  const given = { standings: { "tide.high": { test } } };
  const bare = { ...given, evidence: { ...evidence, cases: [] } };
  assert.deepEqual(rowsOf({ ...bare, testText: () => 'call("tide.high")' }).faults, []);
  assert.match(rowsOf({ ...bare, testText: () => "" }).faults.join(), /is no file that has it/);
  assert.match(rowsOf(given).faults.join(), /cases show it/);
});

Deno.test("makeRows() tells events from methods of the same name", () => {
  const named = {
    reference: [{ name: "session.title", section: "4" }],
    standings: { "moon.*": {} },
    built: ["session.title"],
    evidence: { ...evidence, shared: new Map() },
  };
  // The one case awaits the event; none calls the method.
  const awaits = { ...named.evidence, cases: [{ name: "a", run: event as never }] };
  const ofMethod = rowsOf({ ...named, evidence: awaits });
  const ofEvent = rowsOf({ ...named, evidence: awaits, subject: "event" });
  assert.ok(ofMethod.faults.includes("session.title: nothing shows that it is served"));
  assert.deepEqual(ofEvent.rows[0]?.proof.others, 1);
});
