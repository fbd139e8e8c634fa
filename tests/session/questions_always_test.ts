/** What is allowed for good. */
import assert from "node:assert/strict";
import { QuestionsBench } from "./support/questions_bench.ts";

const oldest = { all: false, requestId: "", clientId: undefined };
const rm = { patternKeys: ["rm"] };

Deno.test("ask() does not ask for what was allowed for good, until that is taken back", async () => {
  using bench = new QuestionsBench();
  bench.approve("rm a", rm);
  bench.questions.decide("always", oldest);
  assert.deepEqual(bench.store.approvals().map(({ agent, pattern }) => [agent, pattern]), [
    ["agent-a", "rm"],
  ]);
  assert.equal(bench.approve("rm b", rm), "");
  assert.notEqual(bench.approve("rm c", { patternKeys: ["rm", "root"] }), "");
  assert.notEqual(bench.approve("rm d", { ...rm, allowPermanent: false }), "");
  bench.memory.revoke({ agent: "agent-a", pattern: "rm" });
  assert.notEqual(bench.approve("rm e", rm), "", "also in the session where it was allowed");
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["always", "once"]);
});

Deno.test("ask() joins what is allowed for the session and for good", async () => {
  using bench = new QuestionsBench();
  bench.approve("dd", { patternKeys: ["dd"] });
  bench.questions.decide("session", oldest);
  bench.memory.of("agent-a").remember(["rm"]);
  assert.equal(bench.approve("rm, dd", { patternKeys: ["rm", "dd"] }), "");
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["session", "once"]);
});

Deno.test("decide() keeps for good what another agent's sessions do not have", () => {
  using bench = new QuestionsBench();
  bench.memory.of("agent-b").remember(["rm"]);
  assert.notEqual(bench.approve("rm a", rm), "");
});

Deno.test("decide() writes down no pattern that gives away a secret, or is endless", async () => {
  using bench = new QuestionsBench();
  const id = bench.ask({ kind: "sudo" });
  bench.questions.answer("sudo", { requestId: id, clientId: undefined }, "hunter2-of-the-house");
  const risky = [
    "echo hunter2-of-the-house",
    "curl -H 'Authorization: Bearer abcdefgh'",
    "TOKEN=abcdefgh make",
    "x".repeat(1_001),
  ];
  for (const pattern of risky) {
    assert.notEqual(bench.approve("run", { patternKeys: [pattern] }), "");
    bench.questions.decide("always", oldest);
    assert.equal(bench.approve("run", { patternKeys: [pattern] }), "", "it counts for the session");
  }
  bench.approve("run", { patternKeys: ["x".repeat(1_000), "TOKEN=abc"] });
  bench.questions.decide("always", oldest);
  assert.deepEqual(bench.store.approvals().map(({ pattern }) => pattern), ["x".repeat(1_000)]);
  await bench.time.pass();
  assert.deepEqual(bench.answers.slice(1, 3), ["always", "session"]);
});

Deno.test("decide() remembers nothing where always is not offered", () => {
  using bench = new QuestionsBench();
  bench.approve("rm", { ...rm, allowPermanent: false });
  bench.questions.decide("always", oldest);
  assert.deepEqual(bench.store.approvals(), []);
});

Deno.test("standing() answers from what was allowed before, and asks nobody", () => {
  using bench = new QuestionsBench();
  const approval = { kind: "approval", command: "rm", description: "", ...rm } as const;
  assert.equal(bench.questions.standing(approval), "deny");
  bench.memory.of("agent-a").remember(["rm"]);
  assert.equal(bench.questions.standing(approval), "once");
  assert.equal(bench.questions.standing({ kind: "clarify", question: "?" }), "");
  assert.equal(bench.questions.standing({ kind: "sudo" }), "");
  assert.deepEqual(bench.said, []);
});

Deno.test("ask() waits as long as it is told, each kind by itself", async () => {
  const timeoutsMs = { clarify: 1, approval: 2, sudo: 3, secret: 4, terminal_read: 5 };
  using bench = new QuestionsBench(timeoutsMs);
  bench.ask({ kind: "terminal_read" });
  bench.ask({ kind: "secret", prompt: "?", envVar: "E" });
  bench.ask({ kind: "sudo" });
  bench.approve("rm");
  bench.ask({ kind: "clarify", question: "?" });
  bench.take();
  for (const type of ["clarify", "approval", "sudo", "secret", "terminal.read"]) {
    await bench.time.pass(1);
    assert.deepEqual(bench.take(), [`${type}.expire: timeout`]);
  }
});
