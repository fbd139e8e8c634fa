/** Windows without a terminal pane, beside one that may have one: against a real gateway, over real sockets. */
import assert from "node:assert/strict";
import type { Session } from "../../../src/client/session.ts";
import type { Conversation } from "../../../src/console/model/conversation.ts";
import { say } from "../../../src/console/model/say.ts";
import { House, when } from "../support/house.ts";

/** A conversation whose turn runs, in two windows. */
async function twoWindows(house: House) {
  const seats = [house.sit(), house.sit()] as const;
  const [{ desk: one }, { desk: two }] = seats;
  await say(one, "look");
  const first = one.shown.value;
  assert.ok(first);
  await when(first.transcript.running, (runs) => runs);
  await two.show(first.stored);
  const second = two.shown.value;
  assert.ok(second);
  return { seats, windows: [first, second] as const };
}

/** Resolves once a window has been asked for its terminal. */
function asked({ session }: { session: Session }): Promise<void> {
  return new Promise((resolve) => session.on("terminal.read.request", () => resolve()));
}

/** Resolves once a window has heard that nobody is asked any more. */
function gone({ session }: Conversation): Promise<void> {
  return new Promise((resolve) => session.on("terminal.read.expire", () => resolve()));
}

Deno.test("a question for a terminal is answered by every window after a while, and nobody is told", async () => {
  await using house = await House.open();
  const { seats, windows } = await twoWindows(house);
  const all = Promise.all(windows.map(asked));
  const answer = house.provider.turn.input.ask({ kind: "terminal_read", count: 1 });
  await all;
  for (const { pass } of seats) pass();
  assert.equal(await answer, "");
  // What comes back to both windows is behind what they have answered.
  await Promise.all(seats.map(({ desk }) => desk.list.refresh()));
  assert.deepEqual(seats.flatMap(({ desk }) => desk.toasts.all.value), []);
});

Deno.test("a question for a terminal is left to whoever has one, and answers first", async () => {
  await using house = await House.open();
  const { seats, windows } = await twoWindows(house);
  const [{ session }] = windows;
  const all = Promise.all(windows.map(asked));
  const answer = house.provider.turn.input.ask({ kind: "terminal_read", count: 1 });
  await all;
  // Whatever the windows had said at once would have come first.
  await Promise.all(seats.map(({ desk }) => desk.list.refresh()));
  const over = Promise.all(windows.map(gone));
  const [question] = session.questions;
  assert.ok(question?.type === "terminal.read.request");
  assert.equal(await session.answer(question, "$ ls"), "taken");
  assert.equal(await answer, "$ ls");
  await over;
  for (const { pass } of seats) pass();
  await Promise.all(seats.map(({ desk }) => desk.list.refresh()));
  assert.deepEqual(seats.flatMap(({ desk }) => desk.toasts.all.value), []);
});

Deno.test("a question for a terminal that waits already is answered by a window that comes later", async () => {
  await using house = await House.open();
  const { windows: [first] } = await twoWindows(house);
  const once = asked(first);
  const answer = house.provider.turn.input.ask({ kind: "terminal_read", count: 1 });
  await once;
  const late = house.sit();
  await late.desk.show(first.stored);
  late.pass();
  assert.equal(await answer, "");
});
