import assert from "node:assert/strict";
import type { AgentEvent } from "../../../src/agent/agent.ts";
import { runTurn } from "../support/turn.ts";
import { AcpBench } from "./support/acp_bench.ts";
import { says, type Step } from "./support/script.ts";

/** The events of one turn of a scripted agent. */
async function eventsOf(...steps: Step[]): Promise<AgentEvent[]> {
  await using bench = new AcpBench();
  const { events, error } = await runTurn(await bench.agent({ prompts: [steps] }), "go");
  assert.equal(error, undefined);
  return events;
}

/** Without what differs from run to run. */
function timeless(events: readonly AgentEvent[]): unknown[] {
  return events.map((event) => {
    if (event.type !== "tool_complete") return event;
    const { durationSeconds, ...rest } = event;
    assert.ok((durationSeconds ?? -1) >= 0);
    return rest;
  });
}

Deno.test("acpProvider() streams what the agent says and thinks, in order", async () => {
  const thought = (text: string): Step => ({
    update: { sessionUpdate: "agent_thought_chunk", content: { type: "text", text } },
  });
  const events = await eventsOf(thought("Hm."), says("Hel"), says("lo."));
  const joined = (type: string) =>
    events.map((event) => event.type === type ? (event as { text: string }).text : "").join("");
  assert.equal(events[0]?.type, "reasoning");
  assert.equal(joined("reasoning"), "Hm.");
  assert.equal(joined("text"), "Hello.");
});

Deno.test("acpProvider() loses nothing of a thousand updates right before the end", async () => {
  const steps = Array.from({ length: 1_000 }, (_, i) => says(`${i} `));
  const events = await eventsOf(...steps);
  const text = events.map((event) => event.type === "text" ? event.text : "").join("");
  assert.equal(text, Array.from({ length: 1_000 }, (_, i) => `${i} `).join(""));
});

Deno.test("acpProvider() tells a tool from its start to its end", async () => {
  const call = { toolCallId: "c1" };
  const content = (text: string) => [{ type: "content", content: { type: "text", text } }];
  const events = await eventsOf(
    {
      update: {
        sessionUpdate: "tool_call",
        ...call,
        title: "npm test",
        kind: "execute",
        status: "in_progress",
        rawInput: { command: "npm test" },
        locations: [{ path: "/a/b.ts", line: 3 }, { path: "/a/c.ts" }, { line: 1 }],
      },
    },
    { update: { sessionUpdate: "tool_call_update", ...call, content: content("one\ntwo\n") } },
    {
      update: {
        sessionUpdate: "tool_call_update",
        ...call,
        status: "completed",
        content: content("one\ntwo\nthree"),
      },
    },
    { update: { sessionUpdate: "tool_call_update", ...call, title: "too late" } },
  );
  const locations = [{ path: "/a/b.ts", line: 3 }, { path: "/a/c.ts" }];
  const tool = { id: "c1", name: "execute" };
  const args = { command: "npm test" };
  assert.deepEqual(timeless(events), [
    { type: "tool_start", ...tool, args, context: "npm test", locations },
    { type: "tool_progress", ...tool, preview: "two" },
    { type: "tool_complete", ...tool, args, result: "one\ntwo\nthree", locations },
  ]);
});

Deno.test("acpProvider() tells what a tool changed as a unified diff", async () => {
  const [event] = (await eventsOf({
    update: {
      sessionUpdate: "tool_call",
      toolCallId: "c1",
      title: "Edit",
      kind: "edit",
      status: "completed",
      content: [
        { type: "diff", path: "/a.txt", oldText: "one\ntwo\n", newText: "one\n2\n" },
        { type: "diff", path: "/b.txt", newText: "new\n" },
      ],
    },
  })).filter(({ type }) => type === "tool_complete");
  assert.equal(
    (event as { inlineDiff?: string }).inlineDiff,
    "--- /a.txt\n+++ /a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n" +
      "--- /dev/null\n+++ /b.txt\n@@ -0,0 +1,1 @@\n+new\n",
  );
});

