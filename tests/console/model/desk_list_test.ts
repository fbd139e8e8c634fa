/** What the desk does with conversations as a whole, against a real gateway. */
import assert from "node:assert/strict";
import type { Desk } from "../../../src/console/model/desk.ts";
import { say } from "../../../src/console/model/say.ts";
import { undo } from "../../../src/console/model/undo.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { House, told, when } from "../support/house.ts";

/** A conversation of one exchange. */
async function exchange(house: House, desk: Desk, { asks = "Hello", says = "Ahoy" } = {}) {
  await say(desk, asks);
  const conversation = desk.shown.value;
  assert.ok(conversation);
  await when(conversation.transcript.running, (runs) => runs);
  house.provider.turn.text(says);
  house.provider.turn.end();
  await when(conversation.transcript.running, (runs) => !runs);
  return conversation;
}

Deno.test("rename() gives a title that the list shows, and finds", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { stored } = await exchange(house, desk);
  await desk.rename(stored, "High tide");
  const [row] = await when(desk.list.all, ([first]) => first?.name === "High tide");
  assert.equal(row?.titled, true);
  desk.list.search.value = "tide high";
  assert.equal(desk.list.found.value.length, 1);
  desk.list.search.value = "ebb";
  assert.equal(desk.list.found.value.length, 0);
});

Deno.test("what is just said names its conversation, before the gateway has listed it", async () => {
  await using house = await House.open();
  // Its time stands still: nothing is fetched again.
  const { desk } = house.sit();
  await when(desk.list.loaded, (loaded) => loaded);
  await say(desk, "Where does\n the ebb begin?");
  assert.equal(desk.list.all.value[0]?.name, "Where does the ebb begin?");
  desk.list.search.value = "ebb";
  assert.deepEqual(desk.list.found.value.map(({ stored }) => stored), [desk.place.value]);
});

Deno.test("branch() goes on with a copy, and leaves the old one as it is", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { stored, transcript } = await exchange(house, desk);
  await desk.branch(stored);
  const copy = desk.shown.value;
  assert.ok(copy !== undefined && copy.stored !== stored);
  assert.deepEqual(told(copy.transcript.entries.value), ["user sent: Hello", "answer: Ahoy"]);
  assert.equal(transcript.entries.value.length, 2);
  assert.equal(desk.open.value.size, 2);
});

Deno.test("delete() forgets a live conversation for good, and shows where one begins", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { stored } = await exchange(house, desk);
  await desk.delete(stored);
  assert.deepEqual(desk.view.value, { kind: "new" });
  assert.deepEqual(desk.toasts.all.value, []);
  assert.deepEqual(await desk.client.sessions.list(), []);
  await desk.show(stored);
  assert.equal(desk.view.value.kind, "failed");
});

Deno.test("end() closes a session that goes on when it is shown again", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { stored } = await exchange(house, desk);
  await desk.end(stored);
  assert.deepEqual(await desk.client.sessions.active(), []);
  assert.equal(desk.list.all.value[0]?.status, "stored");
  await desk.show(stored);
  const again = desk.shown.value;
  assert.deepEqual(told(again?.transcript.entries.value ?? []), [
    "user sent: Hello",
    "answer: Ahoy",
  ]);
});

Deno.test("undo() takes the last exchange back, and what was asked can be written anew", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const conversation = await exchange(house, desk);
  await undo(desk, conversation);
  assert.deepEqual(conversation.transcript.entries.value, []);
  assert.equal(desk.drafts.of(conversation.stored).value, "Hello");
});

Deno.test("say() carries out a slash command, and shows what it says", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  const { transcript, stored } = await exchange(house, desk);
  await say(desk, "/title Ebb");
  assert.match(told(transcript.entries.value).at(-1) ?? "", /^note info: .*Ebb/);
  await say(desk, "/undo");
  assert.match(told(transcript.entries.value).at(-1) ?? "", /^note info: Took back 1 exchange/);
  assert.equal(desk.drafts.of(stored).value, "Hello");
  await say(desk, "/nothing like that");
  assert.match(desk.toasts.all.value.at(-1)?.text ?? "", /^It was not sent: .*nothing/);
  assert.match(desk.drafts.of(stored).value, /nothing like that/);
});

Deno.test("say() says a text that begins with two slashes to the agent, with one", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  await say(desk, "//etc/hosts");
  const conversation = desk.shown.value;
  assert.ok(conversation);
  await when(conversation.transcript.running, (runs) => runs);
  assert.equal(house.provider.turn.input.text, "/etc/hosts");
});

