import assert from "node:assert/strict";
import { Dispatcher } from "../../src/rpc/dispatcher.ts";
import { bench, Gate, method, microtasks } from "./support/bench.ts";

const now = method("now", "inline", () => ({}));

Deno.test("Dispatcher answers inline calls in their order, slow ones in between", async () => {
  const gate = new Gate();
  const box = bench([now, method("slow", "inline", gate.handler)]);
  ["now", "slow", "now", "slow", "now"].forEach((name, id) => box.call(id, name));
  assert.deepEqual(box.ids, [0]);
  await gate.open();
  assert.deepEqual(box.ids, [0, 1, 2]);
  await gate.open();
  await box.dispatcher.idle();
  assert.deepEqual(box.ids, [0, 1, 2, 3, 4]);
});

Deno.test("Dispatcher starts no inline call before the one ahead is answered", async () => {
  const gate = new Gate();
  const box = bench([now, method("slow", "inline", gate.handler)]);
  box.call(1, "slow");
  box.call(2, "slow");
  box.call(3, "now");
  await microtasks();
  assert.deepEqual(box.ids, []);
  assert.equal(gate.waiting.length, 1);
  await gate.open();
  assert.deepEqual(box.ids, [1]);
  assert.equal(gate.waiting.length, 1);
  await gate.fail(new Error("crash"));
  assert.deepEqual(box.ids, [1, 2, 3]);
  assert.equal(gate.most, 1);
});

Deno.test("Dispatcher keeps the order of inline calls that come while one answers", () => {
  const box = bench([
    method("first", "inline", () => {
      // A peer in the same process may send the next request before this one is answered.
      box.call(2, "now");
      box.call(3, "now");
      return {};
    }),
    now,
  ]);
  box.call(1, "first");
  assert.deepEqual(box.ids, [1, 2, 3]);
});

Deno.test("Dispatcher refuses inline calls beyond the queue", async () => {
  const gate = new Gate();
  const box = bench([now, method("slow", "inline", gate.handler)], { queueLimit: 2 });
  box.call(1, "slow");
  for (const id of [2, 3, 4]) box.call(id, "now");
  assert.deepEqual(box.ids, [4]);
  const error = box.answers[0]?.error;
  assert.equal(error?.code, -32000);
  assert.match(error?.message ?? "", /^Cannot take "now": 2 inline calls wait.*; send it again/);
  await gate.open();
  box.call(5, "now");
  assert.deepEqual(box.ids, [4, 1, 2, 3, 5]);
});

Deno.test("Dispatcher runs no more background calls at once than it may", async () => {
  const gate = new Gate();
  const box = bench([method("work", "background", gate.handler)], { concurrency: 3 });
  for (let id = 0; id < 8; id++) box.call(id, "work", { id });
  assert.equal(gate.waiting.length, 3);
  assert.equal(box.dispatcher.pending, 8);
  await gate.open({}, 1);
  assert.deepEqual(box.ids, [1]);
  assert.deepEqual(gate.waiting.map(({ params }) => params.id), [0, 2, 3]);
  await gate.fail(new Error("crash"), 2);
  while (gate.waiting.length > 0) await gate.open();
  assert.deepEqual(box.ids, [1, 3, 0, 2, 4, 5, 6, 7]);
  assert.equal(gate.most, 3);
});

Deno.test("Dispatcher refuses background calls beyond the queue, and only those", async () => {
  const gate = new Gate();
  const options = { concurrency: 2, queueLimit: 1 };
  const box = bench([now, method("work", "background", gate.handler)], options);
  for (const id of [1, 2, 3, 4]) box.call(id, "work");
  box.call("inline", "now");
  assert.deepEqual(box.ids, [4, "inline"]);
  const message = box.answers[0]?.error?.message ?? "";
  assert.match(message, /^Cannot take "work": 1 background calls wait/);
  await gate.open();
  box.call(5, "work");
  box.call(6, "work");
  assert.deepEqual(box.ids, [4, "inline", 1, 6]);
  while (gate.waiting.length > 0) await gate.open();
  assert.deepEqual(box.ids, [4, "inline", 1, 6, 2, 3, 5]);
});

