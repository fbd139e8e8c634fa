/** Prompts that come while a turn runs, interrupts, and cuts of the history. */
import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

Deno.test("conformance 145: the busy mode of the settings decides, interrupt by default", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("one");
  client.result("config.set", { key: "busy", value: "queue" });
  assert.equal(client.submit(id, "two"), "queued");
  assert.equal(stage.provider.turn.signal.aborted, false);
  client.result("config.set", { key: "busy", value: "interrupt" });
  assert.equal(client.submit(id, "three"), "queued");
  assert.equal(stage.provider.turn.signal.aborted, true);
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "two\n\nthree");
  assert.deepEqual(client.types(), ["message.complete", "session.info", "message.start"]);
});

Deno.test("conformance 146: busy mode steer answers steered where the hint is taken", async () => {
  await using stage = new Stage({ busyMode: "steer" });
  stage.provider.script.takesHints = true;
  const { client, id } = await stage.running("one");
  assert.equal(client.submit(id, "left"), "steered");
  stage.provider.script.takesHints = false;
  assert.equal(client.submit(id, "right"), "queued");
  assert.equal(stage.provider.turn.signal.aborted, true);
});

Deno.test("prompt.submit says itself what becomes of it while a turn runs, whatever the settings", async () => {
  await using stage = new Stage();
  stage.provider.script.takesHints = true;
  const { client, id } = await stage.running("one");
  const submit = (text: string, busy: unknown) =>
    client.result("prompt.submit", { session_id: id, text, busy }).status;
  assert.equal(submit("left", "steer"), "steered");
  assert.equal(submit("two", "queue"), "queued");
  assert.equal(stage.provider.turn.signal.aborted, false);
  // One that is none leaves it to the settings, which interrupt.
  assert.equal(submit("three", "whenever"), "queued");
  assert.equal(stage.provider.turn.signal.aborted, true);
});

Deno.test("conformance 248: a queued prompt makes its sender a viewer of the turn to come", async () => {
  await using stage = new Stage({ busyMode: "queue" });
  const { client, id } = await stage.running("one");
  const other = stage.connect();
  assert.equal(other.submit(id, "two"), "queued");
  client.connection.end("gone");
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "two");
  const turns = ["message.complete", "session.info", "message.start"];
  const came = ["gateway.ready", "session.viewers", "session.viewers"];
  assert.deepEqual(other.types(), [...came, ...turns]);
});

Deno.test("session.interrupt answers at once and ends the turn with what there is", async () => {
  for (const obeys of [true, false]) {
    await using stage = new Stage();
    stage.provider.script.obeys = obeys;
    const { client, id } = await stage.running("one");
    stage.provider.turn.text("par", "tial");
    await stage.time.pass();
    client.result("config.set", { key: "busy", value: "queue" });
    client.submit(id, "two");
    client.take();
    client.interrupt(id);
    assert.equal(client.take().at(-1).result.status, "interrupted");
    await stage.time.pass();
    const [complete, info, ...more] = client.events();
    assert.equal(complete?.type, "message.complete");
    assert.deepEqual(
      [complete?.payload.text, complete?.payload.status],
      ["partial", "interrupted"],
    );
    assert.deepEqual([info?.type, info?.payload.running], ["session.info", false]);
    assert.deepEqual(more, []);
    // The queued prompt is gone, and so is whatever the old turn still says.
    stage.provider.turn.text("late");
    stage.provider.turn.end();
    await stage.time.pass(60_000);
    assert.deepEqual(client.types(), []);
    assert.equal(stage.provider.agent.turns.length, 1);
  }
});

Deno.test("session.interrupt of an idle session, built or not, is answered and does nothing", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { session_id } = client.result("session.create");
  client.interrupt(session_id);
  assert.equal(stage.provider.builds.length, 0);
  await stage.time.pass(50);
  client.take();
  client.interrupt(session_id);
  client.interrupt(session_id);
  await stage.time.pass();
  assert.deepEqual(client.types(), []);
});

Deno.test("conformance 133: session.interrupt while the agent is built ends at once, without a turn", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  const client = stage.connect();
  const { session_id } = client.result("session.create");
  client.submit(session_id, "hello");
  await stage.time.pass(10);
  client.take();
  client.interrupt(session_id);
  await stage.time.pass();
  const [info, ...more] = client.events();
  assert.deepEqual([info?.type, info?.payload.running], ["session.info", false]);
  assert.deepEqual(more, []);
  stage.provider.builds[0]?.finish();
  await stage.time.pass(60_000);
  assert.deepEqual(client.types(), ["session.info"]);
  assert.equal(stage.provider.agent.turns.length, 0);
  client.submit(session_id, "again");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "again");
});

