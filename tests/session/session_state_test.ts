import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Life, moves, type Rest, type SessionState } from "../../src/session/session_state.ts";

function bench(): { life: Life; faults: string[] } {
  const faults: string[] = [];
  return { life: new Life((fault) => faults.push(fault)), faults };
}

Deno.test("a life goes from starting to idle, through turns, to closed", () => {
  const { life, faults } = bench();
  const seen: string[] = [];
  const look = () => seen.push(`${life.state}: ${life.status}`);
  look();
  life.agentIs("building");
  life.agentIs("ready");
  look();
  life.begin();
  look();
  const answered = life.asks();
  look();
  answered();
  look();
  life.end();
  look();
  life.close();
  look();
  assert.deepEqual(seen, [
    "new: starting",
    "idle: idle",
    "running: working",
    "waiting: waiting",
    "running: working",
    "idle: idle",
    "closed: idle",
  ]);
  assert.deepEqual(faults, []);
});

Deno.test("what becomes of a build in the middle of a turn shows when the turn ends", () => {
  for (const [build, rest] of [["ready", "idle"], ["broken", "broken"]] as const) {
    const { life, faults } = bench();
    life.begin();
    life.agentIs("building");
    life.agentIs(build);
    assert.equal(life.state, "running");
    life.end();
    assert.equal(life.state, rest);
    assert.deepEqual(faults, []);
  }
});

Deno.test("a broken session becomes an idle one when its next build ends well", () => {
  const { life, faults } = bench();
  life.agentIs("building");
  life.agentIs("broken");
  assert.equal(life.status, "idle");
  life.agentIs("building");
  assert.equal(life.status, "starting");
  life.agentIs("ready");
  assert.equal(life.state, "idle");
  assert.deepEqual(faults, []);
});

Deno.test("a watch session rests until somebody speaks, and its agent is built in the turn", () => {
  const { life, faults } = bench();
  life.restAt("watch");
  assert.deepEqual([life.status, life.resting], ["idle", true]);
  life.begin();
  life.agentIs("building");
  life.agentIs("ready");
  life.end();
  assert.equal(life.state, "idle");
  assert.deepEqual(faults, []);
});

Deno.test("a session waits until every question has its answer, each counted once", () => {
  const { life, faults } = bench();
  life.begin();
  const [first, second] = [life.asks(), life.asks()];
  first();
  first();
  assert.equal(life.status, "waiting");
  second();
  assert.equal(life.status, "working");
  assert.deepEqual(faults, []);
});

Deno.test("the end of a turn voids its questions, and an answer that comes later moves nothing", () => {
  const { life, faults } = bench();
  life.begin();
  const late = life.asks();
  life.end();
  assert.equal(life.state, "new");
  life.begin();
  const open = life.asks();
  late();
  assert.equal(life.status, "waiting");
  open();
  assert.equal(life.status, "working");
  assert.deepEqual(faults, []);
});

Deno.test("a move that is not in the table is told and not made", () => {
  const { life, faults } = bench();
  life.end();
  life.asks()();
  assert.equal(life.state, "new");
  life.begin();
  life.begin();
  assert.equal(life.state, "running");
  life.close();
  life.begin();
  life.agentIs("ready");
  life.close();
  assert.equal(life.state, "closed");
  assert.deepEqual(faults, [
    'a session cannot go from "new" to "new"',
    'a session cannot go from "new" to "waiting"',
    'a session cannot go from "running" to "running"',
    'a session cannot go from "closed" to "running"',
    'a session cannot go from "closed" to "closed"',
  ]);
});

Deno.test("whatever is called in whatever order, no move leaves the table, and closed is for good", () => {
  const rests: Rest[] = ["new", "watch", "broken", "idle"];
  const act = fc.constantFrom("begin", "end", "asks", "answer", "close", ...rests);
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const { life } = bench();
      const answers: (() => void)[] = [];
      for (const act of acts) {
        const before = life.state;
        if (act === "asks") answers.push(life.asks());
        else if (act === "answer") answers.pop()?.();
        else if (act === "begin" || act === "end" || act === "close") life[act]();
        else life.restAt(act);
        assert.ok(reachable(before).has(life.state), `${before} → ${life.state} by ${act}`);
        assert.equal(life.closed, acts.indexOf("close") !== -1 && life.state === "closed");
        assert.equal(life.status === "waiting", life.state === "waiting");
      }
    }),
    { seed: 20260702, numRuns: 500 },
  );
});

/** What one call may lead to: the end of a turn that waits is two moves. */
function reachable(from: SessionState): Set<SessionState> {
  const next = new Set<SessionState>([from, ...moves[from]]);
  for (const state of from === "waiting" ? moves.running : []) next.add(state);
  return next;
}
