import assert from "node:assert/strict";
import { TranscriptModel } from "../../../src/console/model/transcript_model.ts";
import type { GatewayEvent, Snapshot } from "../../../src/client/contracts.ts";
import { raise } from "../../support/raise.ts";
import { told } from "../support/house.ts";

/** A transcript whose frames and questions to the gateway are done by hand. */
function bench() {
  const frames: (() => void)[] = [];
  const looks: ((snapshot: Partial<Snapshot>) => void)[] = [];
  const fetched: ((events: readonly GatewayEvent[]) => void)[] = [];
  let seq = 0;
  const model = new TranscriptModel({
    frame: (callback) => void frames.push(callback),
    look: () => new Promise((resolve) => looks.push((given) => resolve(snapshot(given)))),
    since: () => new Promise((resolve) => fetched.push(resolve)),
    onError: raise,
  });
  return {
    model,
    frames,
    looks,
    fetched,
    get lines() {
      return told(model.entries.value);
    },
    say(type: string, payload?: unknown) {
      model.take(event(++seq, type, payload));
    },
    /** Draws what waits to be drawn. */
    draw() {
      for (const frame of frames.splice(0)) frame();
    },
  };
}

function event(seq: number, type: string, payload?: unknown): GatewayEvent {
  return { type, payload, seq, session_id: "s" } as unknown as GatewayEvent;
}

function snapshot(given: Partial<Snapshot>): Snapshot {
  return { messages: [], running: false, seq: 0, ...given } as Snapshot;
}

const complete = { text: "", status: "complete", usage: {} };

/** What was promised is told in a microtask or two. */
async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}

Deno.test("TranscriptModel.take() draws a hundred pieces in one frame", () => {
  const { model, say, draw, frames } = bench();
  say("message.start");
  let drawn = 0;
  const off = model.entries.subscribe(() => void drawn++);
  for (let i = 0; i < 100; i++) say("message.delta", { text: "x" });
  assert.equal(frames.length, 1);
  draw();
  assert.equal(drawn, 2, "once when it was subscribed to, once for all pieces");
  assert.deepEqual(told(model.entries.value), [`answer live: ${"x".repeat(100)}`]);
  off();
});

Deno.test("TranscriptModel.take() draws the end of a turn at once, and nothing after it", () => {
  const { model, say, frames, draw } = bench();
  say("message.start");
  say("message.delta", { text: "x" });
  say("message.complete", complete);
  assert.deepEqual(told(model.entries.value), ["answer complete: x"]);
  let drawn = 0;
  const off = model.entries.subscribe(() => void drawn++);
  draw();
  assert.equal(drawn, 1);
  assert.equal(frames.length, 0);
  off();
});

Deno.test("TranscriptModel asks what another window has asked, and shows it first", async () => {
  const room = bench();
  room.say("message.start");
  room.say("message.delta", { text: "x" });
  const inflight = { user: "why?", assistant: "x", streaming: true };
  room.looks.shift()?.({ running: true, inflight, seq: 2 });
  await settled();
  assert.deepEqual(room.lines, ["user sent: why?", "answer live: x"]);
});

Deno.test("TranscriptModel finds what was asked in a turn that was over before it could ask", async () => {
  const room = bench();
  room.say("message.start");
  room.say("message.delta", { text: "x" });
  room.say("message.complete", complete);
  const messages: Snapshot["messages"] = [
    { role: "user", text: "why?" },
    { role: "assistant", text: "x" },
  ];
  // As it was before the end was told here, and then as it is.
  room.looks.shift()?.({ seq: 2, messages: [] });
  await settled();
  room.looks.shift()?.({ seq: 3, messages });
  await settled();
  assert.deepEqual(room.lines, ["user sent: why?", "answer: x"]);
});

Deno.test("TranscriptModel keeps what is said while a turn that runs is fetched", async () => {
  const room = bench();
  const inflight = { user: "why?", assistant: "a", streaming: true };
  room.model.reset(snapshot({ running: true, inflight, seq: 3 }));
  assert.deepEqual(room.lines, ["user sent: why?", "answer live: a"]);
  room.model.take(event(4, "message.delta", { text: "b" }));
  room.fetched.shift()?.([
    event(1, "message.start"),
    event(2, "tool.start", { tool_id: "t", name: "read", context: "" }),
    event(3, "message.delta", { text: "a" }),
  ]);
  await settled();
  assert.deepEqual(room.lines, ["user sent: why?", "tool running: read", "answer live: ab"]);
});

