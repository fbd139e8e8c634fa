import assert from "node:assert/strict";
import { AgentError, type AgentEvent } from "../../src/agent/agent.ts";
import { TURN_CHARS } from "../../src/session/turn.ts";
import { TurnBench } from "./support/turn_bench.ts";

const toolStart: AgentEvent = {
  type: "tool_start",
  id: "t1",
  name: "ls",
  args: { path: "/srv" },
  context: "/srv",
};
const toolComplete: AgentEvent = {
  type: "tool_complete",
  id: "t1",
  name: "ls",
  args: { path: "/srv" },
  result: { files: 3 },
  summary: "3 files",
  durationSeconds: 0.25,
};

Deno.test("run() turns each event of the agent into its event on the wire", async () => {
  const { turn, script, said, usages } = start();
  script.push(
    { type: "thinking", text: "pondering" },
    { type: "reasoning", text: "so" },
    { type: "tool_generating", name: "ls" },
    toolStart,
    { type: "tool_progress", id: "t1", name: "ls", preview: "1 file" },
    toolComplete,
    { type: "status", kind: "status", text: "retrying" },
    { type: "text", text: "done" },
    { type: "usage", usage: { input: 1, output: 2, total: 3 } },
  );
  script.end();
  assert.deepEqual(await turn.ended, { kind: "complete" });
  assert.deepEqual(said, [
    ["thinking.delta", { text: "pondering" }],
    ["reasoning.delta", { text: "so" }],
    ["tool.generating", { name: "ls" }],
    ["tool.start", { tool_id: "t1", name: "ls", context: "/srv" }],
    ["tool.progress", { tool_id: "t1", name: "ls", preview: "1 file" }],
    ["tool.complete", {
      tool_id: "t1",
      name: "ls",
      args: { path: "/srv" },
      result: { files: 3 },
      duration_s: 0.25,
      summary: "3 files",
    }],
    ["status.update", { kind: "status", text: "retrying" }],
    ["message.delta", { text: "done" }],
  ]);
  assert.deepEqual(usages, [{ input: 1, output: 2, total: 3 }]);
});

/** A bench whose turn runs. */
function start(options: { obeys?: boolean } = {}) {
  const bench = new TurnBench(options);
  const ended = bench.turn.run();
  const { script, said, usages, log, abort, transcript } = bench;
  return {
    bench,
    transcript,
    script,
    said,
    usages,
    log,
    abort,
    turn: Object.assign(bench.turn, { ended }),
  };
}

Deno.test("run() takes arrays of events, mixed with single ones", async () => {
  const { turn, transcript, script, said } = start();
  script.batch([]);
  script.batch([{ type: "text", text: "a" }, { type: "text", text: "b" }]);
  script.text("c");
  script.end();
  assert.equal((await turn.ended).kind, "complete");
  assert.deepEqual(said.map(([, payload]) => payload?.text), ["a", "b", "c"]);
  assert.equal(transcript.text, "abc");
});

Deno.test("rows() keeps text before and after a tool apart, with their reasoning", async () => {
  const { turn, transcript, script } = start();
  script.push({ type: "reasoning", text: "first" });
  script.text("let me look");
  script.push(toolStart, toolComplete, { type: "reasoning", text: "second" });
  script.text("three ", "files");
  script.end();
  await turn.ended;
  assert.equal(transcript.answer, "three files");
  assert.equal(transcript.reasoning, "firstsecond");
  assert.deepEqual(transcript.rows(), [
    { role: "assistant", text: "let me look", reasoning: "first" },
    {
      ...{ role: "tool", text: '{"files":3}', name: "ls", context: "/srv" },
      tool: {
        id: "t1",
        args: { path: "/srv" },
        json: true,
        summary: "3 files",
        durationSeconds: 0.25,
      },
    },
    { role: "assistant", text: "three files", reasoning: "second" },
  ]);
});

Deno.test("answer is the last text there was, when nothing follows the tool", async () => {
  const { turn, transcript, script } = start();
  script.text("looking");
  script.push(toolStart, toolComplete);
  script.text(" \n");
  script.end();
  await turn.ended;
  assert.equal(transcript.answer, "looking");
});

Deno.test("rows() of a turn that said nothing are none; reasoning alone is a row", async () => {
  const silent = start();
  silent.script.end();
  await silent.turn.ended;
  assert.deepEqual(silent.transcript.rows(), []);
  const thoughtful = start();
  thoughtful.script.push({ type: "reasoning", text: "hm" });
  thoughtful.script.end();
  await thoughtful.turn.ended;
  assert.deepEqual(thoughtful.transcript.rows(), [{
    role: "assistant",
    text: "",
    reasoning: "hm",
  }]);
});