Deno.test("acpProvider() ends a tool with the turn if the agent says no more of it", async () => {
  const events = await eventsOf(
    { update: { sessionUpdate: "tool_call", toolCallId: "c1", title: "Look", rawOutput: "seen" } },
  );
  assert.deepEqual(timeless(events), [
    { type: "tool_start", id: "c1", name: "tool", args: {}, context: "Look" },
    { type: "tool_complete", id: "c1", name: "tool", args: {}, result: "seen" },
  ]);
});

Deno.test("acpProvider() tells the plan as todos and the context as usage", async () => {
  const entry = (content: string, status: string, priority: string) => ({
    content,
    status,
    priority,
  });
  const events = await eventsOf(
    {
      update: {
        sessionUpdate: "plan",
        entries: [entry("Look", "completed", "high"), entry("Leap", "soon", "urgent")],
      },
    },
    { update: { sessionUpdate: "usage_update", used: 10, size: 100 } },
    {
      answer: {
        stopReason: "end_turn",
        usage: { inputTokens: 5, outputTokens: 7, totalTokens: 14, thoughtTokens: 2 },
      },
    },
  );
  assert.deepEqual(events, [
    {
      type: "todos",
      todos: [
        { content: "Look", status: "completed", priority: "high" },
        { content: "Leap", status: "pending" },
      ],
    },
    {
      type: "usage",
      usage: { input: 0, output: 0, total: 0, calls: 0, contextUsed: 10, contextMax: 100 },
    },
    { type: "usage", usage: { input: 5, output: 7, total: 14, reasoning: 2 } },
  ]);
});

for (
  const [stopReason, type, words] of [
    ["refusal", "failure", /refused to go on/],
    ["max_tokens", "status", /limit of tokens/],
    ["max_turn_requests", "status", /limit of steps/],
    ["cancelled", "status", /before it was done/],
  ] as const
) {
  Deno.test(`acpProvider() ends a turn that stopped for "${stopReason}" with a ${type}`, async () => {
    const [event, ...more] = await eventsOf({ answer: { stopReason } });
    assert.deepEqual(more, []);
    assert.equal(event?.type, type);
    assert.match(JSON.stringify(event), words);
  });
}

Deno.test("acpProvider() leaves alone what it does not know, and what is broken", async () => {
  const events = await eventsOf(
    { update: { sessionUpdate: "something_new", value: 1 } },
    { update: { sessionUpdate: "tool_call", title: 3 } },
    { update: { sessionUpdate: "plan", entries: "none" } },
    { update: { sessionUpdate: "agent_message_chunk", content: null } },
    { update: { sessionUpdate: "user_message_chunk", content: { type: "text", text: "me" } } },
    { line: "a line of a log" },
    { line: '{"jsonrpc":"2.0","id":77,"result":"the answer to nothing"}' },
    { line: '{"jsonrpc":"2.0","method":"x/unknown"}' },
    says("still here"),
  );
  assert.deepEqual(events, [
    { type: "todos", todos: [] },
    { type: "text", text: "still here" },
  ]);
});

Deno.test("acpProvider() tells commands, modes and notices of the agent, in a turn or not", async () => {
  await using bench = new AcpBench();
  const modes = [{ id: "ask", name: "Ask" }, { id: "code", name: "Code", description: "Writes" }];
  const agent = await bench.agent({
    new: [{
      answer: {
        sessionId: "s1",
        modes: { currentModeId: "ask", availableModes: modes },
      },
    }],
    prompts: [[
      {
        update: {
          sessionUpdate: "available_commands_update",
          availableCommands: [
            { name: "plan", description: "Makes a plan", input: { hint: "what for" } },
            { name: "bare" },
            { description: "no name" },
          ],
        },
      },
      { update: { sessionUpdate: "current_mode_update", currentModeId: "code" } },
      { update: { sessionUpdate: "notice", severity: "error", title: "Oh", description: "no" } },
    ]],
  });
  await runTurn(agent, "go");
  assert.deepEqual(bench.factsOf("commands").at(-1)?.commands, [
    { name: "plan", description: "Makes a plan", hint: "what for" },
    { name: "bare", description: "" },
  ]);
  assert.deepEqual(bench.factsOf("mind"), [
    { type: "mind", mode: "ask", modes },
    { type: "mind", mode: "code", modes },
  ]);
  assert.deepEqual(bench.factsOf("notice"), [{ type: "notice", kind: "warn", text: "Oh: no" }]);
});