Deno.test("TranscriptModel leaves a turn as a snapshot tells it where its events are gone", async () => {
  const room = bench();
  const inflight = { user: "why?", assistant: "a", streaming: true };
  room.model.reset(snapshot({ running: true, inflight, seq: 3 }));
  room.fetched.shift()?.([event(3, "message.delta", { text: "a" })]);
  await settled();
  room.model.take(event(4, "message.complete", { ...complete, text: "a" }));
  assert.deepEqual(room.lines, ["user sent: why?", "answer complete: a"]);
});

Deno.test("TranscriptModel joins what was queued here, as the gateway does", async () => {
  const room = bench();
  const { model } = room;
  room.say("message.start");
  room.looks.shift()?.({ running: true, inflight: { user: "1", assistant: "", streaming: true } });
  await settled();
  for (const id of ["2", "3"]) {
    model.sends(id, id);
    model.queues(id);
  }
  assert.deepEqual(room.lines, ["user sent: 1", "user queued: 2", "user queued: 3"]);
  room.say("message.complete", complete);
  room.say("message.start");
  assert.deepEqual(room.lines.slice(-1), ["user sent: 2\n\n3"]);
});

Deno.test("TranscriptModel shows what was attached to a prompt as such, by its name", () => {
  const { model } = bench();
  model.sends(
    "1",
    "look\n\n@file:/state/attachments/0a1b2c3d_a.txt @file:`b c.txt`\nfile:///d%20e.png",
  );
  const [entry] = model.entries.value;
  assert.ok(entry?.kind === "user");
  assert.equal(entry.text, "look");
  assert.deepEqual(entry.attachments.map(({ kind, name }) => `${kind} ${name}`), [
    "file a.txt",
    "file b c.txt",
    "image d e.png",
  ]);
});

Deno.test("TranscriptModel tells a turn once that ended while it was fetched, and another began", async () => {
  const room = bench();
  const inflight = { user: "why?", assistant: "a", streaming: true };
  room.model.reset(snapshot({ running: true, inflight, seq: 2 }));
  const turn = [event(1, "message.start"), event(2, "message.delta", { text: "a" })];
  const more = [
    event(3, "message.complete", { ...complete, text: "a" }),
    event(4, "message.start"),
    event(5, "message.delta", { text: "b" }),
  ];
  room.model.sends("2", "and?");
  room.model.queues("2");
  for (const each of more) room.model.take(each);
  room.fetched.shift()?.([...turn, ...more]);
  await settled();
  const messages: Snapshot["messages"] = [
    { role: "user", text: "why?" },
    { role: "assistant", text: "a" },
  ];
  const next = { user: "and?", assistant: "b", streaming: true };
  for (const look of room.looks.splice(0)) {
    look({ running: true, inflight: next, messages, seq: 5 });
  }
  await settled();
  room.fetched.shift()?.([...turn, ...more]);
  await settled();
  assert.deepEqual(room.lines, [
    "user sent: why?",
    "answer: a",
    "user sent: and?",
    "answer live: b",
  ]);
});

Deno.test("TranscriptModel.reset() knows a prompt that was queued here and is answered by then", () => {
  const room = bench();
  const first: Snapshot["messages"] = [
    { role: "user", text: "go on" },
    { role: "assistant", text: "1" },
  ];
  room.model.reset(snapshot({ messages: first }));
  room.model.sends("2", "go on");
  room.model.queues("2");
  room.model.reset(snapshot({ messages: first }));
  assert.deepEqual(room.lines.at(-1), "user queued: go on");
  room.model.reset(snapshot({ messages: [...first, ...first] }));
  room.model.said("2");
  assert.deepEqual(room.lines, ["user sent: go on", "answer: 1", "user sent: go on", "answer: 1"]);
});
