import assert from "node:assert/strict";
import type { Question } from "../../src/agent/question.ts";
import { QuestionsBench } from "./support/questions_bench.ts";

const clarify = { kind: "clarify", question: "which?" } as const;
const ref = (requestId: string, clientId?: string) => ({ requestId, clientId });

Deno.test("Questions.answer() settles the question with the id, and tells that it is gone", async () => {
  using bench = new QuestionsBench();
  const one = bench.ask(clarify);
  const other = bench.ask({ ...clarify, choices: ["red", "green"] });
  assert.match(one, /^[0-9a-f]{8}$/);
  const first = ["clarify.request", { question: "which?", choices: null, request_id: one }];
  assert.deepEqual(bench.said, [
    first,
    ["clarify.request", { question: "which?", choices: ["red", "green"], request_id: other }],
    first,
  ]);
  assert.equal(bench.questions.size, 2);
  assert.equal(bench.questions.answer("clarify", ref(other), "red"), true);
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["red"]);
  assert.deepEqual(bench.said.at(-1), ["clarify.expire", {
    request_id: other,
    reason: "answered",
  }]);
  assert.deepEqual(bench.questions.open().map(({ payload, seq }) => [payload.request_id, seq]), [
    [one, 1],
  ]);
});

Deno.test("Questions.answer() takes the first answer and no other, nor one of another kind", async () => {
  using bench = new QuestionsBench();
  const id = bench.ask(clarify);
  assert.equal(bench.questions.expects("sudo", ref(id)), false);
  assert.equal(bench.questions.answer("sudo", ref(id), "x"), false);
  assert.equal(bench.questions.answer("clarify", ref(id), "first"), true);
  assert.equal(bench.questions.expects("clarify", ref(id)), false);
  assert.equal(bench.questions.answer("clarify", ref(id), "second"), false);
  assert.equal(bench.questions.answer("clarify", ref(""), "third"), false);
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["first"]);
});

const kinds: { question: Question; none: string; ms: number; type: string }[] = [
  { question: clarify, none: "", ms: 300_000, type: "clarify" },
  {
    question: { kind: "secret", prompt: "key?", envVar: "KEY" },
    none: "",
    ms: 300_000,
    type: "secret",
  },
  { question: { kind: "sudo" }, none: "", ms: 120_000, type: "sudo" },
  { question: { kind: "terminal_read", count: 5 }, none: "", ms: 30_000, type: "terminal.read" },
  {
    question: { kind: "approval", command: "ls", description: "lists" },
    none: "deny",
    ms: 300_000,
    type: "approval",
  },
];

for (const { question, none, ms, type } of kinds) {
  Deno.test(`conformance 048, 049, 314: ask() gets no answer to ${question.kind} after its time`, async () => {
    using bench = new QuestionsBench();
    bench.ask(question);
    await bench.time.pass(ms - 1);
    assert.deepEqual([bench.answers, bench.take()], [[], [`${type}.request`]]);
    await bench.time.pass(1);
    assert.deepEqual([bench.answers, bench.take()], [[none], [`${type}.expire: timeout`]]);
    assert.deepEqual([bench.questions.size, bench.time.timers], [0, 0]);
  });

  Deno.test(`conformance 050, 313: ask() gets no answer to ${question.kind} when all are released`, async () => {
    for (
      const [reason, release] of [
        ["interrupted", (bench: QuestionsBench) => bench.abort.abort()],
        ["closed", (bench: QuestionsBench) => bench.questions.close()],
        ["withdrawn", (bench: QuestionsBench) => bench.turn.end()],
      ] as const
    ) {
      using bench = new QuestionsBench();
      bench.ask(question);
      bench.ask(question);
      bench.take();
      release(bench);
      assert.deepEqual(bench.take(), [`${type}.expire: ${reason}`, `${type}.expire: ${reason}`]);
      assert.equal(bench.ask(question), "", "nothing is asked any more");
      await bench.time.pass();
      assert.deepEqual(bench.answers, [none, none, none]);
      assert.deepEqual([bench.take(), bench.time.timers], [[], 0]);
    }
  });
}

