/** Approvals, and answers that are sent again. */
import assert from "node:assert/strict";
import { QuestionsBench } from "./support/questions_bench.ts";

const clarify = { kind: "clarify", question: "which?" } as const;
const ref = (requestId: string, clientId?: string) => ({ requestId, clientId });
const all = { all: true, ...ref("") };
const oldest = { all: false, ...ref("") };

Deno.test("conformance 056: Questions.decide() settles the oldest approval, in the order asked", async () => {
  using bench = new QuestionsBench();
  bench.approve("first");
  bench.ask(clarify);
  bench.approve("second");
  assert.equal(bench.questions.decide("once", oldest), 1);
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["once"]);
  assert.equal(bench.questions.open().at(-1)?.payload.command, "second");
  assert.equal(bench.questions.decide("deny", oldest), 1);
  assert.equal(bench.questions.decide("once", oldest), 0);
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["once", "deny"]);
  assert.equal(bench.questions.size, 1, "another kind is not touched");
});

Deno.test("conformance 057: Questions.decide() settles all approvals, or the one with the id", async () => {
  using bench = new QuestionsBench();
  bench.approve("first");
  const second = bench.approve("second");
  bench.approve("third");
  assert.equal(bench.questions.decide("once", { all: false, ...ref(second) }), 1);
  assert.equal(bench.questions.decide("once", { all: false, ...ref(second) }), 0);
  assert.deepEqual(bench.questions.open().map(({ payload }) => payload.command), [
    "first",
    "third",
  ]);
  assert.equal(bench.questions.decide("deny", all), 2);
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["once", "deny", "deny"]);
});

Deno.test("conformance 312: ask() does not ask again for patterns that were allowed for the session", async () => {
  using bench = new QuestionsBench();
  bench.approve("rm a", { patternKeys: ["rm", "root"] });
  bench.questions.decide("session", oldest);
  assert.equal(bench.approve("rm b", { patternKeys: ["rm"] }), "");
  assert.equal(bench.approve("rm c", { patternKeys: ["root", "rm"] }), "");
  assert.notEqual(bench.approve("dd", { patternKeys: ["rm", "dd"] }), "", "not all are allowed");
  assert.notEqual(bench.approve("ls"), "", "what has no pattern is asked for each time");
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["session", "session", "session"]);
});

Deno.test("Questions.decide() remembers nothing of once and deny; always may be taken back", async () => {
  using bench = new QuestionsBench();
  const rm = { patternKeys: ["rm"] };
  for (const choice of ["once", "deny"] as const) {
    assert.notEqual(bench.approve("rm", rm), "");
    bench.questions.decide(choice, oldest);
  }
  bench.approve("rm", { ...rm, allowPermanent: false });
  assert.equal(bench.said.at(-1)?.[1]?.allow_permanent, false);
  bench.questions.decide("always", oldest);
  assert.equal(bench.approve("rm", rm), "");
  bench.approve("dd", { patternKeys: ["dd"], allowPermanent: true });
  bench.questions.decide("always", oldest);
  assert.equal(bench.approve("dd", { patternKeys: ["dd"] }), "");
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["once", "deny", "session", "session", "always", "once"]);
});

Deno.test("Questions take an answer sent again as the first, and settle nothing twice", async () => {
  using bench = new QuestionsBench();
  const id = bench.ask(clarify);
  assert.equal(bench.questions.answer("clarify", ref(id, "m1"), "red"), true);
  assert.equal(bench.questions.expects("clarify", ref(id, "m1")), true);
  assert.equal(bench.questions.answer("clarify", ref(id, "m1"), "green"), true);
  assert.equal(bench.questions.expects("clarify", ref(id, "m2")), false);
  assert.equal(bench.questions.answer("clarify", ref(id, "m2"), "green"), false);
  assert.equal(bench.questions.answer("clarify", ref(id, "m2"), "green"), false);
  bench.approve("first");
  bench.approve("second");
  assert.equal(bench.questions.decide("once", { all: false, ...ref("", "m3") }), 1);
  assert.equal(bench.questions.decide("once", { all: false, ...ref("", "m3") }), 1);
  assert.equal(bench.questions.size, 1, "the second approval waits for a decision of its own");
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["red", "once"]);
});

Deno.test("Questions.decide() that found nothing finds nothing when it is sent again", () => {
  using bench = new QuestionsBench();
  const sent = { all: false, ...ref("", "m1") };
  assert.equal(bench.questions.decide("once", sent), 0);
  bench.approve("rm");
  assert.equal(bench.questions.decide("once", sent), 0);
  assert.equal(bench.questions.size, 1);
});

Deno.test("Questions remember the newest 256 answers", () => {
  using bench = new QuestionsBench();
  for (let i = 0; i <= 256; i++) {
    bench.questions.decide("once", { all: false, ...ref("", `m${i}`) });
  }
  bench.approve("rm");
  assert.equal(bench.questions.decide("once", { all: false, ...ref("", "m1") }), 0);
  assert.equal(bench.questions.decide("once", { all: false, ...ref("", "m0") }), 1);
});

Deno.test("decide() takes never where the agent offers it, and for deny where it does not", async () => {
  using bench = new QuestionsBench();
  const options = [
    { name: "Yes", kind: "allow_once" as const },
    { name: "No, and never ask again", kind: "reject_always" as const },
  ];
  const first = { all: false, requestId: "", clientId: undefined };
  bench.approve("rm a", { options });
  assert.deepEqual(bench.said.at(-1)?.[1]?.options, options);
  bench.questions.decide("never", first);
  bench.approve("rm b", {});
  bench.questions.decide("never", first);
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["never", "deny"]);
});
