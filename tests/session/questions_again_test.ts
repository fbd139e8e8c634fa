/** Several questions of a kind, and windows that show one: the oldest has to be the one told last. */
import assert from "node:assert/strict";
import { oldestLast } from "../../src/session/ask_again.ts";
import { QuestionsBench } from "./support/questions_bench.ts";

const MOMENT = 100;
const clarify = { kind: "clarify", question: "which?" } as const;

/** What was asked since the last time, by id. */
function asked(bench: QuestionsBench): string[] {
  return bench.said.splice(0).flatMap(([type, payload]) =>
    type.endsWith(".request") ? [String(payload?.request_id)] : []
  );
}

Deno.test("Questions tell an older approval again behind a newer one: it is what an answer goes to", async () => {
  using bench = new QuestionsBench();
  const [one, two] = [bench.approve("rm -r build"), bench.approve("ls")];
  assert.deepEqual(asked(bench), [one, two, one]);
  // An answer without an id, of a window that shows the event it got last.
  bench.questions.decide("once", { requestId: "", clientId: undefined, all: false });
  await bench.time.pass();
  assert.deepEqual(asked(bench), [], "not before the window has read that its answer was taken");
  await bench.time.pass(MOMENT);
  assert.deepEqual(asked(bench), [two]);
  bench.questions.decide("deny", { requestId: "", clientId: undefined, all: false });
  await bench.time.pass(MOMENT);
  assert.deepEqual([asked(bench), bench.answers], [[], ["once", "deny"]]);
});

Deno.test("Questions of different kinds are told once: a window has room for one of each", async () => {
  using bench = new QuestionsBench();
  const ids = [bench.ask(clarify), bench.approve("ls"), bench.ask({ kind: "sudo" })];
  assert.deepEqual(asked(bench), ids);
  bench.questions.answer("sudo", { requestId: ids[2] ?? "", clientId: undefined }, "x");
  await bench.time.pass(MOMENT);
  assert.deepEqual(asked(bench), []);
});

Deno.test("Questions tell one again that came in the moment of an answer", async () => {
  using bench = new QuestionsBench();
  const one = bench.ask(clarify);
  bench.questions.answer("clarify", { requestId: one, clientId: undefined }, "red");
  const two = bench.ask(clarify);
  assert.deepEqual(asked(bench), [one, two]);
  await bench.time.pass(MOMENT);
  assert.deepEqual(asked(bench), [two]);
});

Deno.test("Questions tell what waits again when the one before it has run out of time", async () => {
  using bench = new QuestionsBench();
  bench.ask(clarify);
  await bench.time.pass(1_000);
  const two = bench.ask(clarify);
  asked(bench);
  await bench.time.pass(299_000);
  await bench.time.pass(MOMENT);
  assert.deepEqual(asked(bench), [two]);
});

Deno.test("Questions tell nothing again once the turn is over", async () => {
  using bench = new QuestionsBench();
  const one = bench.ask(clarify);
  bench.ask(clarify);
  bench.questions.answer("clarify", { requestId: one, clientId: undefined }, "red");
  asked(bench);
  bench.turn.end();
  await bench.time.pass(MOMENT);
  assert.deepEqual(asked(bench), []);
  assert.equal(bench.time.timers, 0);
});

Deno.test("oldestLast() puts the oldest of several of a kind behind all of them", () => {
  using bench = new QuestionsBench();
  const [one, other, two] = [bench.approve("a"), bench.ask(clarify), bench.approve("b")];
  const told = oldestLast(bench.questions.open()).map(({ payload }) => payload.request_id);
  assert.deepEqual(told, [one, other, two, one]);
});
