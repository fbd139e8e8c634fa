/** The desk against a real gateway, over real sockets. */
import assert from "node:assert/strict";
import type { Desk } from "../../../src/console/model/desk.ts";
import { say } from "../../../src/console/model/say.ts";
import { House, told, when } from "../support/house.ts";

/** Says something, and waits until its turn runs. */
async function running(desk: Desk, text: string) {
  await say(desk, text);
  const { value: conversation } = desk.shown;
  assert.ok(conversation);
  await when(conversation.transcript.running, (runs) => runs);
  return conversation;
}

Deno.test("say() begins a conversation, and what is said in it is shown as it comes", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const conversation = await running(desk, "Hello");
  const { transcript } = conversation;
  const { turn } = house.provider;
  turn.push({ type: "reasoning", text: "Hm." });
  turn.text("One ");
  turn.push(
    { type: "tool_start", id: "t", name: "read", args: {}, context: "tide.txt" },
    { type: "tool_complete", id: "t", name: "read", args: { path: "tide.txt" }, result: "low" },
  );
  turn.text("two");
  await when(transcript.entries, (entries) => told(entries).includes("answer live: two"));
  turn.end();
  await when(transcript.running, (runs) => !runs);
  assert.deepEqual(told(transcript.entries.value), [
    "user sent: Hello",
    "answer: One ",
    "tool done: read",
    "answer complete: two",
  ]);
  const [, first, tool] = transcript.entries.value;
  assert.ok(first?.kind === "answer" && first.reasoning === "Hm.");
  assert.ok(tool?.kind === "tool" && tool.result === "low" && tool.args?.path === "tide.txt");
  assert.equal(desk.place.value, conversation.stored);
});

Deno.test("show() shows a turn that runs whole, its tools too, to a window that comes later", async () => {
  await using house = await House.open();
  const first = house.sit();
  const conversation = await running(first.desk, "Hello");
  const { turn } = house.provider;
  turn.text("One ");
  turn.push({ type: "tool_start", id: "t", name: "read", args: {}, context: "tide.txt" });
  await when(conversation.transcript.entries, (entries) => entries.at(-1)?.kind === "tool");

  const second = house.sit();
  await second.desk.show(conversation.stored);
  const transcript = second.desk.shown.value?.transcript;
  assert.ok(transcript);
  await when(transcript.entries, (entries) => entries.at(-1)?.kind === "tool");
  turn.push({ type: "tool_complete", id: "t", name: "read", args: {}, result: "low" });
  turn.text("two");
  turn.end();
  await Promise.all(
    [transcript, conversation.transcript].map(({ running }) => when(running, (runs) => !runs)),
  );
  assert.deepEqual(transcript.entries.value, conversation.transcript.entries.value);
});

Deno.test("say() is seen by another window, with what was asked before what is answered", async () => {
  await using house = await House.open();
  const [one, two] = [house.sit().desk, house.sit().desk];
  const conversation = await running(one, "first");
  house.provider.turn.end();
  await when(conversation.transcript.running, (runs) => !runs);
  await two.show(conversation.stored);
  const there = two.shown.value;
  assert.ok(there);
  await running(one, "second");
  house.provider.turn.text("yes");
  const wanted = ["user sent: first", "user sent: second", "answer live: yes"];
  await when(there.transcript.entries, (entries) => {
    const said = told(entries).filter((line) => !line.startsWith("answer complete"));
    return JSON.stringify(said) === JSON.stringify(wanted);
  });
  house.provider.turn.end();
  await when(there.transcript.running, (runs) => !runs);
});

Deno.test("say() while a turn runs waits for its end, and does not stop it", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { transcript } = await running(desk, "first");
  const { turn } = house.provider;
  await say(desk, "second");
  await when(transcript.entries, (entries) => told(entries).includes("user queued: second"));
  turn.text("one");
  turn.end();
  await when(transcript.entries, (entries) => told(entries).includes("user sent: second"));
  await when(transcript.running, (runs) => runs);
  assert.equal(house.provider.turn.input.text, "second");
  house.provider.turn.text("two");
  house.provider.turn.end();
  await when(transcript.entries, (entries) => told(entries).includes("answer complete: two"));
  assert.deepEqual(told(transcript.entries.value), [
    "user sent: first",
    "answer complete: one",
    "user sent: second",
    "answer complete: two",
  ]);
});

Deno.test("stop() ends a turn, and what waited behind it is shown as said and not answered", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const conversation = await running(desk, "first");
  house.provider.turn.text("o");
  await say(desk, "second");
  const { transcript } = conversation;
  await when(transcript.entries, (entries) => told(entries).includes("user queued: second"));
  await conversation.stop();
  await when(transcript.entries, (entries) => told(entries).includes("user sent: second"));
  assert.deepEqual(told(transcript.entries.value), [
    "user sent: first",
    "answer interrupted: o",
    "user sent: second",
  ]);
  assert.equal(transcript.running.value, false);
});

Deno.test("a prompt that was not confirmed before a reload is sent again, and counts once", async () => {
  await using house = await House.open();
  const before = house.sit();
  const conversation = await running(before.desk, "first");
  house.provider.turn.end();
  await when(conversation.transcript.running, (runs) => !runs);
  // It arrived, and its answer was lost with the page.
  const { stored } = conversation;
  await conversation.session.prompt("second", { id: "x" }).accepted;
  const unsent = [
    { id: "x", text: "second", images: [] },
    { id: "y", text: "third", images: [] },
  ];
  before.kept.setItem(`tidegate.unsent.${stored}`, JSON.stringify(unsent));

  const { desk } = house.sit(before.kept);
  await desk.show(stored);
  const transcript = desk.shown.value?.transcript;
  assert.ok(transcript);
  await when(transcript.entries, (entries) => told(entries).includes("user queued: third"));
  house.provider.turn.text("2");
  house.provider.turn.end();
  await when(transcript.entries, (entries) => told(entries).includes("user sent: third"));
  await when(transcript.running, (runs) => runs);
  house.provider.turn.text("3");
  house.provider.turn.end();
  await when(transcript.entries, (entries) => told(entries).includes("answer complete: 3"));
  const users = told(transcript.entries.value).filter((line) => line.startsWith("user"));
  assert.deepEqual(users, ["user sent: first", "user sent: second", "user sent: third"]);
  assert.equal(before.kept.getItem(`tidegate.unsent.${stored}`), null);
});

Deno.test("answer() takes a question away from every window", async () => {
  await using house = await House.open();
  const [one, two] = [house.sit().desk, house.sit().desk];
  const conversation = await running(one, "ask me");
  await two.show(conversation.stored);
  const there = two.shown.value;
  assert.ok(there);
  const asked = house.provider.turn.input.ask({ kind: "clarify", question: "Which?" });
  await when(conversation.questions, (open) => open.length === 1);
  const [question] = await when(there.questions, (open) => open.length === 1);
  assert.equal(there.status.value, "waiting");
  assert.ok(question?.type === "clarify.request");
  await there.answer(question, "that one");
  assert.equal(await asked, "that one");
  await when(conversation.questions, (open) => open.length === 0);
  assert.equal(there.questions.value.length, 0);
  house.provider.turn.end();
  await when(conversation.transcript.running, (runs) => !runs);
});
