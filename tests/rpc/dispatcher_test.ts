import assert from "node:assert/strict";
import { rpcError } from "../../src/rpc/rpc_error.ts";
import { bench, Gate, method, microtasks } from "./support/bench.ts";

const ping = method("ping", "inline", () => ({ pong: true }));

Deno.test("Dispatcher answers a call at once where its handler does", () => {
  const { call, texts } = bench([ping]);
  call("r1", "ping");
  assert.deepEqual(texts, ['{"jsonrpc":"2.0","id":"r1","result":{"pong":true}}']);
});

Deno.test("Dispatcher hands params and context to the handler", () => {
  const context = { peer: "me" };
  const seen: unknown[] = [];
  const spy = {
    contract: ping.contract,
    call(params: Record<string, unknown>, given: unknown) {
      seen.push(params, given);
      return {};
    },
  };
  const { call } = bench([spy], { context });
  call(1, "ping", { a: 1 });
  assert.deepEqual(seen[0], { a: 1 });
  assert.equal(seen[1], context);
});

Deno.test("Dispatcher names a method it does not know", () => {
  const { call, answers } = bench([ping]);
  call("r1", "no.such");
  const error = { code: -32601, message: "unknown method: no.such" };
  assert.deepEqual(answers, [{ jsonrpc: "2.0", id: "r1", error }]);
});

Deno.test("Dispatcher does not repeat the whole of a name that is megabytes long", () => {
  const { call, texts, answers } = bench([ping]);
  call(1, "x".repeat(5_000_000));
  assert.equal(answers[0]?.error?.code, -32601);
  assert.ok((texts[0]?.length ?? 0) < 500);
  assert.match(answers[0]?.error?.message ?? "", /^unknown method: x{256}/);
});

Deno.test("Dispatcher cuts a long name between characters", () => {
  const { call, answers } = bench([ping]);
  for (const padding of ["", "x"]) call(1, padding + "\u{1F300}".repeat(1_000));
  for (const { error } of answers) assert.ok(error?.message.isWellFormed(), error?.message);
});

Deno.test("Dispatcher finds no method on a prototype", () => {
  const { call, answers } = bench([ping]);
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "get",
    "size",
  ];
  for (const name of names) call(name, name);
  assert.equal(answers.length, names.length);
  for (const { id, error } of answers) {
    assert.deepEqual(error, { code: -32601, message: `unknown method: ${id}` });
  }
});

Deno.test("Dispatcher calls methods of any name that was declared", () => {
  const names = ["__proto__", "constructor", "toString"];
  const { call, answers } = bench(names.map((name) => method(name, "inline", () => ({ name }))));
  for (const name of names) call(1, name);
  assert.deepEqual(answers.map(({ result }) => result?.name), names);
});

Deno.test("Dispatcher sends an RpcError of a handler as it is, however it comes", async () => {
  const error = rpcError(4001, "session not found");
  const { call, answers, crashes, dispatcher } = bench([
    method("throws", "inline", () => {
      throw error;
    }),
    method("rejects", "background", () => Promise.reject(error)),
  ]);
  call(1, "throws");
  call(2, "rejects");
  await dispatcher.idle();
  const expected = { code: 4001, message: "session not found" };
  assert.deepEqual(answers.map((answer) => answer.error), [expected, expected]);
  assert.deepEqual(crashes, []);
});

Deno.test("Dispatcher tells a peer nothing of a crash but that there was one", async () => {
  const lanes = ["inline", "background", "urgent"] as const;
  const secret = new Error("password is hunter2");
  const { call, texts, answers, crashes, dispatcher } = bench(lanes.flatMap((lane) => [
    method(`${lane}.throws`, lane, () => {
      throw secret;
    }),
    method(`${lane}.rejects`, lane, () => Promise.reject(secret)),
    method(`${lane}.works`, lane, () => ({})),
  ]));
  for (const lane of lanes) {
    for (const name of ["throws", "rejects", "works"]) {
      call(`${lane}.${name}`, `${lane}.${name}`);
      await dispatcher.idle();
    }
  }
  assert.equal(answers.length, 9);
  for (const { id, error } of answers) {
    const expected = String(id).endsWith("works")
      ? undefined
      : { code: -32603, message: "internal error" };
    assert.deepEqual(error, expected, String(id));
  }
  for (const text of texts) assert.doesNotMatch(text, /hunter2/);
  assert.equal(crashes.length, 6);
  for (const crash of crashes) assert.equal(crash.error, secret);
  assert.equal(crashes[0]?.method, "inline.throws");
});

