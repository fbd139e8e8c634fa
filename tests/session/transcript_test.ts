import assert from "node:assert/strict";
import { events } from "../../src/protocol/events.ts";
import { toolRecord } from "../../src/session/tool_record.ts";
import { Transcript } from "../../src/session/transcript.ts";

const toolComplete = { tool_id: "t1", name: "ls", args: { path: "/srv" }, result: { files: 3 } };

Deno.test("take() joins text and reasoning, and passes over what says nothing", () => {
  const transcript = new Transcript();
  transcript.take(events.messageStart, undefined);
  transcript.take(events.reasoningDelta, { text: "so " });
  transcript.take(events.thinkingDelta, { text: "pondering" });
  transcript.take(events.reasoningDelta, { text: "it is" });
  transcript.take(events.messageDelta, { text: "a" });
  transcript.take(events.statusUpdate, { kind: "warn", text: "hm" });
  transcript.take(events.messageDelta, { text: "b" });
  assert.equal(transcript.text, "ab");
  assert.equal(transcript.answer, "ab");
  assert.equal(transcript.reasoning, "so it is");
  assert.deepEqual(transcript.rows(), [{ role: "assistant", text: "ab", reasoning: "so it is" }]);
});

Deno.test("a tool parts the text before it from the text after it", () => {
  const transcript = new Transcript();
  transcript.take(events.messageDelta, { text: "looking" });
  transcript.take(events.toolStart, { tool_id: "t1", name: "ls", context: "/srv" });
  assert.equal(transcript.answer, "looking");
  transcript.take(events.toolComplete, toolComplete);
  transcript.take(events.messageDelta, { text: "three files" });
  assert.equal(transcript.text, "lookingthree files");
  assert.equal(transcript.answer, "three files");
  assert.deepEqual(transcript.rows(), [
    { role: "assistant", text: "looking" },
    {
      role: "tool",
      text: '{"files":3}',
      name: "ls",
      context: "/srv",
      tool: toolRecord(toolComplete),
    },
    { role: "assistant", text: "three files" },
  ]);
});

Deno.test("rows() are the same when they are asked for twice", () => {
  const transcript = new Transcript();
  transcript.take(events.messageDelta, { text: "a" });
  assert.deepEqual(transcript.rows(), [{ role: "assistant", text: "a" }]);
  assert.deepEqual(transcript.rows(), [{ role: "assistant", text: "a" }]);
});

Deno.test("a tool that never ends parts the texts around it too", () => {
  const transcript = new Transcript();
  transcript.take(events.messageDelta, { text: "looking" });
  transcript.take(events.toolStart, { tool_id: "t1", name: "ls", context: "/srv" });
  transcript.take(events.messageDelta, { text: "never mind" });
  assert.equal(transcript.answer, "never mind");
  assert.deepEqual(transcript.rows().map(({ text }) => text), ["looking", "never mind"]);
});
