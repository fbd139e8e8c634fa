/** What happens at the same time, or is lost on its way: against a real gateway, over real sockets. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { say } from "../../../src/console/model/say.ts";
import { House, told, when } from "../support/house.ts";
import { losesAnswerTo } from "../support/lossy_socket.ts";
import type { Desk } from "../../../src/console/model/desk.ts";

/** Says something, and waits until its turn runs. */
async function running(desk: Desk, text: string) {
  await say(desk, text);
  const { value: conversation } = desk.shown;
  assert.ok(conversation);
  await when(conversation.transcript.running, (runs) => runs);
  return conversation;
}

Deno.test("a prompt whose answer was lost with the connection is shown once", async () => {
  await using house = await House.open();
  const { desk } = house.sit(undefined, undefined, losesAnswerTo('"second"'));
  const { transcript } = await running(desk, "first");
  house.provider.turn.end();
  await when(transcript.running, (runs) => !runs);
  await say(desk, "second");
  await when(desk.connection, ({ kind }) => kind === "waiting");
  desk.client.reconnect();
  await when(desk.connection, ({ kind }) => kind === "online");
  await when(transcript.running, (runs) => runs);
  await when(transcript.entries, (all) => !told(all).some((line) => line.includes("sending")));
  house.provider.turn.text("yes");
  house.provider.turn.end();
  await when(transcript.running, (runs) => !runs);
  const users = told(transcript.entries.value).filter((line) => line.startsWith("user"));
  assert.deepEqual(users, ["user sent: first", "user sent: second"]);
});

Deno.test("a prompt that was taken is not given back where its turn can be followed no more", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { session, stored } = await running(desk, "Hello");
  await session.detach();
  const [toast] = await when(desk.toasts.all, (all) => all.length > 0);
  assert.match(toast?.text ?? "", /^Following the answer: /);
  assert.equal(desk.drafts.of(stored).value, "");
});

Deno.test("a prompt that was not confirmed before a reload, and is answered by then, is shown once", async () => {
  await using house = await House.open();
  const before = house.sit();
  const { transcript, session, stored } = await running(before.desk, "first");
  const second = session.prompt("second", { id: "x", busy: "queue" });
  assert.equal(await second.accepted, "queued");
  house.provider.turn.end();
  await when(transcript.entries, (all) => told(all).includes("user sent: second"));
  await when(transcript.running, (runs) => runs);
  house.provider.turn.text("2");
  house.provider.turn.end();
  await second.done;
  const unsent = [{ id: "x", text: "second", images: [] }];
  before.kept.setItem(`tidegate.unsent.${stored}`, JSON.stringify(unsent));
  const { desk } = house.sit(before.kept);
  await desk.show(stored);
  const there = desk.shown.value;
  assert.ok(there);
  await when(there.transcript.entries, (all) => told(all).every((line) => !/ing: /.test(line)));
  await desk.list.refresh();
  const users = told(there.transcript.entries.value).filter((line) => line.startsWith("user"));
  assert.deepEqual(users, ["user sent: first", "user sent: second"]);
});

Deno.test("say() and what is attached at the same time begin one conversation", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { promise, resolve } = Promise.withResolvers<string>();
  const file = { name: "a.txt", type: "text/plain", size: 1, dataUrl: () => promise };
  const attach = async () => {
    const { attachments, session } = await desk.here();
    await attachments.add(session, file);
  };
  const attaching = [attach(), attach()];
  await say(desk, "Hello");
  assert.equal(desk.open.value.size, 1);
  assert.equal((await desk.client.sessions.active()).length, 1);
  // It does not leave without what was attached before it.
  assert.equal(desk.drafts.of(desk.place.value).value, "Hello");
  resolve("data:text/plain;base64,eA==");
  await Promise.all(attaching);
});