Deno.test("rows() show what a tool was asked in at most 80 characters of one line", async () => {
  const asked = [
    { args: { command: `a\n\tb${"c".repeat(200)}` }, context: `a b${"c".repeat(77)}` },
    { args: { depth: 3, path: "/srv" }, context: '{"depth":3,"path":"/srv"}' },
    { args: {}, context: "{}" },
  ];
  const { turn, transcript, script } = start();
  for (const { args } of asked) script.push({ ...toolComplete, args });
  script.end();
  await turn.ended;
  assert.deepEqual(
    transcript.rows().map(({ context }) => context),
    asked.map(({ context }) => context),
  );
});

Deno.test("empty pieces of text and reasoning are not worth an event, an empty phrase is", async () => {
  const { turn, script, said } = start();
  script.text("", "a");
  script.push({ type: "reasoning", text: "" }, { type: "thinking", text: "" });
  script.end();
  await turn.ended;
  assert.deepEqual(said, [["message.delta", { text: "a" }], ["thinking.delta", { text: "" }]]);
});

Deno.test("run() ends in failed when the agent says so, and the text stays", async () => {
  const { turn, transcript, script } = start();
  script.text("partial");
  script.push({ type: "failure", message: "model overloaded" });
  script.end();
  assert.deepEqual(await turn.ended, { kind: "failed", message: "model overloaded" });
  assert.equal(transcript.answer, "partial");
});

Deno.test("run() tells the user the message of an AgentError", async () => {
  const { turn, script, log } = start();
  script.fail(new AgentError("the model asks for a key"));
  assert.deepEqual(await turn.ended, { kind: "crashed", message: "the model asks for a key" });
  assert.deepEqual(log.entries, []);
});

Deno.test("run() keeps the text of any other exception on this side, and logs it", async () => {
  for (const thrown of [new Error("key sk-123 refused"), "key sk-123 refused", undefined, null]) {
    const { turn, script, log } = start();
    script.fail(thrown);
    const end = await turn.ended;
    assert.ok(end.kind === "crashed" && !end.message.includes("sk-123"), JSON.stringify(end));
    assert.equal(log.at("error").length, 1);
  }
});

Deno.test("run() ends at once when it is interrupted, whatever the agent does about it", async () => {
  for (const obeys of [true, false]) {
    const { turn, transcript, script, abort, said } = start({ obeys });
    script.text("partial");
    await Promise.resolve().then(() => {}).then(() => {});
    let settled = false;
    turn.settled.then(() => settled = true);
    abort.abort();
    assert.deepEqual(await turn.ended, { kind: "interrupted" });
    assert.equal(transcript.text, "partial");
    script.text("too late");
    script.end();
    await turn.settled;
    assert.equal(settled, true);
    assert.equal(transcript.text, "partial");
    assert.equal(said.length, 1);
  }
});

Deno.test("an agent that throws because it was interrupted is no failure", async () => {
  const { turn, script, abort, log } = start({ obeys: false });
  abort.abort();
  script.fail(new DOMException("aborted", "AbortError"));
  assert.deepEqual(await turn.ended, { kind: "interrupted" });
  await turn.settled;
  assert.deepEqual(log.at("warn", "error"), []);
});

Deno.test("run() with a signal that has aborted already asks the agent for nothing", async () => {
  const bench = new TurnBench();
  bench.abort.abort();
  assert.deepEqual(await bench.turn.run(), { kind: "interrupted" });
  assert.equal(bench.agent.turns.length, 0);
  await bench.turn.settled;
});

Deno.test("an agent that goes on after an interrupt is asked to return", async () => {
  const { turn, script, abort } = start({ obeys: false });
  abort.abort();
  await turn.ended;
  assert.equal(script.returned, false);
  script.text("late");
  await turn.settled;
  assert.equal(script.returned, true);
});

Deno.test("an answer of 10 MB is one piece and one row", async () => {
  const { turn, transcript, script, said } = start();
  script.text("x".repeat(10_000_000));
  script.end();
  await turn.ended;
  assert.equal(said.length, 1);
  assert.equal(transcript.rows()[0]?.text.length, 10_000_000);
});

Deno.test("run() ends a turn that does not stop talking", async () => {
  const { turn, script } = start();
  const piece = "x".repeat(1024 * 1024);
  for (let i = 0; i < TURN_CHARS / piece.length; i++) script.text(piece);
  script.text("one too many");
  const end = await turn.ended;
  assert.ok(end.kind === "crashed" && /over the limit of 33554432 characters/.test(end.message));
});
