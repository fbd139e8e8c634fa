import assert from "node:assert/strict";
import { Stage } from "../../support/stage.ts";

const methods = [
  "session.history",
  "session.title",
  "session.usage",
  "session.status",
  "session.undo",
  "session.interrupt",
  "terminal.resize",
  "approval.respond",
];

Deno.test("every method that needs a live session answers 4001 without one", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const params = [{}, { session_id: "00000000" }, { session_id: null }, {
    session_id: "__proto__",
  }];
  for (const method of [...methods, "prompt.submit", "session.steer"]) {
    for (const where of params) {
      const error = client.error(method, { text: "hello", ...where });
      assert.deepEqual(error, { code: 4001, message: "session not found" }, method);
    }
  }
  for (const session_id of [5, [], {}]) {
    assert.equal(client.error("session.usage", { session_id }).code, -32602);
  }
});

Deno.test("session.history shows messages, and counts the raw ones", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("list the files");
  stage.provider.turn.push(
    { type: "reasoning", text: "need ls" },
    { type: "tool_start", id: "1", name: "ls", args: { path: "/srv" }, context: "/srv" },
    { type: "tool_complete", id: "1", name: "ls", args: { path: "/srv" }, result: ["a", "b"] },
    { type: "text", text: "two files" },
  );
  const before = client.result("session.history", { session_id: id });
  assert.deepEqual(before, { count: 0, messages: [] });
  stage.provider.turn.end();
  await stage.time.pass();
  const messages = [
    { role: "user", text: "list the files" },
    { role: "assistant", text: "", reasoning: "need ls" },
    { role: "tool", name: "ls", context: "/srv" },
    { role: "assistant", text: "two files" },
  ];
  assert.deepEqual(client.result("session.history", { session_id: id }), { count: 4, messages });
});

Deno.test("session.title reads, sets, and says so once there is an agent", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { session_id, stored_session_id } = client.result("session.create");
  client.take();
  const title = (params = {}) => client.result("session.title", { session_id, ...params });
  assert.deepEqual(title(), { title: "", session_key: stored_session_id });
  assert.deepEqual(title({ title: null }), { title: "", session_key: stored_session_id });
  assert.deepEqual(title({ title: "  Tides  " }), { pending: false, title: "Tides" });
  assert.deepEqual(client.types(), []);
  await stage.time.pass(50);
  client.take();
  title({ title: "Ebb" });
  const [event] = client.events();
  assert.deepEqual([event?.type, event?.payload.title], ["session.info", "Ebb"]);
  // conformance 114: the same again is a success that changes nothing.
  assert.deepEqual(title({ title: "Ebb" }), { pending: false, title: "Ebb" });
  assert.deepEqual(client.types(), []);
});

Deno.test("conformance 116: a blank title is 4021, one that is taken or too long 4022", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open({ title: "Mine" });
  const other = client.result("session.create", { title: "Theirs" });
  const refused = (title: unknown) => client.error("session.title", { session_id: id, title });
  for (const blank of ["", "   ", "\n"]) {
    assert.deepEqual(refused(blank), { code: 4021, message: "title required" });
  }
  assert.deepEqual(refused("Theirs"), {
    code: 4022,
    message: 'title "Theirs" is already in use',
  });
  assert.deepEqual(refused("x".repeat(201)), {
    code: 4022,
    message: "title is longer than 200 characters",
  });
  assert.equal(refused(5).code, -32602);
  assert.equal(client.result("session.title", { session_id: id }).title, "Mine");
  // A conversation that has ended is still there, and so is its title.
  client.result("session.close", { session_id: other.session_id });
  assert.equal(refused("Theirs").code, 4022);
  client.result("session.delete", { session_id: other.stored_session_id });
  client.result("session.title", { session_id: id, title: "Theirs" });
});

Deno.test("session.usage adds up over the turns of a session", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const usage = () => client.result("session.usage", { session_id: id });
  const { calls, input, output, total } = usage();
  assert.deepEqual({ calls, input, output, total }, { calls: 0, input: 0, output: 0, total: 0 });
  for (const text of ["one", "two"]) {
    client.submit(id, text);
    await stage.time.pass();
    stage.provider.turn.push({ type: "usage", usage: { input: 10, output: 5, total: 15 } });
    stage.provider.turn.end();
    await stage.time.pass();
  }
  assert.deepEqual([usage().calls, usage().total, usage().model], [2, 30, "model-a"]);
});

Deno.test("conformance 121: session.status is several lines, with key and model among them", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { session_id, stored_session_id } = client.result("session.create");
  const { output } = client.result("session.status", { session_id });
  const lines = output.split("\n");
  assert.ok(lines.includes(`Session: ${stored_session_id}`));
  assert.ok(lines.includes("Model: model-a (scripted)"));
  assert.ok(lines.includes("Status: starting"));
  assert.ok(lines.includes("Started: 2026-01-01T12:30:15.000Z"));
});

Deno.test("session.undo removes the last exchange, and nothing when there is none", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const undo = () => client.result("session.undo", { session_id: id });
  assert.deepEqual(undo(), { removed: 0 });
  for (const text of ["one", "two"]) {
    client.submit(id, text);
    await stage.time.pass();
    stage.provider.turn.text(`re ${text}`);
    stage.provider.turn.end();
    await stage.time.pass();
  }
  assert.deepEqual([undo(), undo(), undo()], [{ removed: 2 }, { removed: 2 }, { removed: 0 }]);
});

Deno.test("conformance 288: session.undo while a turn runs is 4009", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const { code, message } = client.error("session.undo", { session_id: id });
  assert.equal(code, 4009);
  // Clients look for these two words.
  assert.match(message, /session busy/);
});

Deno.test("terminal.resize answers the width it took", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const resize = (cols?: unknown) => client.result("terminal.resize", { session_id: id, cols });
  assert.deepEqual(resize(120), { cols: 120 });
  assert.deepEqual(resize("90"), { cols: 90 });
  assert.deepEqual(resize(), { cols: 80 });
  assert.match(
    client.error("terminal.resize", { session_id: id, cols: "wide" }).message,
    /^invalid params: cols: expected a whole number of columns/,
  );
});

Deno.test("questions and looks do not interrupt a turn", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  for (const method of ["session.history", "session.title", "session.usage", "session.status"]) {
    client.result(method, { session_id: id });
  }
  client.result("terminal.resize", { session_id: id, cols: 100 });
  client.result("session.active_list");
  client.result("session.list");
  assert.equal(stage.provider.turn.signal.aborted, false);
});
