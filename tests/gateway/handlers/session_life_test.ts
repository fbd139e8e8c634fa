import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

Deno.test("conformance 061: session.create answers at once, complete and lazy, with nothing built", async () => {
  await using stage = new Stage({ cwd: "/srv/project" });
  const client = stage.connect();
  const created = client.result("session.create", { cols: 96 });
  assert.deepEqual(Object.keys(created), [
    "session_id",
    "stored_session_id",
    "message_count",
    "messages",
    "info",
  ]);
  assert.match(created.session_id, /^[0-9a-f]{8}$/);
  assert.match(created.stored_session_id, /^\d{8}_\d{6}_[0-9a-f]{6}$/);
  assert.deepEqual([created.message_count, created.messages], [0, []]);
  const { info } = created;
  assert.deepEqual(
    [info.model, info.provider, info.lazy, info.desktop_contract, info.running, info.cwd],
    ["model-a", "scripted", true, 2, false, "/srv/project"],
  );
  assert.deepEqual(info.tools, { files: ["read", "write"] });
  assert.deepEqual(info.skills, { office: ["letters"] });
  assert.deepEqual(info.mcp_servers, []);
  assert.equal(stage.provider.builds.length, 0);
});

Deno.test("session.info without lazy follows 50 ms after session.create", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { session_id } = client.result("session.create");
  client.take();
  await stage.time.pass(49);
  assert.deepEqual(client.events(), []);
  await stage.time.pass(1);
  const [event, ...more] = client.events();
  assert.deepEqual([event?.type, event?.session_id, event?.seq], ["session.info", session_id, 1]);
  assert.ok(!("lazy" in event?.payload));
  assert.deepEqual(more, []);
});

Deno.test("conformance 065: session.create passes its overrides on", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { session_id, info } = client.result("session.create", {
    model: "model-b",
    reasoning_effort: "high",
    cwd: "/srv/other",
    title: "  Tides ",
    source: "desktop",
  });
  assert.deepEqual(
    [info.model, info.reasoning_effort, info.cwd, info.title],
    ["model-b", "high", "/srv/other", "Tides"],
  );
  client.submit(session_id, "hello");
  await stage.time.pass();
  const { context } = stage.provider.builds[0] ?? {};
  assert.deepEqual([context?.model, context?.cwd, context?.sessionId], [
    "model-b",
    "/srv/other",
    session_id,
  ]);
  const { input } = stage.provider.turn;
  assert.deepEqual([input.model, input.reasoningEffort], ["model-b", "high"]);
});

Deno.test("session.create seeds the history, as it is shown and as the agent gets it", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const messages = [
    { role: "system", content: "be brief" },
    { role: "user", content: [{ type: "text", text: "one" }, null] },
    { role: "assistant", text: "first" },
    { role: "tool", text: "dropped" },
    { role: "user", text: " " },
  ];
  const created = client.result("session.create", { messages });
  const shown = [
    { role: "system", text: "be brief" },
    { role: "user", text: "one" },
    { role: "assistant", text: "first" },
  ];
  assert.deepEqual([created.message_count, created.messages], [3, shown]);
  client.submit(created.session_id, "two");
  await stage.time.pass();
  assert.deepEqual(stage.provider.turn.input.history, shown);
});

Deno.test("session.create takes null for what is not given, and names what it cannot take", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const nothing = { messages: null, title: null, cwd: null, model: null, reasoning_effort: null };
  client.result("session.create", { ...nothing, source: null, provider: null, fast: null });
  client.result("session.create", { cols: "120", unknown: "ignored" });
  for (const cols of ["wide", 0, -1, 1.5, 1e9, [], {}]) {
    const { code, message } = client.error("session.create", { cols });
    assert.equal(code, -32602);
    assert.match(message, /^invalid params: cols: /);
  }
  assert.match(client.error("session.create", { messages: "no" }).message, /messages: /);
  assert.match(client.error("session.create", { messages: [5] }).message, /messages\.0: /);
  assert.equal(stage.gateway.counts.sessions, 2);
});

Deno.test("conformance 058: session.create over the limit is 4090 with its exact text", async () => {
  await using stage = new Stage({ maxSessions: 1 });
  const { client, id } = await stage.open();
  const full = {
    code: 4090,
    message: "Hermes is at the active session limit (1/1). " +
      "Try again when another session finishes.",
  };
  assert.deepEqual(client.error("session.create"), full);
  assert.deepEqual(stage.connect().error("session.create"), full);
  client.result("session.close", { session_id: id });
  client.result("session.create");
});

Deno.test("conformance 201: session.close ends the session once, for the reason tui_close", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  assert.deepEqual(client.result("session.close", { session_id: id }), { closed: true });
  assert.deepEqual(client.result("session.close", { session_id: id }), { closed: false });
  assert.deepEqual(stage.log.fieldsOf("session ended"), { session: id, reason: "tui_close" });
  assert.equal(stage.provider.agent.closes, 1);
  assert.equal(client.error("session.usage", { session_id: id }).code, 4001);
});

Deno.test("conformance 202: session.close of an unknown id is no error", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  for (const params of [{}, { session_id: "00000000" }, { session_id: "__proto__" }]) {
    assert.deepEqual(client.result("session.close", params), { closed: false });
  }
});

