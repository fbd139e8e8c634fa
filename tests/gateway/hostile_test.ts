/** Agents and peers that do what they should not, at the worst moment. */
import assert from "node:assert/strict";
import type { Agent } from "../../src/agent/agent.ts";
import { type Client, Stage, streamed } from "../support/stage.ts";

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

const garbage: unknown[] = [
  null,
  undefined,
  { type: "no such type" },
  { type: "text", text: 5 },
  { type: "text", text: cycle },
  { type: "reasoning", text: 5n },
  { type: "thinking", text: cycle },
  { type: "thinking", text: 5n },
  { type: "tool_complete", id: "1", name: "t", args: cycle, result: cycle },
  { type: "tool_complete", id: "1", name: "t", args: null, result: 5n },
  { type: "usage", usage: { input: 1n, output: "x", total: NaN, contextUsed: 5n, contextMax: 9n } },
  { type: "usage" },
  { type: "failure", message: 5n },
];

Deno.test("garbage from one agent breaks neither its session, nor the window all streams share", async () => {
  for (const bad of garbage) {
    await using stage = new Stage();
    const victim = await stage.running();
    const victims = stage.provider.turn;
    const culprit = await stage.running();
    const { turn } = stage.provider;
    turn.text("before");
    victims.text("a");
    await stage.time.pass();
    turn.garbage(bad);
    victims.text("b");
    await stage.time.pass(1);
    turn.garbage([bad, { type: "text", text: "after" }]);
    await stage.time.pass(100);
    victims.text("c");
    await stage.time.pass(100);
    assert.equal(streamed(victim.client.events()), "abc");
    turn.end();
    await stage.time.pass();
    const events = culprit.client.events();
    assert.equal(streamed(events), "beforeafter");
    assert.equal(events.at(-1)?.type, "session.info");
    culprit.client.result("session.usage", { session_id: culprit.id });
    assert.equal(culprit.client.submit(culprit.id, "next"), "streaming");
    await stage.time.pass();
    assert.deepEqual(culprit.client.types(), ["message.start"]);
  }
});

Deno.test("an agent whose close throws, rejects or hangs keeps no session and no shutdown", async () => {
  const closes: (() => void | Promise<void>)[] = [
    () => {
      throw new Error("close threw");
    },
    () => Promise.reject(new Error("close rejected")),
    () => new Promise(() => {}),
  ];
  for (const onClose of closes) {
    await using stage = new Stage();
    stage.provider.script.onClose = onClose;
    const { client, id } = await stage.running();
    assert.deepEqual(client.result("session.close", { session_id: id }), { closed: true });
    await stage.running();
    const down = stage.gateway.shutdown();
    // As long as an agent that is stuck is waited for.
    await stage.time.pass(5_000);
    await down;
    assert.equal(stage.gateway.counts.sessions, 0);
  }
});

Deno.test("a provider that makes no agent, or throws, breaks that session only", async () => {
  const creates: (() => unknown)[] = [
    () => {
      throw new Error("create threw");
    },
    () => undefined,
    () => Promise.resolve(undefined),
    () => Promise.resolve({}),
    () => Promise.reject(undefined),
  ];
  for (const create of creates) {
    await using stage = new Stage();
    const good = await stage.open();
    const real = stage.provider.create.bind(stage.provider);
    stage.provider.create = create as () => Promise<Agent>;
    const bad = stage.connect();
    const { session_id } = bad.result("session.create");
    bad.submit(session_id, "hello");
    await stage.time.pass(100);
    assert.deepEqual(bad.types(), ["gateway.ready", "error", "session.info"]);
    stage.provider.create = real;
    bad.submit(session_id, "again");
    good.client.submit(good.id, "hello");
    await stage.time.pass();
    assert.deepEqual(bad.types(), ["session.info", "message.start"]);
    assert.deepEqual(good.client.types(), ["message.start"]);
  }
});

Deno.test("whatever an agent throws, out of whatever it does, its session goes on", async () => {
  const circle = new Error("circle");
  circle.cause = circle;
  for (const thrown of [circle, Object.create(null), Symbol("x"), null, 5n]) {
    await using stage = new Stage();
    stage.provider.script.builds = "hold";
    stage.provider.script.onClose = () => Promise.reject(thrown);
    const client = stage.connect();
    const { session_id } = client.result("session.create");
    client.submit(session_id, "one");
    await stage.time.pass();
    stage.provider.builds[0]?.fail(thrown);
    await stage.time.pass();
    assert.deepEqual(client.types().slice(1), ["error", "session.info"]);
    client.submit(session_id, "two");
    await stage.time.pass();
    stage.provider.builds[1]?.finish();
    await stage.time.pass();
    stage.provider.turn.fail(thrown);
    await stage.time.pass();
    const told = ["session.info", "message.start", "error", "session.info"];
    assert.deepEqual(client.types(), told);
    client.result("session.close", { session_id });
    await stage.time.pass();
  }
});

