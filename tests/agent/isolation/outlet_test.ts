import assert from "node:assert/strict";
import type { AgentEvent } from "../../../src/agent/agent.ts";
import type { FromWorker } from "../../../src/agent/isolation/messages.ts";
import { Outlet } from "../../../src/agent/isolation/outlet.ts";
import { fakeClock } from "../../support/fake_clock.ts";

function opened() {
  const time = fakeClock();
  const batches: (readonly FromWorker[])[] = [];
  const outlet = new Outlet({ clock: time.clock, post: (batch) => batches.push(batch) });
  const text = (text: string, call = 1) =>
    outlet.event(call, { type: "text", text } as AgentEvent, text.length);
  const texts = () =>
    batches.splice(0).map((batch) =>
      batch.map((said) => said.type === "events" ? said.events : said.type)
    );
  return { time, outlet, text, texts, batches };
}

Deno.test("Outlet.event() sends the first at once, and joins what comes within the window", () => {
  const { time, text, texts } = opened();
  text("a");
  assert.deepEqual(texts(), [[[{ type: "text", text: "a" }]]]);
  text("b");
  time.tick(15);
  text("c");
  assert.deepEqual(texts(), []);
  time.tick(1);
  assert.deepEqual(texts(), [[[{ type: "text", text: "bc" }]]]);
  time.tick(16);
  text("d");
  assert.deepEqual(texts(), [[[{ type: "text", text: "d" }]]]);
  assert.equal(time.timers, 0);
});

Deno.test("Outlet.event() keeps the order of an agent's words and deeds", () => {
  const { time, outlet, text, texts } = opened();
  text("first");
  text("a");
  outlet.event(1, { type: "reasoning", text: "why" }, 3);
  text("b");
  outlet.say({ type: "ask", call: 1, question: 1, what: { kind: "sudo" } });
  text("c");
  time.tick(16);
  assert.deepEqual(texts()[1], [
    [
      { type: "text", text: "a" },
      { type: "reasoning", text: "why" },
      { type: "text", text: "b" },
    ],
    "ask",
    [{ type: "text", text: "c" }],
  ]);
});

Deno.test("Outlet.event() keeps two turns apart in one message", () => {
  const { time, text, texts } = opened();
  text("first");
  for (const piece of ["a", "b"]) {
    text(piece, 1);
    text(piece.toUpperCase(), 2);
  }
  time.tick(16);
  const [, second] = texts();
  assert.deepEqual(second, [[{ type: "text", text: "ab" }], [{ type: "text", text: "AB" }]]);
});

Deno.test("Outlet.full holds a flood back until the window has ended", async () => {
  const { time, outlet, text, batches } = opened();
  text("first");
  text("x".repeat(65_536));
  assert.equal(outlet.full, true);
  let room = false;
  const waiting = outlet.room().then(() => room = true);
  assert.equal(batches.length, 1);
  time.tick(16);
  await waiting;
  assert.equal(room, true);
  assert.equal(outlet.full, false);
});

Deno.test("Outlet.full is true of many small events as well", () => {
  const { outlet } = opened();
  for (let i = 0; i < 257; i++) {
    assert.equal(outlet.full, false, `${i}`);
    outlet.event(1, { type: "thinking", text: "" }, 0);
  }
  assert.equal(outlet.full, true);
});

Deno.test("Outlet.event() looks at the time where no timer can fire", () => {
  const { time, outlet, text, batches } = opened();
  let late = 0;
  const clock = { ...time.clock, monotonic: () => late, after: () => ({ cancel() {} }) };
  const stuck = new Outlet({ clock, post: (batch) => batches.push(batch) });
  stuck.event(1, { type: "text", text: "a" }, 1);
  stuck.event(1, { type: "text", text: "b" }, 1);
  assert.equal(batches.length, 1);
  late = 16;
  stuck.event(1, { type: "text", text: "c" }, 1);
  assert.equal(batches.length, 2);
  outlet.flush();
  text("x");
});

Deno.test("Outlet.hasten() lets the first word of a turn leave at once", () => {
  const { outlet, text, batches } = opened();
  text("a");
  outlet.hasten();
  text("b");
  assert.equal(batches.length, 2);
});

Deno.test("Outlet.line() counts the lines of a flood", () => {
  const { time, outlet, batches } = opened();
  outlet.urgent({ type: "aborting", call: 1 });
  for (let i = 0; i < 1_000; i++) outlet.line({ type: "print", line: `${i}` });
  time.tick(16);
  const [, second = []] = batches;
  assert.equal(second.length, 65);
  assert.deepEqual(second.at(-1), {
    type: "log",
    level: "warn",
    message: "an agent said too much",
    fields: { lines: 936 },
  });
});

Deno.test("Outlet.tell() keeps the newest fact of each kind, and adds up a mind and its usage", () => {
  const { time, outlet, batches } = opened();
  outlet.urgent({ type: "aborting", call: 1 });
  for (const text of ["a", "b"]) {
    outlet.tell({ type: "tell", agent: 1, fact: { type: "saved", text } }, 1);
  }
  outlet.tell({ type: "tell", agent: 1, fact: { type: "mind", model: "m" } }, 1);
  outlet.tell({ type: "tell", agent: 1, fact: { type: "mind", mode: "x" } }, 1);
  outlet.usage(1, { input: 1, output: 2, total: 3 });
  outlet.usage(1, { input: 1, output: 2, total: 3, calls: 1 });
  time.tick(16);
  assert.deepEqual(batches[1], [
    { type: "tell", agent: 1, fact: { type: "saved", text: "b" } },
    { type: "tell", agent: 1, fact: { type: "mind", model: "m", mode: "x" } },
    { type: "usage", call: 1, usage: { input: 2, output: 4, total: 6, calls: 1 } },
  ]);
});