Deno.test("conformance 013, 014: Dispatcher does not hold up inline calls while background calls run", () => {
  const gate = new Gate();
  const box = bench([now, method("work", "background", gate.handler)]);
  for (let id = 0; id < 6; id++) box.call(id, "work");
  box.call("r1", "now");
  assert.deepEqual(box.ids, ["r1"]);
});

Deno.test("Dispatcher answers urgent calls whatever else waits", () => {
  const [inline, background] = [new Gate(), new Gate()];
  const options = { concurrency: 4, queueLimit: 1 };
  const box = bench([
    now,
    method("slow", "inline", inline.handler),
    method("work", "background", background.handler),
    method("interrupt", "urgent", () => ({ status: "interrupted" })),
  ], options);
  for (const id of [1, 2, 3]) box.call(id, "slow");
  for (const id of [4, 5, 6, 7, 8, 9]) box.call(id, "work");
  assert.equal(background.waiting.length, 4);
  const refused = box.ids.length;
  box.call("stop", "interrupt");
  assert.deepEqual(box.ids.slice(refused), ["stop"]);
  assert.deepEqual(box.answers.at(-1)?.result, { status: "interrupted" });
});

Deno.test("Dispatcher lets no urgent call wait for another", async () => {
  const gate = new Gate();
  const options = { concurrency: 1, queueLimit: 1 };
  const box = bench([method("answer", "urgent", gate.handler)], options);
  for (let id = 0; id < 100; id++) box.call(id, "answer");
  assert.equal(gate.waiting.length, 100);
  await gate.open({}, 99);
  assert.deepEqual(box.ids, [99]);
});

Deno.test("Dispatcher runs a queue of handlers that answer at once without a stack", async () => {
  const depth = 10_000;
  for (const lane of ["inline", "background"] as const) {
    const gate = new Gate();
    const options = { concurrency: 1, queueLimit: depth };
    const quick = method("quick", lane, () => ({}));
    const box = bench([quick, method("slow", lane, gate.handler)], options);
    box.call("slow", "slow");
    for (let id = 0; id < depth; id++) box.call(id, "quick");
    await gate.open();
    await box.dispatcher.idle();
    assert.equal(box.answers.length, depth + 1, lane);
    assert.deepEqual(box.crashes, []);
  }
});

/** A dispatcher whose peer can be made unable to take answers. */
function leaky(gate: Gate) {
  const replies: string[] = [];
  const line = { broken: true };
  const methods = [method("quick", "inline", () => ({})), method("slow", "inline", gate.handler)];
  const dispatcher = new Dispatcher<unknown>({
    methods: new Map(methods.map((each) => [each.contract.name, each])),
    context: undefined,
    reply(text) {
      if (line.broken) throw new Error("disk full");
      replies.push(text);
    },
    crashed() {},
    concurrency: 1,
    queueLimit: 8,
  });
  const call = (id: number, method: string) => dispatcher.dispatch({ id, method, params: {} });
  return { dispatcher, line, replies, call };
}

Deno.test("Dispatcher goes on when an answer cannot be sent", async () => {
  const { dispatcher, line, replies, call } = leaky(new Gate());
  assert.throws(() => call(1, "quick"), /disk full/);
  line.broken = false;
  call(2, "quick");
  assert.deepEqual(replies, ['{"jsonrpc":"2.0","id":2,"result":{}}']);
  assert.equal(dispatcher.pending, 0);
  await dispatcher.idle();
});

Deno.test("Dispatcher goes on when a late answer cannot be sent, and lets that be known", async () => {
  const gate = new Gate();
  const { dispatcher, line, replies, call } = leaky(gate);
  const unhandled: unknown[] = [];
  const known = Promise.withResolvers<void>();
  const hear = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
    known.resolve();
  };
  globalThis.addEventListener("unhandledrejection", hear);
  try {
    call(1, "slow");
    call(2, "slow");
    await gate.open();
    line.broken = false;
    await gate.open();
    await dispatcher.idle();
    await known.promise;
  } finally {
    globalThis.removeEventListener("unhandledrejection", hear);
  }
  assert.deepEqual(replies, ['{"jsonrpc":"2.0","id":2,"result":{}}']);
  assert.deepEqual(unhandled, [new Error("disk full")]);
});