Deno.test("steer() gives a hint; where the agent takes none, it is sent when the turn is over", async () => {
  await using house = await House.open(new ScriptedProvider({ takesHints: true }));
  const { desk } = house.sit();
  await say(desk, "Hello");
  const conversation = desk.shown.value;
  assert.ok(conversation);
  await when(conversation.transcript.running, (runs) => runs);
  await conversation.steer("left");
  assert.deepEqual(house.provider.agent.hints, ["left"]);
  house.provider.script.takesHints = false;

  await using other = await House.open();
  const seat = other.sit();
  await say(seat.desk, "Hello");
  const plain = seat.desk.shown.value;
  assert.ok(plain);
  await when(plain.transcript.running, (runs) => runs);
  await plain.steer("left");
  await when(plain.transcript.entries, (all) => told(all).includes("user queued: left"));
});

Deno.test("a conversation nobody looks at is unread once something was said in it", async () => {
  await using house = await House.open();
  const { desk } = house.sit();
  await say(desk, "Hello");
  const conversation = desk.shown.value;
  assert.ok(conversation);
  await when(conversation.transcript.running, (runs) => runs);
  await desk.show("");
  house.provider.turn.end();
  await when(conversation.unread, (unread) => unread);
  await when(desk.list.all, ([row]) => row?.unread === true);
  await desk.show(conversation.stored);
  assert.equal(conversation.unread.value, false);
});

Deno.test("drafts are kept for each conversation, and by a reload", async () => {
  await using house = await House.open();
  const { desk, kept } = house.sit();
  desk.drafts.of("").value = "not yet";
  const { stored } = await desk.begin();
  assert.equal(desk.drafts.of(stored).value, "not yet");
  assert.equal(desk.drafts.of("").value, "");
  const again = house.sit(kept);
  assert.equal(again.desk.drafts.of(stored).value, "not yet");
  assert.equal(again.desk.drafts.of("").value, "");
});

Deno.test("the list is fetched again when the gateway says so, for what other windows do", async () => {
  await using house = await House.open();
  const [one, two] = [house.sit(), house.sit()];
  await when(two.desk.list.loaded, (loaded) => loaded);
  // A moment later: that is the test's to say.
  two.desk.client.on("sessions.changed", () => queueMicrotask(() => two.pass()));
  const { stored } = await exchange(house, one.desk);
  const [row] = await when(two.desk.list.all, ([row]) => row?.status === "idle");
  assert.equal(row?.stored, stored);
});

Deno.test("a conversation that is compressed stays one, in the list and for what was typed in it", async () => {
  const summarize = () => Promise.resolve("short");
  await using house = await House.open(new ScriptedProvider({ summarize }));
  const { desk, kept } = house.sit();
  const { stored } = await exchange(house, desk);
  for (let i = 0; i < 5; i++) await exchange(house, desk, { says: "Ahoy ".repeat(500) });
  const other = house.sit().desk;
  await other.show(stored);
  await say(desk, "/compress");
  const seen = other.shown.value?.transcript;
  assert.ok(seen);
  await when(seen.entries, (all) => told(all).some((line) => line.includes("Summary")));
  assert.ok(!told(seen.entries.value).some((line) => line === "note info: ready"));
  await desk.list.refresh();
  await when(desk.list.all, (rows) => rows.length === 1 && rows[0]?.stored === stored);
  assert.equal(desk.list.all.value[0]?.name, "Hello");
  const [row] = await desk.client.sessions.list();
  assert.ok(row !== undefined && row.id !== stored);
  await desk.show(row.id);
  assert.equal(desk.open.value.size, 1);
  desk.drafts.of(stored).value = "not yet";
  kept.setItem(
    `tidegate.unsent.${stored}`,
    JSON.stringify([{ id: "x", text: "and now?", images: [] }]),
  );
  const again = house.sit(kept);
  await again.desk.show(stored);
  assert.equal(again.desk.place.value, row.id);
  assert.equal(again.desk.drafts.of(row.id).value, "not yet");
  const there = again.desk.shown.value;
  assert.ok(there);
  await when(there.transcript.entries, (all) => told(all).includes("user sent: and now?"));
  await desk.delete(stored);
  assert.deepEqual(await desk.client.sessions.list(), []);
});