Deno.test("ask() can be taken back by the agent, one question of several", async () => {
  using bench = new QuestionsBench();
  const own = new AbortController();
  const stays = bench.ask(clarify);
  bench.ask(clarify, own.signal);
  bench.take();
  own.abort();
  own.abort();
  assert.equal(bench.ask(clarify, own.signal), "");
  await bench.time.pass();
  assert.deepEqual([bench.answers, bench.take()], [["", ""], ["clarify.expire: withdrawn"]]);
  assert.deepEqual(bench.questions.open().map(({ payload }) => payload.request_id), [stays]);
});

Deno.test("ask() can be answered from inside the event that asks", async () => {
  using bench = new QuestionsBench();
  bench.onSaid = (type, payload) => {
    if (type !== "clarify.request") return;
    const request = ref(String(payload?.request_id));
    assert.equal(bench.questions.answer("clarify", request, "quick"), true);
  };
  bench.ask(clarify);
  await bench.time.pass();
  assert.deepEqual(bench.answers, ["quick"]);
  assert.deepEqual(bench.take(), ["clarify.request", "clarify.expire: answered"]);
  assert.equal(bench.time.timers, 0);
});

Deno.test("ask() refuses what is no question, naming the member, and asks nothing", async () => {
  using bench = new QuestionsBench();
  const wrong: [unknown, RegExp][] = [
    [{ kind: "guess" }, /kind: it is unknown/],
    [{ kind: "clarify" }, /clarify\.question: expected string, received undefined/],
    [{ kind: "clarify", question: "?", choices: [1] }, /clarify\.choices\.0: expected string/],
    [{ kind: "approval", command: 1, description: "" }, /approval\.command: expected string/],
    [{ kind: "secret", prompt: "", envVar: null }, /secret\.env_var: expected string/],
  ];
  for (const [question, message] of wrong) {
    await assert.rejects(bench.turn.ask(question as Question), { name: "TypeError", message });
  }
  await assert.rejects(bench.turn.ask(undefined as unknown as Question), TypeError);
  assert.deepEqual([bench.said, bench.time.timers, bench.questions.size], [[], 0, 0]);
});

Deno.test("ask() leaves out metadata that JSON cannot say", () => {
  using bench = new QuestionsBench();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const metadata = [[{ url: "https://x" }, { url: "https://x" }], [cycle, {}], [{ n: 1n }, {}]];
  for (const [given, told] of metadata) {
    bench.said.splice(0);
    bench.ask({ kind: "secret", prompt: "key?", envVar: "KEY", ...given && { metadata: given } });
    assert.deepEqual(bench.said[0]?.[1]?.metadata, told);
  }
});

Deno.test("ask() asks 64 questions at once, and gives one more no answer", async () => {
  using bench = new QuestionsBench();
  for (let i = 0; i < 64; i++) bench.ask(clarify);
  assert.equal(bench.ask(clarify), "");
  await bench.time.pass();
  assert.deepEqual([bench.questions.size, bench.answers], [64, [""]]);
  assert.deepEqual(bench.log.at("warn").length, 1);
});

Deno.test("Questions leave nothing on a signal that outlives them", async () => {
  using bench = new QuestionsBench();
  const heard = listenersOf(bench.abort.signal);
  const own = new AbortController();
  const ownHeard = listenersOf(own.signal);
  const turn = bench.questions.during(bench.abort.signal);
  const answered = turn.ask(clarify, own.signal);
  assert.deepEqual([heard.size, ownHeard.size], [1, 1]);
  const { request_id } = bench.questions.open()[0]?.payload ?? {};
  bench.questions.answer("clarify", ref(String(request_id)), "red");
  turn.end();
  await answered;
  assert.deepEqual([heard.size, ownHeard.size], [0, 0]);
});

/** Who listens to a signal, from now on. */
function listenersOf(signal: AbortSignal): Set<unknown> {
  const heard = new Set<unknown>();
  const { addEventListener: add, removeEventListener: remove } = signal;
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    heard.add(args[1]);
    add.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    heard.delete(args[1]);
    remove.apply(signal, args);
  };
  return heard;
}
