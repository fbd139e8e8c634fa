/** prompt.background: beside the turns of a session. */
import assert from "node:assert/strict";
import type { Answers, Question } from "../../src/agent/question.ts";
import { AgentError } from "../../src/agent/agent.ts";
import { type Client, Stage, type WireEvent } from "../support/stage.ts";
import { approval, asking } from "./support/asking.ts";

async function start(stage: Stage, client: Client, session_id: string, text = "look it up") {
  const { task_id } = client.result("prompt.background", { session_id, text });
  assert.match(task_id, /^bg_[0-9a-f]{6}$/);
  await stage.time.pass();
  return { taskId: task_id as string, agent: stage.provider.agent, turn: stage.provider.turn };
}

function completed(events: readonly WireEvent[]) {
  return events.filter(({ type }) => type === "background.complete");
}

Deno.test("prompt.background has an agent of its own, which knows the conversation", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("first");
  const main = stage.provider.agent;
  main.turn.text("one");
  main.turn.end();
  await stage.time.pass(50);
  client.submit(id, "second");
  await stage.time.pass();
  client.take();

  const { taskId, agent, turn } = await start(stage, client, id);
  assert.notEqual(agent, main);
  assert.equal(turn.input.text, "look it up");
  assert.deepEqual(turn.input.history.map(({ text }) => text), ["first", "one"]);
  assert.equal(stage.provider.builds.at(-1)?.context.saved, "");
  turn.push({ type: "tool_start", id: "1", name: "sh", args: {}, context: "ls" });
  turn.text("here ", "it is");
  turn.push({ type: "usage", usage: { input: 5, output: 7, total: 12, contextUsed: 9 } });
  await stage.time.pass();
  assert.deepEqual(client.types(), [], "nothing is told before it is over");
  turn.end();
  await stage.time.pass();
  const [event] = client.events();
  assert.deepEqual(event, {
    type: "background.complete",
    session_id: id,
    seq: event?.seq,
    payload: { task_id: taskId, text: "here it is" },
  });
  assert.ok((event?.seq ?? 0) > 0);
  assert.equal(agent.closes, 1);
  assert.equal(main.closes, 0);
  const usage = client.result("session.usage", { session_id: id });
  assert.deepEqual([usage.total, usage.context_used], [12, undefined]);

  main.turn.text("two");
  main.turn.end();
  await stage.time.pass(50);
  const { messages } = client.result("session.history", { session_id: id });
  assert.deepEqual(messages.map(({ text }: { text: string }) => text), [
    "first",
    "one",
    "second",
    "two",
  ]);
  const { events } = client.result("session.events.since", { session_id: id, last_seen: 0 });
  assert.equal(completed(events).length, 1, "it is kept for whoever comes later");
});

Deno.test("prompt.background runs 4 at once for a session, and as many for another", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const tasks = [];
  for (let i = 0; i < 4; i++) tasks.push(await start(stage, client, id));
  const full = client.error("prompt.background", { session_id: id, text: "one more" });
  assert.deepEqual(full, {
    code: 4009,
    message: "session busy; 4 background prompts run already: wait for one",
  });
  const other = await stage.open();
  await start(stage, other.client, other.id);
  tasks[2]?.turn.end();
  await stage.time.pass();
  assert.deepEqual(completed(client.events()).map(({ payload }) => payload), [
    { task_id: tasks[2]?.taskId, text: "" },
  ]);
  await start(stage, client, id);
});

Deno.test("prompt.background tells why it has no answer", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  (await start(stage, client, id)).turn.fail(new AgentError("the model is away"));
  await stage.time.pass();
  (await start(stage, client, id)).turn.push({ type: "failure", message: "no credit" });
  stage.provider.turn.end();
  await stage.time.pass();
  (await start(stage, client, id)).turn.fail(new Error("at line 5"));
  await stage.time.pass();
  (await start(stage, client, id)).turn.text("half");
  await stage.time.pass(3_600_000);
  assert.deepEqual(completed(client.events()).map(({ payload }) => payload.text), [
    "Error: the model is away",
    "Error: no credit",
    "Error: the agent failed unexpectedly; see the gateway's log",
    "Error: it took longer than 60 min",
  ]);
  assert.equal(stage.provider.turn.signal.aborted, true);
  assert.equal(stage.log.at("error").length, 1);
});

Deno.test("prompt.background ends with its session, and says nothing then", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const { agent, turn } = await start(stage, client, id);
  stage.provider.script.builds = "hold";
  client.result("prompt.background", { session_id: id, text: "late" });
  await stage.time.pass();
  const late = stage.provider.builds.at(-1);
  client.result("session.close", { session_id: id });
  assert.equal(turn.signal.aborted, true);
  late?.finish();
  await stage.time.pass();
  assert.deepEqual([agent.closes, late?.agent.closes, late?.agent.turns.length], [1, 1, 0]);
  assert.deepEqual(completed(client.events()), []);
});

Deno.test("prompt.background closes its agent also when that does not stop, or never ends to talk", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  stage.provider.script.obeys = false;
  const stuck = await start(stage, client, id);
  const talker = await start(stage, client, id);
  talker.turn.batch(Array.from({ length: 1025 }, () => ({ type: "text", text: "x".repeat(1024) })));
  await stage.time.pass();
  assert.deepEqual(completed(client.events()).map(({ payload }) => payload.text), [
    "Error: the answer is over 1048576 characters",
  ]);
  assert.deepEqual([talker.agent.closes, talker.turn.returned, stuck.agent.closes], [1, true, 0]);
  client.result("session.close", { session_id: id });
  await stage.time.pass();
  assert.equal(stuck.agent.closes, 1);
});

Deno.test("prompt.background goes on while turns of the session are interrupted", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const { turn } = await start(stage, client, id);
  client.interrupt(id);
  await stage.time.pass();
  assert.equal(turn.signal.aborted, false);
  turn.text("done");
  turn.end();
  await stage.time.pass();
  assert.deepEqual(completed(client.events()).map(({ payload }) => payload.text), ["done"]);
});

Deno.test("prompt.background asks nobody: what was allowed before counts, the rest is denied", async () => {
  await using stage = new Stage();
  const { client, id } = await asking(stage, [approval("rm"), approval("dd")]);
  client.result("approval.respond", { session_id: id, choice: "always" });
  client.result("approval.respond", { session_id: id, choice: "session" });
  await stage.time.pass();
  client.take();
  const { turn } = await start(stage, client, id);
  const questions: Question[] = [
    ...["rm", "dd", "mkfs"].map(approval),
    { kind: "clarify", question: "which?" },
    { kind: "sudo" },
    { kind: "secret", prompt: "?", envVar: "KEY" },
    { kind: "terminal_read" },
  ];
  const got: Answers[Question["kind"]][] = [];
  for (const question of questions) got.push(await turn.input.ask(question));
  assert.deepEqual(got, ["once", "session", "deny", "", "", "", ""]);
  assert.deepEqual(client.types(), []);
});

Deno.test("prompt.background refuses what it cannot do", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  for (const text of [" \n", "", null, undefined]) {
    const error = client.error("prompt.background", { session_id: id, text });
    assert.deepEqual(error, { code: 4012, message: "text required" });
  }
  assert.equal(client.error("prompt.background", { session_id: "no", text: "x" }).code, 4001);
  const observer = stage.connect(undefined, "observer");
  assert.equal(observer.error("prompt.background", { session_id: id, text: "x" }).code, 4040);
});