Deno.test("session.close in the middle of everything tells that nothing runs, and is followed by no event", async () => {
  const moments = {
    created: async (_stage: Stage) => {},
    building: (stage: Stage) => stage.time.pass(50),
    waiting: async (stage: Stage) => {
      stage.provider.script.builds = "hold";
      await stage.time.pass(60);
    },
  };
  for (const [name, moment] of Object.entries(moments)) {
    await using stage = new Stage();
    stage.provider.script.builds = "hold";
    const client = stage.connect();
    const { session_id } = client.result("session.create");
    client.submit(session_id, "hello");
    await moment(stage);
    client.take();
    assert.deepEqual(client.result("session.close", { session_id }), { closed: true }, name);
    const told = client.events().map(({ type, payload }) => [type, payload.running]);
    assert.deepEqual(told, [["session.info", false]], name);
    for (const build of stage.provider.builds) build.finish();
    await stage.time.pass(60_000);
    assert.deepEqual(client.events(), [], name);
    for (const { agent } of stage.provider.builds) {
      assert.deepEqual([agent.closes, agent.turns.length], [1, 0], name);
    }
  }
});

Deno.test("session.close of a streaming session drops what is held and what still comes", async () => {
  await using stage = new Stage();
  stage.provider.script.obeys = false;
  const { client, id } = await stage.running();
  stage.provider.turn.text("a", "b", "c");
  await stage.time.pass();
  assert.deepEqual(client.types(), ["message.delta"]);
  client.send("session.close", { session_id: id });
  const { turn } = stage.provider;
  turn.text("late");
  turn.end();
  await stage.time.pass(60_000);
  const frames = client.take();
  // What was held goes out ahead of the answer or not at all.
  assert.deepEqual(frames.at(-1).result, { closed: true });
  assert.equal(client.error("prompt.submit", { session_id: id, text: "hi" }).code, 4001);
});

Deno.test("conformance 097: session.active_list keeps the order of creation and marks one current", async () => {
  await using stage = new Stage();
  const { client, id: one } = await stage.running("what is a tide?");
  stage.provider.turn.text("  A tide\n is ");
  const two = client.result("session.create", { title: "Second", model: "model-b" });
  await stage.time.pass();
  const { sessions } = client.result("session.active_list", { current_session_id: one });
  assert.deepEqual(sessions.map((row: { id: string }) => row.id), [one, two.session_id]);
  assert.deepEqual(sessions.map((row: { current: boolean }) => row.current), [true, false]);
  assert.deepEqual(Object.keys(sessions[0]).sort(), [
    "current",
    "id",
    "last_active",
    "message_count",
    "model",
    "preview",
    "session_key",
    "started_at",
    "status",
    "title",
  ]);
  const [first, second] = sessions;
  assert.deepEqual([first.status, first.preview, first.model], ["working", "A tide is", "model-a"]);
  assert.deepEqual([second.status, second.preview, second.title], ["starting", "", "Second"]);
  assert.equal(first.started_at, Date.UTC(2026, 0, 1, 12, 30, 15) / 1000);
  assert.equal(second.session_key, two.stored_session_id);
});

Deno.test("session.active_list previews the prompt until there is an answer, shortened", async () => {
  await using stage = new Stage();
  const long = "word ".repeat(2_000_000);
  const { client, id } = await stage.running(long);
  const preview = () => client.result("session.active_list").sessions[0].preview;
  assert.equal(preview(), "word ".repeat(32).slice(0, 160));
  stage.provider.turn.text("short");
  await stage.time.pass();
  assert.equal(preview(), "short");
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal(preview(), "short");
  client.result("session.close", { session_id: id });
  assert.deepEqual(client.result("session.active_list"), { sessions: [] });
});

Deno.test("session.list shows what was prompted or titled, newest activity first", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const create = (params = {}) => client.result("session.create", params);
  const [silent, titled, asked, tool] = [
    create(),
    create({ title: "Titled" }),
    create(),
    create({ source: "tool", title: "hidden" }),
  ];
  await stage.time.pass(1_000);
  client.submit(asked.session_id, "what\n\nis   it?");
  await stage.time.pass();
  const list = () => client.result("session.list").sessions;
  assert.deepEqual(list(), [
    {
      id: asked.stored_session_id,
      title: "",
      preview: "what is it?",
      started_at: Date.UTC(2026, 0, 1, 12, 30, 15) / 1000,
      message_count: 0,
      source: "tui",
    },
    {
      id: titled.stored_session_id,
      title: "Titled",
      preview: "",
      started_at: Date.UTC(2026, 0, 1, 12, 30, 15) / 1000,
      message_count: 0,
      source: "tui",
    },
  ]);
  await stage.time.pass(1_000);
  client.result("session.title", { session_id: silent.session_id, title: "Late" });
  assert.deepEqual(list().map((row: { title: string }) => row.title), ["Late", "", "Titled"]);
  assert.deepEqual(client.result("session.list", { limit: 1 }).sessions.length, 1);
  assert.equal(client.error("session.list", { limit: 0 }).code, -32602);
  assert.ok(tool);
});

Deno.test("session.create opens a session without the title it cannot have", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  assert.equal(client.result("session.create", { title: " Mine " }).info.title, "Mine");
  assert.equal(client.result("session.create", { title: "Mine" }).info.title, "");
  assert.equal(client.result("session.create", { title: "x".repeat(201) }).info.title, "");
});
