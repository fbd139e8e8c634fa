import assert from "node:assert/strict";
import { agentEventFault } from "../../src/session/agent_event_fault.ts";

Deno.test("agentEventFault() finds none in what agents may say", () => {
  const good = [
    { type: "text", text: "" },
    { type: "reasoning", text: "a" },
    { type: "thinking", text: "" },
    { type: "tool_generating", name: "ls" },
    { type: "tool_start", id: "1", name: "ls", args: {}, context: "" },
    { type: "tool_progress", id: "1", name: "ls", preview: "" },
    { type: "tool_complete", id: "1", name: "ls", args: {}, result: null },
    { type: "status", kind: "warn", text: "" },
    { type: "usage", usage: {} },
    { type: "failure", message: "no" },
  ];
  for (const event of good) assert.equal(agentEventFault(event), undefined, event.type);
});

Deno.test("agentEventFault() says what is wrong", () => {
  assert.equal(agentEventFault(null), "it is no object");
  assert.equal(agentEventFault("text"), "it is no object");
  assert.equal(agentEventFault({}), "its type is unknown");
  assert.equal(agentEventFault({ type: "hasOwnProperty" }), "its type is unknown");
  assert.equal(agentEventFault({ type: "text", text: 5 }), "its text is no text");
  assert.equal(
    agentEventFault({ type: "tool_start", id: "1", name: "ls" }),
    "its context is no text",
  );
});
