import assert from "node:assert/strict";
import type { HistoryMessage } from "../../src/agent/agent.ts";
import { conversationText } from "../../src/agent/conversation_text.ts";

Deno.test("conversationText() tells who said what, without reasoning and blank rows", () => {
  const messages: HistoryMessage[] = [
    { role: "user", text: "list" },
    { role: "assistant", text: " ", reasoning: "hm" },
    { role: "tool", text: "a\nb", name: "ls", context: "/srv" },
    { role: "tool", text: "x" },
    { role: "assistant", text: "two files", reasoning: "hm" },
  ];
  assert.equal(
    conversationText(messages),
    "user: list\n\ntool ls (/srv): a\nb\n\ntool: x\n\nassistant: two files",
  );
});

Deno.test("conversationText() cuts what tools said, and nothing else", () => {
  const text = `${"x".repeat(1_999)}\u{1F600}${"y".repeat(9_000)}`;
  const told = conversationText([{ role: "tool", text, name: "cat" }, { role: "user", text }]);
  assert.ok(told.isWellFormed());
  assert.match(told, /^tool cat: x{1999}\ufffd \[…\]\n\nuser: x{1999}\u{1F600}y{9000}$/u);
});