Deno.test("Dispatcher survives a handler that throws what is no error", async () => {
  const thrown = [undefined, null, 0, "text", Object.create(null), Symbol("s"), { code: 1 }];
  const { call, answers, crashes, dispatcher } = bench([
    method("throw", "inline", ({ index }) => {
      throw thrown[Number(index)];
    }),
    method("reject", "background", ({ index }) => Promise.reject(thrown[Number(index)])),
  ]);
  thrown.forEach((_, index) => {
    call(index, "throw", { index });
    call(index, "reject", { index });
  });
  await dispatcher.idle();
  assert.equal(answers.length, 2 * thrown.length);
  for (const { error } of answers) {
    assert.deepEqual(error, { code: -32603, message: "internal error" });
  }
  assert.equal(crashes.length, 2 * thrown.length);
});

Deno.test("conformance 025: Dispatcher treats an answer that JSON cannot say as a crash", async () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const garbage = [
    undefined,
    null,
    5,
    "text",
    true,
    [],
    [{}],
    () => ({}),
    10n,
    { big: 10n },
    circle,
    { toJSON: () => undefined },
    { toJSON: () => "text" },
    { toJSON: () => [] },
    new Date(0),
  ];
  const { call, texts, answers, crashes, dispatcher } = bench([
    method("now", "inline", ({ index }) => garbage[Number(index)]),
    method("later", "background", ({ index }) => Promise.resolve(garbage[Number(index)])),
  ], { queueLimit: 100 });
  garbage.forEach((_, index) => {
    call(`now ${index}`, "now", { index });
    call(`later ${index}`, "later", { index });
  });
  await dispatcher.idle();
  assert.equal(texts.length, 2 * garbage.length);
  for (const { id, error } of answers) {
    assert.deepEqual(error, { code: -32603, message: "internal error" }, String(id));
  }
  assert.equal(crashes.length, 2 * garbage.length);
});

Deno.test("Dispatcher.idle() resolves when every call of every lane is answered", async () => {
  const gate = new Gate();
  const lanes = ["inline", "background", "urgent"] as const;
  for (const lane of lanes) {
    const { call, answers, dispatcher } = bench([method("wait", lane, gate.handler)]);
    await dispatcher.idle();
    call(1, "wait");
    call(2, "wait");
    assert.equal(dispatcher.pending, 2, lane);
    let idle = false;
    const resting = dispatcher.idle().then(() => idle = true);
    await gate.open();
    assert.equal(idle, false, lane);
    assert.equal(dispatcher.pending, 1, lane);
    await gate.open();
    await resting;
    assert.deepEqual([answers.length, dispatcher.pending], [2, 0], lane);
  }
});

Deno.test("Dispatcher.close() drops what waits and leaves what runs unheard", async () => {
  const gate = new Gate();
  const { call, answers, dispatcher } = bench([
    method("inline", "inline", gate.handler),
    method("background", "background", gate.handler),
    method("urgent", "urgent", gate.handler),
  ], { concurrency: 1 });
  for (const name of ["inline", "background", "urgent"]) {
    call(1, name);
    call(2, name);
  }
  assert.equal(gate.waiting.length, 4);
  const resting = dispatcher.idle();
  dispatcher.close();
  await resting;
  await dispatcher.idle();
  call(3, "inline");
  call(3, "no.such");
  while (gate.waiting.length > 0) await gate.open();
  assert.equal(gate.calls, 4);
  assert.deepEqual(answers, []);
  assert.equal(dispatcher.pending, 0);
});

Deno.test("Dispatcher.close() still hears of a crash", async () => {
  const gate = new Gate();
  const { call, answers, crashes, dispatcher } = bench([method("wait", "inline", gate.handler)]);
  call(1, "wait");
  dispatcher.close();
  dispatcher.close();
  const error = new Error("too late");
  await gate.fail(error);
  assert.deepEqual(crashes, [{ method: "wait", error }]);
  assert.deepEqual(answers, []);
});

Deno.test("Dispatcher.close() may be called by a handler", async () => {
  const gate = new Gate();
  const box = bench([
    method("close", "inline", () => {
      box.dispatcher.close();
      return {};
    }),
    method("wait", "inline", gate.handler),
  ]);
  box.call(1, "wait");
  box.call(2, "close");
  box.call(3, "wait");
  await gate.open();
  await microtasks();
  assert.deepEqual(box.ids, [1]);
  assert.equal(gate.most, 1);
});