Deno.test("session.interrupt leaves other sessions alone", async () => {
  await using stage = new Stage();
  const one = await stage.running("one");
  const two = await stage.running("two");
  one.client.interrupt(one.id);
  await stage.time.pass();
  assert.equal(stage.provider.turn.signal.aborted, false);
  assert.deepEqual(two.client.types(), []);
});

Deno.test("an agent that ignores its interrupt is replaced after 5 s, and the viewers are told", async () => {
  await using stage = new Stage();
  stage.provider.script.obeys = false;
  const { client, id } = await stage.running("one");
  client.submit(id, "two");
  await stage.time.pass(5_000);
  const types = client.types();
  assert.deepEqual(types, [
    "message.complete",
    "session.info",
    "status.update",
    "session.info",
    "message.start",
  ]);
  assert.deepEqual(stage.provider.builds.map(({ agent }) => agent.closes), [1, 0]);
  assert.equal(stage.provider.turn.input.text, "two");
});

/** A session with three exchanges. */
async function talked(stage: Stage) {
  const opened = await stage.open();
  for (const text of ["one", "two", "three"]) {
    opened.client.submit(opened.id, text);
    await stage.time.pass();
    stage.provider.turn.text(`re ${text}`);
    stage.provider.turn.end();
    await stage.time.pass();
  }
  opened.client.take();
  return opened;
}

Deno.test("conformance 128: a prompt cuts the history before the user message it names", async () => {
  const cuts: [ordinal: unknown, left: string[]][] = [
    [0, []],
    [1, ["one"]],
    ["1", ["one"]],
    [" 2 ", ["one", "two"]],
    [2.9, ["one", "two"]],
    [true, ["one"]],
    [false, []],
    [-1, ["one", "two"]],
    [-3, []],
    [-0.5, []],
    [null, ["one", "two", "three"]],
    [undefined, ["one", "two", "three"]],
  ];
  for (const [ordinal, left] of cuts) {
    await using stage = new Stage();
    const { client, id } = await talked(stage);
    client.submit(id, "new", { truncate_before_user_ordinal: ordinal });
    await stage.time.pass();
    const asked = stage.provider.turn.input.history.filter(({ role }) => role === "user");
    assert.deepEqual(asked.map(({ text }) => text), left, JSON.stringify(ordinal));
  }
});

Deno.test("a cut before a message that is not there is 4018, of what is no number 4004", async () => {
  await using stage = new Stage();
  const { client, id } = await talked(stage);
  const refused = (ordinal: unknown) => {
    const params = { session_id: id, text: "new", truncate_before_user_ordinal: ordinal };
    return client.error("prompt.submit", params);
  };
  for (const ordinal of [3, 99, -4, "7", "99999999999999999999", 1e300]) {
    assert.deepEqual(refused(ordinal), {
      code: 4018,
      message: "target user message is no longer in history",
    });
  }
  for (const ordinal of ["x", "", "1.5", "0x1", [], [1], {}, "1e1"]) {
    assert.deepEqual(refused(ordinal), {
      code: 4004,
      message: "truncate_before_user_ordinal must be an integer",
    }, JSON.stringify(ordinal));
  }
  // JSON can say a number that is none of JavaScript's.
  client.connection.receive(
    `{"id":1,"method":"prompt.submit","params":{"session_id":"${id}","text":"new",` +
      `"truncate_before_user_ordinal":-1e999}}`,
  );
  assert.equal(client.take().at(-1).error.code, 4018);
  assert.equal(client.result("session.history", { session_id: id }).count, 6);
  assert.equal(stage.provider.agent.turns.length, 3);
});

Deno.test("a prompt that cuts while a turn runs interrupts it, and its cut is not lost", async () => {
  await using stage = new Stage();
  const { client, id } = await talked(stage);
  client.submit(id, "four");
  await stage.time.pass();
  stage.provider.turn.text("re four");
  await stage.time.pass();
  // The desktop's way to regenerate: the prompt of the turn that runs is the fourth.
  assert.equal(client.submit(id, "four again", { truncate_before_user_ordinal: 3 }), "queued");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "four again");
  const texts = stage.provider.turn.input.history.map(({ text }) => text);
  assert.deepEqual(texts, ["one", "re one", "two", "re two", "three", "re three"]);
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal(client.result("session.history", { session_id: id }).count, 7);
});
