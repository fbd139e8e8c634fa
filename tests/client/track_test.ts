import assert from "node:assert/strict";
import type { Session } from "../../src/client/session.ts";
import { numbered, ScriptedNet, settle, snapshot } from "./support/scripted_net.ts";

const delta = (seq: number) => numbered(seq, "message.delta", { text: `${seq} ` });

async function watching(
  net: ScriptedNet,
  more = {},
): Promise<{ session: Session; shown: string[] }> {
  const socket = await net.online();
  const opening = net.client.sessions.resume("stored1");
  socket.answer("session.resume", snapshot(more));
  const session = await opening;
  const shown: string[] = [];
  session.on("event", ({ seq }) => shown.push(String(seq)));
  session.on("reset", ({ reason, snapshot: { seq } }) => shown.push(`${reason} ${seq}`));
  net.time.tick(0);
  return { session, shown };
}

Deno.test("Track shows what comes in the same moment as the answer to whoever listens then", async () => {
  await using net = new ScriptedNet();
  const socket = await net.online();
  const opening = net.client.sessions.resume("stored1");
  socket.answer("session.resume", snapshot({ seq: 4 }));
  socket.event(delta(5));
  const session = await opening;
  const shown: unknown[] = [];
  session.on("message.delta", ({ text }, { seq }) => shown.push(text, seq));
  assert.deepEqual(shown, []);
  net.time.tick(0);
  assert.deepEqual(shown, ["5 ", 5]);
});

Deno.test("Track drops what it has, and fetches what is missing before an event", async () => {
  await using net = new ScriptedNet();
  const { shown } = await watching(net, { seq: 2 });
  const { socket } = net;
  for (const seq of [3, 2, 3, 4]) socket.event(delta(seq));
  assert.deepEqual(shown, ["3", "4"]);
  socket.event(delta(7));
  assert.deepEqual(shown, ["3", "4"]);
  socket.event(delta(8));
  const asked = socket.answer("session.events.since", {
    ...{ events: [delta(5), delta(6), delta(7)], latest: 7, truncated: false, epoch: "e1" },
  });
  assert.deepEqual(asked, { session_id: "live1", last_seen: 4, limit: 512 });
  assert.deepEqual(shown, ["3", "4", "5", "6", "7", "8"]);
});

Deno.test("Track fetches page by page what was said while it was away, and holds what comes meanwhile", async () => {
  await using net = new ScriptedNet();
  const { session, shown } = await watching(net, { seq: 1 });
  const socket = await net.again();
  assert.equal(session.state, "attaching");
  assert.equal(socket.answer("session.resume", snapshot({ seq: 5 })).session_id, "stored1");
  const page = { truncated: false, epoch: "e1" };
  socket.answer("session.events.since", { ...page, events: [delta(2), delta(3)], latest: 5 });
  socket.event(delta(6));
  const second = socket.answer("session.events.since", {
    ...{ ...page, events: [delta(4), delta(5), delta(6)], latest: 6 },
  });
  assert.equal(second.last_seen, 3);
  socket.event(delta(7));
  assert.deepEqual(shown, ["2", "3", "4", "5", "6", "7"]);
  assert.equal(session.state, "live");
});

Deno.test("Track begins anew with a snapshot when events are gone for good", async () => {
  await using net = new ScriptedNet();
  const { shown } = await watching(net, { seq: 1 });
  const { socket } = net;
  socket.event({ type: "session.gap", session_id: "live1", payload: { from: 2, to: 8 } });
  socket.answer("session.activate", snapshot({ seq: 9 }));
  socket.event(delta(10));
  assert.deepEqual(shown, ["gap 9", "10"]);
  const next = await net.again();
  next.answer("session.resume", snapshot({ seq: 20 }));
  next.answer("session.events.since", { events: [], latest: 20, truncated: true, epoch: "e1" });
  next.answer("session.activate", snapshot({ seq: 21 }));
  assert.deepEqual(shown.slice(2), ["truncated 21"]);
});

