import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { type Json, Stage } from "../support/stage.ts";
import { heldSummary, lines, pendingCall, talk } from "./support/talks.ts";

const SUMMARY = "system: Summary of the conversation so far:\n\nin short";

/** A session with three exchanges, whose agent summarizes when it is told to. */
async function long(stage: Stage) {
  const held = heldSummary();
  stage.provider.script.summarize = held.summarize;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two", "three"] });
  client.take();
  const compress = (params: Json = {}) =>
    pendingCall(client, "session.compress", { session_id: id, ...params });
  const history = () => lines(client.result("session.history", { session_id: id }).messages);
  return { client, id, compress, history, ...held };
}

Deno.test("session.compress puts a summary in the place of all but the last exchange", async () => {
  await using stage = new Stage();
  const { client, id, compress, history, calls, finish } = await long(stage);
  const before = client.result("session.activate", { session_id: id }).session_key;
  client.take();
  const answer = compress({ focus_topic: " the tides " });
  await stage.time.pass();
  assert.equal(answer(), undefined);
  assert.deepEqual(client.events().map(({ payload }) => payload.kind), ["compressing"]);
  const [{ input }] = calls as [typeof calls[number]];
  assert.deepEqual([input.focus, input.model], ["the tides", "model-a"]);
  assert.deepEqual(lines(input.history), [
    "user: one",
    "assistant: re one",
    "user: two",
    "assistant: re two",
  ]);
  input.onUsage({ input: 100, output: 10, total: 110, contextUsed: 99 });
  finish(" in short ");
  await stage.time.pass();
  const { result } = answer();
  const { summary, usage, info, messages, ...numbers } = result;
  assert.deepEqual(numbers, {
    status: "compressed",
    removed: 3,
    before_messages: 6,
    after_messages: 3,
    before_tokens: 8,
    after_tokens: 15,
  });
  assert.deepEqual(summary, {
    headline: "Compressed: 6 → 3 messages",
    token_line: "about 8 → 15 tokens",
    note: "The summary is longer than what it stands for.",
    noop: false,
  });
  assert.deepEqual([usage.total, usage.compressions, usage.context_used], [110, 1, undefined]);
  assert.equal(info.usage.compressions, 1);
  assert.deepEqual(messages, [
    { role: "system", content: SUMMARY.slice(8), text: SUMMARY.slice(8) },
    { role: "user", content: "three", text: "three" },
    { role: "assistant", content: "re three", text: "re three" },
  ]);
  const events = client.events();
  assert.deepEqual(events.map(({ type }) => type), ["session.info", "status.update"]);
  assert.deepEqual(events[1]?.payload, { kind: "status", text: "ready" });
  const now = client.result("session.activate", { session_id: id });
  assert.equal(now.session_id, id, "the live id never changes");
  assert.notEqual(now.session_key, before);
  assert.deepEqual([now.message_count, now.messages.length], [3, 7]);
  assert.deepEqual(history().slice(3), [
    "assistant: re two",
    SUMMARY,
    "user: three",
    "assistant: re three",
  ], "what was summarized is still shown");
  client.submit(id, "four");
  await stage.time.pass();
  assert.deepEqual(lines(stage.provider.turn.input.history), [
    SUMMARY,
    "user: three",
    "assistant: re three",
  ], "and the agent is given it no more");
});

Deno.test("session.compress of less than four messages does nothing, and says so", async () => {
  await using stage = new Stage({
    provider: new ScriptedProvider({
      summarize: () => assert.fail("there is nothing to summarize"),
    }),
  });
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  client.take();
  const { session_key: key } = client.result("session.activate", { session_id: id });
  const answer = pendingCall(client, "session.compress", { session_id: id });
  await stage.time.pass();
  const { result } = answer();
  assert.deepEqual(
    [result.status, result.removed, result.before_messages, result.after_messages],
    ["compressed", 0, 2, 2],
  );
  assert.deepEqual(result.summary, {
    headline: "Nothing to compress: 2 of at least 4 messages",
    token_line: "about 3 tokens, as before",
    note: null,
    noop: true,
  });
  const told = client.take().flatMap(({ params }) =>
    params ? [params.payload.text ?? params.type] : []
  );
  assert.deepEqual(told, ["session.info", "ready"]);
  assert.equal(client.result("session.activate", { session_id: id }).session_key, key);
});

