/** What a window shows again after it was reloaded: against a real gateway, over real sockets. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../src/console/model/conversation.ts";
import { say } from "../../../src/console/model/say.ts";
import { House, OBSERVER, type Seat, told, when } from "../support/house.ts";

/** A conversation whose turn runs. */
async function running({ desk }: Seat, text: string): Promise<Conversation> {
  await say(desk, text);
  const { value: conversation } = desk.shown;
  assert.ok(conversation);
  await when(conversation.transcript.running, (runs) => runs);
  return conversation;
}

/** The same conversation in a window that was just loaded. */
async function reloaded(house: House, stored: string, token?: string): Promise<Conversation> {
  const { desk } = house.sit(undefined, token);
  await desk.show(stored);
  const { value: conversation } = desk.shown;
  assert.ok(conversation);
  return conversation;
}

Deno.test("the plan comes back, while its turn runs and after", async () => {
  await using house = await House.open();
  const { stored, transcript } = await running(house.sit(), "plan it");
  const todos = [{ content: "look", status: "in_progress" as const }];
  const { turn } = house.provider;
  turn.push({ type: "todos", todos });
  const told = [{ id: "1", ...todos[0] }];
  await when(transcript.todos, (plan) => plan.length > 0);
  assert.deepEqual((await reloaded(house, stored)).transcript.todos.value, told);
  turn.end();
  await when(transcript.running, (runs) => !runs);
  assert.deepEqual((await reloaded(house, stored)).transcript.todos.value, told);
});

Deno.test("how the last turn ended comes back, and what was called off behind it stays there", async () => {
  await using house = await House.open();
  const seat = house.sit();
  const conversation = await running(seat, "first");
  const { stored, transcript } = conversation;
  house.provider.turn.text("o");
  await say(seat.desk, "second");
  await when(transcript.entries, (entries) => told(entries).includes("user queued: second"));
  await conversation.stop();
  await when(transcript.entries, (entries) => told(entries).includes("user sent: second"));
  assert.deepEqual(
    told((await reloaded(house, stored)).transcript.entries.value),
    told(transcript.entries.value),
  );
});

Deno.test("an end of which no message tells comes back", async () => {
  await using house = await House.open();
  const seat = house.sit();
  const { stored, transcript } = await running(seat, "first");
  house.provider.turn.push({ type: "failure", message: "no credit" });
  house.provider.turn.end();
  await when(transcript.running, (runs) => !runs);
  const lines = async () => told((await reloaded(house, stored)).transcript.entries.value);
  assert.deepEqual(await lines(), ["user sent: first", "note error: Error: no credit"]);
  const second = await running(seat, "second");
  await second.stop();
  await when(transcript.running, (runs) => !runs);
  assert.deepEqual(await lines(), [
    "user sent: first",
    "user sent: second",
    "answer interrupted: ",
  ]);
});

Deno.test("a window that may only watch knows that, and what is asked", async () => {
  await using house = await House.open();
  const { stored } = await running(house.sit(), "ask me");
  const asked = house.provider.turn.input.ask({ kind: "clarify", question: "Which?" });
  const there = await reloaded(house, stored, OBSERVER);
  assert.equal(there.observes.value, true);
  const [question] = await when(there.questions, (open) => open.length === 1);
  assert.equal(question?.type, "clarify.request");
  house.provider.turn.end();
  await asked;
});