/** A peer in the same process that acts inside `send`, the moment it hears of an event. */
function actOn(client: Client, type: string, act: () => void): void {
  let acted = false;
  client.socket.onFrame = (frame) => {
    if (acted || !frame.includes(`"type":"${type}"`)) return;
    acted = true;
    act();
  };
}

const moments = [
  "message.start",
  "message.delta",
  "tool.start",
  "message.complete",
  "session.info",
];

Deno.test("whatever a peer does while it is being told something, the session stays sound", async () => {
  const acts: Record<string, (client: Client, id: string) => void> = {
    close: (client, id) => void client.send("session.close", { session_id: id }),
    interrupt: (client, id) => void client.send("session.interrupt", { session_id: id }),
    submit: (client, id) => void client.send("prompt.submit", { session_id: id, text: "again" }),
    leave: (client) => client.connection.end("gone"),
    undo: (client, id) => void client.send("session.undo", { session_id: id }),
    usage: (client, id) => void client.send("session.usage", { session_id: id }),
  };
  for (const type of moments) {
    for (const [name, act] of Object.entries(acts)) {
      await using stage = new Stage();
      const { client, id } = await stage.open();
      actOn(client, type, () => act(client, id));
      client.submit(id, "hello");
      await stage.time.pass();
      // None, if the first thing it was told made the peer stop it.
      const [turn] = stage.provider.agent.turns;
      turn?.text("a", "b");
      turn?.push({ type: "tool_start", id: "1", name: "t", args: {}, context: "" });
      turn?.text("c", "d");
      turn?.end();
      await stage.time.pass(100);
      const events = client.events();
      const seqs = events.flatMap(({ seq }) => seq ?? []);
      assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b), `${name} on ${type}: order`);
      assert.equal(new Set(seqs).size, seqs.length, `${name} on ${type}: twice`);
      assert.equal(stage.gateway.counts.sessions, name === "close" ? 0 : 1, `${name} on ${type}`);
      if (name === "close" || name === "leave") continue;
      stage.provider.agent.turns.at(-1)?.end();
      await stage.time.pass(100);
      const { sessions } = client.result("session.active_list");
      assert.equal(sessions[0].status, "idle", `${name} on ${type}`);
    }
  }
});

Deno.test("a close in the same tick as anything else wins, whatever the order", async () => {
  const rivals: ((client: Client, session_id: string) => void)[] = [
    (client, id) => client.send("prompt.submit", { session_id: id, text: "hello" }),
    (client, id) => client.send("session.interrupt", { session_id: id }),
    (client, id) => client.send("session.title", { session_id: id, title: "Tides" }),
    (client, id) => client.send("config.set", { key: "model", value: "m", session_id: id }),
    (client) => client.connection.end("gone"),
  ];
  for (const rival of rivals) {
    for (const closeFirst of [true, false]) {
      await using stage = new Stage();
      const { client, id } = await stage.open();
      const closer = stage.connect();
      if (closeFirst) closer.result("session.close", { session_id: id });
      rival(client, id);
      if (!closeFirst) closer.result("session.close", { session_id: id });
      client.take();
      await stage.time.pass(60_000);
      assert.deepEqual(client.events(), []);
      assert.equal(stage.provider.agent.closes, 1);
      assert.equal(stage.provider.agent.turns.length, 0);
      assert.equal(stage.gateway.counts.sessions, 0);
    }
  }
});

Deno.test("session ids that name members of every object find nothing", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  for (const session_id of ["__proto__", "constructor", "toString", "\u0000", "x".repeat(1e6)]) {
    assert.equal(client.error("prompt.submit", { session_id, text: "hi" }).code, 4001);
  }
  client.connection.receive(
    '{"id":1,"method":"session.create","params":{"__proto__":{"cols":"x"}}}',
  );
  assert.ok(client.take().at(-1).result);
});

Deno.test("a result of 10 MB and an answer of 10 MB reach every viewer", async () => {
  await using stage = new Stage({ highWaterBytes: 100_000_000 });
  const { client } = await stage.running();
  const huge = "x".repeat(10_000_000);
  stage.provider.turn.push(
    { type: "tool_complete", id: "1", name: "t", args: { q: huge }, result: huge },
    { type: "text", text: huge },
  );
  stage.provider.turn.end();
  await stage.time.pass(100);
  const [tool, delta, complete] = client.events();
  assert.equal(tool?.payload.result.length, huge.length);
  assert.equal(delta?.payload.text.length, huge.length);
  assert.equal(complete?.payload.text.length, huge.length);
});