Deno.test("conformance 148: session.compress while a turn runs is 4009, and so is a second one", async () => {
  await using stage = new Stage();
  const { client, id, compress, finish } = await long(stage);
  client.submit(id, "four");
  await stage.time.pass();
  const refused = compress();
  await stage.time.pass();
  assert.equal(refused().error.code, 4009);
  assert.match(refused().error.message, /session busy/);
  stage.provider.turn.end();
  await stage.time.pass(50);
  const [first, second] = [compress(), compress()];
  await stage.time.pass();
  assert.equal(first(), undefined);
  assert.equal(second().error.code, 4009);
  assert.match(second().error.message, /session busy; its conversation is being compressed/);
  finish("in short");
  await stage.time.pass();
  assert.equal(first().result.status, "compressed");
});

Deno.test("a prompt that comes during session.compress waits for it, and nothing else may change", async () => {
  await using stage = new Stage();
  const { client, id, compress, finish } = await long(stage);
  const turns = stage.provider.agent.turns.length;
  const answer = compress();
  await stage.time.pass();
  client.take();
  const refused = [
    client.error("session.undo", { session_id: id }),
    client.error("prompt.submit", { session_id: id, text: "x", truncate_before_user_ordinal: 0 }),
  ];
  for (const { code, message } of refused) {
    assert.equal(code, 4009);
    assert.match(message, /^session busy; its conversation is being compressed/);
  }
  assert.equal(client.submit(id, "four", { client_message_id: "m4" }), "streaming");
  assert.equal(client.submit(id, "five"), "queued");
  await stage.time.pass(1_000);
  assert.equal(stage.provider.agent.turns.length, turns, "no turn has begun");
  finish("in short");
  await stage.time.pass();
  assert.equal(answer().result.after_messages, 3);
  const types = client.types();
  assert.ok(types.lastIndexOf("status.update") < types.indexOf("message.start"));
  assert.equal(stage.provider.turn.input.text, "four");
  assert.equal(stage.provider.turn.input.history.length, 3);
  stage.provider.turn.text("re four");
  stage.provider.turn.end();
  await stage.time.pass(50);
  assert.equal(stage.provider.turn.input.text, "five");
  assert.equal(client.submit(id, "four", { client_message_id: "m4" }), "streaming", "known");
  stage.provider.turn.end();
  await stage.time.pass(50);
  assert.equal(client.result("session.history", { session_id: id }).count, 6);
});

Deno.test("session.interrupt ends session.compress, and the conversation is as it was", async () => {
  await using stage = new Stage();
  const { client, id, compress, history, calls } = await long(stage);
  const before = history();
  const answer = compress();
  await stage.time.pass();
  client.take();
  // An agent that works on what it is given works on a copy.
  for (const message of calls[0]?.input.history ?? []) message.text = "changed";
  client.interrupt(id);
  await stage.time.pass();
  assert.deepEqual(answer().error, {
    code: 5005,
    message: "Cannot compress the conversation: it was interrupted",
  });
  assert.equal(calls[0]?.signal.aborted, true);
  assert.deepEqual(client.events().map(({ payload }) => payload.text), ["ready"]);
  assert.deepEqual(history(), before);
  assert.equal(client.submit(id, "four"), "streaming");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "four");
});

Deno.test("session.compress fails clearly, whatever the agent does, and changes nothing", async () => {
  const cases: [summarize: unknown, message: RegExp][] = [
    [undefined, /this agent cannot summarize/],
    [() => Promise.reject(new AgentError("the model is away")), /the model is away/],
    [() => Promise.reject(new Error("secret")), /failed unexpectedly; see the gateway's log/],
    [() => {
      throw new AgentError("at once");
    }, /at once/],
    [() => Promise.resolve("  \n"), /the agent's summary is empty/],
    [() => Promise.resolve(5), /the agent's summary is empty/],
  ];
  for (const [summarize, message] of cases) {
    await using stage = new Stage();
    stage.provider.script.summarize = summarize as undefined;
    const { client, id } = await stage.open();
    await talk(stage, { client, id, texts: ["one", "two"] });
    const before = client.result("session.history", { session_id: id });
    client.take();
    const answer = pendingCall(client, "session.compress", { session_id: id });
    await stage.time.pass();
    assert.equal(answer().error.code, 5005);
    assert.match(answer().error.message, message);
    assert.doesNotMatch(answer().error.message, /secret/);
    const told = client.take().flatMap(({ params }) => params?.payload.kind ?? []);
    assert.deepEqual(told, ["compressing", "status"]);
    assert.deepEqual(client.result("session.history", { session_id: id }), before);
  }
});

Deno.test("session.compress gives up on an agent that never answers", async () => {
  await using stage = new Stage();
  const { client, id, compress, finish } = await long(stage);
  const answer = compress();
  await stage.time.pass(299_999);
  assert.equal(answer(), undefined);
  await stage.time.pass(1);
  assert.match(answer().error.message, /the agent took longer than 300 s/);
  finish("too late");
  await stage.time.pass();
  assert.equal(client.result("session.history", { session_id: id }).count, 6);
});