Deno.test("Track begins anew when the numbers are another gateway's", async () => {
  await using net = new ScriptedNet();
  const { shown } = await watching(net, { seq: 7 });
  const socket = await net.again({ replay_epoch: "e2" });
  socket.answer("session.resume", snapshot({ seq: 9, epoch: "e2" }));
  socket.event(delta(10));
  assert.deepEqual(shown, ["epoch 9", "10"]);
});

Deno.test("Track tries again later when a session cannot be had, and gives up one that is gone", async () => {
  await using net = new ScriptedNet();
  const { session } = await watching(net);
  const states: string[] = [];
  session.on("state", (state, error) => states.push(`${state} ${error?.message ?? ""}`.trim()));
  const socket = await net.again();
  socket.fail("session.resume", 5000, "resume failed");
  assert.deepEqual(socket.waiting, []);
  net.time.tick(2_000);
  socket.fail("session.resume", 4007, "session not found");
  assert.deepEqual(states, [
    ...["away", "attaching", "away resume failed", "attaching", "gone session not found"],
  ]);
  await assert.rejects(session.interrupt(), /there is no such conversation any more/);
  await assert.rejects(session.prompt("hello").done, /there is no such conversation any more/);
});

Deno.test("Track holds no more than it may, and fetches the rest again", async () => {
  await using net = new ScriptedNet();
  const { shown } = await watching(net);
  const socket = await net.again();
  for (let seq = 1; seq <= 20_001; seq++) socket.event(delta(seq));
  socket.answer("session.resume", snapshot({ seq: 0 }));
  const { last_seen } = socket.answer("session.events.since", {
    ...{ events: [delta(1), delta(2)], latest: 2, truncated: false, epoch: "e1" },
  });
  assert.equal(last_seen, 0);
  assert.deepEqual(shown, ["1", "2"]);
  await settle();
});

Deno.test("Track leaves what a listener throws to the client's hook, and goes on", async () => {
  await using net = new ScriptedNet();
  const { session, shown } = await watching(net);
  session.on("message.delta", () => {
    throw new Error("a window broke");
  });
  net.socket.event(delta(1));
  net.socket.event(delta(2));
  assert.deepEqual(shown, ["1", "2"]);
  assert.deepEqual(net.errors.splice(0).map(String), Array(2).fill("Error: a window broke"));
});

const rewound = (seq: number) => numbered(seq, "session.rewound", { message_count: 2, removed: 2 });

Deno.test("Track replaces what is shown when messages were taken back, and loses nothing of what follows", async () => {
  await using net = new ScriptedNet();
  const { session, shown } = await watching(net, { seq: 1 });
  const { socket } = net;
  socket.event(rewound(2));
  assert.equal(session.state, "live");
  socket.event(delta(3));
  const asked = socket.answer("session.activate", snapshot({ seq: 3, message_count: 2 }));
  assert.deepEqual(asked, { session_id: "live1" });
  socket.event(delta(4));
  assert.deepEqual(shown, ["2", "3", "rewound 3", "4"]);
  assert.equal(session.snapshot?.message_count, 2);
  assert.deepEqual(socket.waiting, []);
});

Deno.test("Track begins anew where messages were taken back while it was away, or before it could ask", async () => {
  await using net = new ScriptedNet();
  const { shown } = await watching(net, { seq: 1 });
  const socket = await net.again();
  socket.answer("session.resume", snapshot({ seq: 2 }));
  socket.answer("session.events.since", {
    ...{ events: [rewound(2)], latest: 2, truncated: false, epoch: "e1" },
  });
  socket.answer("session.activate", snapshot({ seq: 2 }));
  assert.deepEqual(shown, ["2", "rewound 2"]);
  socket.event(rewound(3));
  const next = await net.again();
  next.answer("session.resume", snapshot({ seq: 4 }));
  next.event(delta(5));
  assert.deepEqual(shown.slice(2), ["3", "rewound 4", "5"]);
  next.event(rewound(6));
  next.fail("session.activate", 5000);
  next.answer("session.activate", snapshot({ seq: 6 }));
  assert.deepEqual(shown.slice(5), ["6", "rewound 6"]);
});
