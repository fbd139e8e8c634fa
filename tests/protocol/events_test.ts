import assert from "node:assert/strict";
import { encodeSessionEvent } from "../../src/protocol/event_frame.ts";
import type { EventKind, Payload } from "../../src/protocol/event_kind.ts";
import { events } from "../../src/protocol/events.ts";
import { defaultSkin } from "../../src/protocol/skins.ts";
import { newsSamples } from "./support/news_samples.ts";
import { info, tokens } from "./support/samples.ts";

const seat = { id: "0a1b2c3d", role: "controller", transport: "websocket", since: 1.5 };

type Name = keyof typeof events;

const request_id = "0badcafe";
const approval = {
  command: "rm -r build",
  pattern_key: "rm -r",
  pattern_keys: ["rm -r"],
  description: "removes a folder",
};
const gone = {
  good: ["answered", "timeout", "interrupted", "withdrawn", "closed"].map((reason) => ({
    request_id,
    reason,
  })),
  bad: [{ request_id }, { reason: "timeout" }, { request_id, reason: "gone" }],
};

/** For each kind: payloads as they are really sent, and some that must not be. */
const samples: Record<Name, { good: unknown[]; bad: unknown[] }> = {
  gatewayReady: {
    good: [
      { skin: defaultSkin, replay_epoch: "00ff" },
      { skin: defaultSkin, heartbeat: true, change_events: true, replay_epoch: "00ff" },
    ],
    bad: [{}, { skin: {} }, { skin: defaultSkin, heartbeat: 1, replay_epoch: "00ff" }],
  },
  skinChanged: { good: [defaultSkin], bad: [{ name: "mono" }] },
  sessionInfo: { good: [info, { ...info, lazy: true }], bad: [{ cwd: "/tmp", branch: "" }] },
  sessionTitle: {
    good: [{ session_id: "20260101_123015_0badca", title: "Tides" }],
    bad: [{ title: "Tides" }, { session_id: "a", title: null }],
  },
  sessionGap: { good: [{ from: 3, to: 514 }], bad: [{ from: 1 }, { from: 0.5, to: 1 }] },
  sessionRewound: {
    good: [{ message_count: 0, removed: 2 }],
    bad: [{}, { message_count: 2 }, { message_count: 1.5, removed: 1 }],
  },
  sessionViewers: {
    good: [{ viewers: [] }, { viewers: [seat, { ...seat, role: "observer" }] }],
    bad: [{}, { viewers: [{ ...seat, role: "owner" }] }],
  },
  messageStart: { good: [undefined], bad: [{}] },
  messageDelta: { good: [{ text: "Hel" }, { text: "lo", rendered: "Hello" }], bad: [{}] },
  reasoningDelta: { good: [{ text: "hm" }, { text: "hm", verbose: true }], bad: [{ text: null }] },
  thinkingDelta: { good: [{ text: "pondering" }, { text: "" }], bad: [undefined] },
  reasoningAvailable: { good: [{ text: "because", verbose: false }], bad: [{ verbose: true }] },
  messageComplete: {
    good: [
      { text: "Hello", usage: tokens, status: "complete" },
      { text: "", usage: tokens, status: "interrupted", reasoning: "r", warning: "w" },
      { text: "Error: no", usage: tokens, status: "error" },
    ],
    bad: [{ text: "Hello", usage: tokens, status: "done" }, { text: "", status: "complete" }],
  },
  toolGenerating: { good: [{ name: "terminal" }], bad: [{}] },
  toolStart: { good: [{ tool_id: "t1", name: "terminal", context: "ls" }], bad: [{ name: "x" }] },
  toolProgress: { good: [{ tool_id: "t1", name: "terminal", preview: "a.txt" }], bad: [{}] },
  toolComplete: {
    good: [
      { tool_id: "t1", name: "terminal", args: { command: "ls" }, result: "a.txt" },
      { tool_id: "t1", name: "n", args: {}, result: [1], duration_s: 0.5, summary: "1 file" },
      { tool_id: "t1", name: "n", args: {}, result: null },
      {
        tool_id: "t1",
        name: "n",
        args: {},
        result: 1,
        inline_diff: "-a\n+b",
        locations: [{ path: "a" }],
      },
    ],
    bad: [{ tool_id: "t1", name: "n", args: "ls", result: "" }],
  },
  todoUpdated: {
    good: [
      { todos: [] },
      { todos: [{ id: "1", content: "look", status: "pending", priority: "low" }] },
    ],
    bad: [
      {},
      { todos: [{ id: "1", content: "look", status: "later" }] },
      { todos: [{ content: "look", status: "pending" }] },
    ],
  },
  previewRestartProgress: {
    good: [{ task_id: "preview_1", level: "info", text: "sh runs" }],
    bad: [{ task_id: "preview_1", text: "sh runs" }, { level: "info", text: "" }],
  },
  previewRestartComplete: {
    good: [{ task_id: "preview_1", text: "" }],
    bad: [{ task_id: "preview_1" }, { text: "" }],
  },
  backgroundComplete: {
    good: [{ task_id: "bg_a1b2c3", text: "" }],
    bad: [{ text: "done" }, { task_id: "bg_a1b2c3" }],
  },
  statusUpdate: { good: [{ kind: "status", text: "ready" }], bad: [{ text: "ready" }] },
  approvalRequest: {
    good: [{ ...approval, request_id }, { ...approval, allow_permanent: false, request_id }],
    bad: [approval, { command: "ls", request_id }],
  },
  clarifyRequest: {
    good: [
      { question: "which?", choices: null, request_id },
      { question: "which?", choices: ["red"], request_id },
    ],
    bad: [{ question: "which?", request_id }, { question: "which?", choices: null }],
  },
  sudoRequest: { good: [{ request_id }], bad: [{}] },
  secretRequest: {
    good: [
      { prompt: "key?", env_var: "KEY", request_id },
      { prompt: "key?", env_var: "KEY", metadata: { url: "https://x" }, request_id },
    ],
    bad: [{ prompt: "key?", request_id }],
  },
  terminalReadRequest: {
    good: [{ request_id }, { start: 3, count: 20, request_id }],
    bad: [{ start: 0.5, request_id }],
  },
  approvalExpire: gone,
  clarifyExpire: gone,
  sudoExpire: gone,
  secretExpire: gone,
  terminalReadExpire: gone,
  ...newsSamples,
  error: { good: [{ message: "the model is not there" }], bad: [{}] },
};

