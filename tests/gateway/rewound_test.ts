/** What the other windows are told when messages are taken back. */
import assert from "node:assert/strict";
import { type Client, Stage } from "../support/stage.ts";

/** A session with two exchanges that two windows watch, and nothing left to read. */
async function watched(stage: Stage): Promise<{ client: Client; other: Client; id: string }> {
  const { client, id } = await stage.running("one");
  stage.provider.turn.end();
  await stage.time.pass();
  client.submit(id, "two");
  await stage.time.pass();
  stage.provider.turn.end();
  await stage.time.pass();
  const other = stage.connect();
  other.result("session.activate", { session_id: id });
  client.take();
  other.take();
  return { client, other, id };
}

function rewinds(client: Client): unknown[] {
  return client.events().filter(({ type }) => type === "session.rewound")
    .map(({ payload }) => payload);
}

Deno.test("session.undo tells every window what is left, once", async () => {
  await using stage = new Stage();
  const { client, other, id } = await watched(stage);
  const { message_count } = client.result("session.activate", { session_id: id });
  const { removed } = client.result("session.undo", { session_id: id });
  const told = [{ message_count: message_count - removed, removed }];
  assert.deepEqual([rewinds(client), rewinds(other)], [told, told]);
  const after = other.result("session.activate", { session_id: id });
  assert.equal(after.message_count, message_count - removed);
});

Deno.test("session.undo tells nothing where there is nothing to take back", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  assert.deepEqual(client.result("session.undo", { session_id: id }), { removed: 0 });
  assert.deepEqual(client.types(), []);
});

Deno.test("commands that take messages back tell it, too", async () => {
  await using stage = new Stage();
  const { client, other, id } = await watched(stage);
  for (const name of ["undo", "clear", "clear"]) {
    client.send("command.dispatch", { session_id: id, name });
    await stage.time.pass();
  }
  const told = [{ message_count: 1, removed: 1 }, { message_count: 0, removed: 1 }];
  assert.deepEqual(rewinds(other), told);
});

Deno.test("a prompt that takes the place of an earlier one tells it before its turn begins", async () => {
  await using stage = new Stage();
  const { client, other, id } = await watched(stage);
  client.submit(id, "two, please", { truncate_before_user_ordinal: 1 });
  await stage.time.pass();
  const [rewound, start] = other.events();
  assert.deepEqual(rewound?.payload, { message_count: 1, removed: 1 });
  assert.deepEqual([rewound?.type, start?.type], ["session.rewound", "message.start"]);
  stage.provider.turn.end();
});

Deno.test("a window that was away finds what was taken back among what it missed", async () => {
  await using stage = new Stage();
  const { client, id } = await watched(stage);
  const { seq } = client.result("session.activate", { session_id: id });
  client.result("session.undo", { session_id: id });
  const { events } = client.result("session.events.since", { session_id: id, last_seen: seq });
  assert.deepEqual(events.map(({ type }: { type: string }) => type), ["session.rewound"]);
});
