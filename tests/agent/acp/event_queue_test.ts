import assert from "node:assert/strict";
import type { AgentEvent } from "../../../src/agent/agent.ts";
import { EventQueue } from "../../../src/agent/acp/event_queue.ts";

const text = (said: string): AgentEvent => ({ type: "text", text: said });
const status: AgentEvent = { type: "status", kind: "warn", text: "careful" };

Deno.test("EventQueue.next() answers all that waits, text joined where it is next to text", async () => {
  const queue = new EventQueue();
  const first = text("a");
  queue.push([first]);
  queue.push([text("b"), status, text("c"), { type: "reasoning", text: "d" }]);
  assert.deepEqual(await queue.next(), [
    text("ab"),
    status,
    text("c"),
    { type: "reasoning", text: "d" },
  ]);
  assert.deepEqual(first, text("a"));
});

Deno.test("EventQueue.next() waits for what comes, and for the end", async () => {
  const queue = new EventQueue();
  const waiting = queue.next();
  queue.push([text("a")]);
  assert.deepEqual(await waiting, [text("a")]);
  const ending = queue.next();
  queue.end();
  assert.equal(await ending, undefined);
  assert.equal(await queue.next(), undefined);
  assert.equal(queue.push([text("late")]), false);
});

Deno.test("EventQueue.next() throws the error it ended with, after what came before", async () => {
  const queue = new EventQueue();
  queue.push([text("a")]);
  queue.end({ error: new Error("broken") });
  queue.end();
  assert.deepEqual(await queue.next(), [text("a")]);
  await assert.rejects(queue.next(), { message: "broken" });
});

Deno.test("EventQueue.push() takes no more than a reader can be behind", () => {
  const many = new EventQueue();
  for (let i = 0; i < 5_000; i++) assert.ok(many.push([status]));
  assert.equal(many.push([status]), false);
  const long = new EventQueue();
  const piece = "x".repeat(16 * 1024 * 1024);
  for (let i = 0; i < 4; i++) assert.ok(long.push([text(piece)]));
  assert.equal(long.push([text("x")]), false);
});