const kinds = Object.entries(events) as [Name, EventKind][];

Deno.test("events have names of their own, fit to stand in a frame as they are", () => {
  const types = kinds.map(([, { type }]) => type);
  assert.equal(new Set(types).size, types.length);
  for (const type of types) assert.match(type, /^[a-z]+(\.[a-z_]+)*$/);
});

Deno.test("events say in one line when they are sent", () => {
  for (const [name, { summary }] of kinds) assert.match(summary, /^[^\n]{5,100}$/, name);
});

for (const [name, kind] of kinds) {
  Deno.test(`events.${name} takes what is really sent, and all of it`, () => {
    const { good, bad } = samples[name];
    for (const payload of good) {
      assert.deepEqual(kind.payload.parse(payload), payload);
      const frame = encodeSessionEvent(kind, payload as Payload, { sessionId: "a", seq: 1 });
      const { params } = JSON.parse(frame);
      assert.equal(params.type, kind.type);
      assert.deepEqual(params.payload, payload);
    }
    for (const payload of bad) {
      assert.equal(kind.payload.safeParse(payload).success, false, JSON.stringify(payload));
    }
  });
}

Deno.test("events that may be held are streams, and what the newest tells all of", () => {
  const merging = kinds.filter(([, { merge }]) => merge !== undefined).map(([, { type }]) => type);
  assert.deepEqual(merging, [
    "message.delta",
    "reasoning.delta",
    "thinking.delta",
    "subagent.thinking",
    "subagent.progress",
  ]);
});

Deno.test("events that may be held tell their size", () => {
  const { messageDelta, reasoningDelta, thinkingDelta } = events;
  for (const kind of [messageDelta, reasoningDelta, thinkingDelta]) {
    assert.equal(kind.size?.({ text: "four" }), 4);
    assert.equal(kind.size?.({ text: "" }), 0);
  }
});

Deno.test("events of text join, and hold back half a character", () => {
  for (const kind of [events.messageDelta, events.reasoningDelta]) {
    assert.deepEqual(kind.merge?.({ text: "a" }, { text: "b" }), { text: "ab" });
    assert.deepEqual(kind.cut?.({ text: "a\ud83c" })?.rest, { text: "\ud83c" });
  }
});

Deno.test("events.thinkingDelta replaces the phrase before it, and is never cut", () => {
  const { thinkingDelta } = events;
  assert.deepEqual(thinkingDelta.merge({ text: "pondering" }, { text: "" }), { text: "" });
  assert.equal("cut" in thinkingDelta, false);
});