Deno.test("say() gives a command back to the conversation it was typed in", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const one = await running(desk, "one");
  const saying = say(desk, "/nothing like that");
  await desk.show("");
  await saying;
  assert.equal(desk.drafts.of(one.stored).value, "/nothing like that");
  assert.equal(desk.drafts.of("").value, "");
});

Deno.test("say() loses nothing where the page is loaded again before a conversation has begun", async () => {
  await using house = await House.open();
  const lost = house.sit(undefined, undefined, losesAnswerTo('"session.create"'));
  lost.desk.drafts.of("").value = "";
  const saying = say(lost.desk, "Hello");
  const again = house.sit(lost.kept);
  assert.equal(again.desk.drafts.of("").value, "Hello");
  await saying;
  const later = house.sit(lost.kept);
  const said = lost.desk.drafts.of(lost.desk.place.value).value;
  assert.equal(later.desk.drafts.of(lost.desk.place.value).value, said);
});

Deno.test("say() keeps nothing of what was said once it was taken", async () => {
  await using house = await House.open();
  const { desk, kept } = house.sit();
  await running(desk, "Hello");
  assert.equal(house.sit(kept).desk.drafts.of("").value, "");
});

Deno.test("answer() takes a second answer to the same question for none", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const conversation = await running(desk, "ask me");
  const asked = house.provider.turn.input.ask({ kind: "clarify", question: "Which?" });
  const [question] = await when(conversation.questions, (open) => open.length === 1);
  assert.ok(question?.type === "clarify.request");
  await Promise.all([
    conversation.answer(question, "this"),
    conversation.answer(question, "that"),
  ]);
  assert.equal(await asked, "this");
  assert.deepEqual(desk.toasts.all.value, []);
});

Deno.test("looked() takes what was said behind a covered page for read", async () => {
  await using house = await House.open();
  const seat = house.sit();
  const conversation = await running(seat.desk, "Hello");
  seat.visible = false;
  house.provider.turn.end();
  await when(conversation.unread, (unread) => unread);
  seat.desk.looked();
  assert.equal(conversation.unread.value, true);
  seat.visible = true;
  seat.desk.looked();
  assert.equal(conversation.unread.value, false);
});

Deno.test("delete() forgets a conversation however many are newer", async () => {
  const store = new MemoryStore({ maxEvents: 0 });
  await using house = await House.open(undefined, { store });
  const { desk } = house.sit();
  const { stored, transcript } = await running(desk, "the oldest");
  house.provider.turn.end();
  await when(transcript.running, (runs) => !runs);
  await desk.end(stored);
  const row = store.session(stored);
  assert.ok(row);
  const at = row.lastActive + 1_000;
  const newer = Array.from({ length: 250 }, (_, i) => ({
    ...row,
    id: `newer${i}`,
    liveId: `live${i}`,
    title: "",
    lastActive: at + i,
  }));
  store.write(newer.map((session) => ({ kind: "session" as const, session })));
  await desk.list.refresh();
  await desk.delete(stored);
  assert.equal(store.session(stored), undefined);
  assert.deepEqual(desk.toasts.all.value, []);
});

Deno.test("begin() turns to nothing where somebody has turned to another conversation meanwhile", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { stored } = await running(desk, "one");
  house.provider.turn.end();
  await desk.show("");
  const saying = say(desk, "two");
  await desk.show(stored);
  await saying;
  assert.equal(desk.place.value, stored);
  assert.equal(desk.open.value.size, 2);
});

Deno.test("show() lets go of conversations nobody has looked at for long, but of none at work", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const first = await running(desk, "the first goes on");
  const { turn } = house.provider;
  const second = await desk.begin();
  for (let i = 0; i < 30; i++) await desk.begin();
  assert.equal(desk.open.value.size, 24);
  assert.ok(desk.open.value.has(first.stored));
  assert.ok(!desk.open.value.has(second.stored));
  assert.equal(desk.client.sessions.watched.length, 24);
  turn.end();
  await when(first.transcript.running, (runs) => !runs);
});
