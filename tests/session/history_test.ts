import assert from "node:assert/strict";
import type { HistoryMessage } from "../../src/agent/agent.ts";
import { History, seedMessages } from "../../src/session/history.ts";

const user = (text: string): HistoryMessage => ({ role: "user", text });
const assistant = (text: string): HistoryMessage => ({ role: "assistant", text });

function talk(): History {
  return new History([
    { role: "system", text: "be brief" },
    user("one"),
    assistant("first"),
    user("two"),
    { role: "tool", text: "3 files", name: "ls", context: "/srv" },
    assistant("second"),
  ]);
}

Deno.test("History() copies its seed", () => {
  const seed = [user("one")];
  const history = new History(seed);
  seed.push(user("two"));
  assert.equal(history.messages.length, 1);
});

Deno.test("append() grows the version by one and leaves what was handed out before alone", () => {
  const history = talk();
  const before = history.messages;
  history.append([user("three"), assistant("third")]);
  assert.equal(history.version, 1);
  assert.equal(before.length, 6);
  assert.equal(history.messages.length, 8);
  assert.equal(history.userCount, 3);
});

Deno.test("cutBeforeUser() cuts from the n-th user message to the end", () => {
  const history = talk();
  assert.equal(history.cutBeforeUser(1), 3);
  assert.deepEqual(history.messages.map(({ text }) => text), ["be brief", "one", "first"]);
  assert.equal(history.version, 1);
  assert.equal(history.cutBeforeUser(0), 2);
  assert.deepEqual(history.messages, [{ role: "system", text: "be brief" }]);
});

Deno.test("cutBeforeUser() of a message that is not there changes nothing", () => {
  for (const ordinal of [-1, 2, 99, NaN, 0.5, Infinity]) {
    const history = talk();
    assert.equal(history.cutBeforeUser(ordinal), 0, `${ordinal}`);
    assert.equal(history.version, 0);
    assert.equal(history.messages.length, 6);
  }
});

Deno.test("clear() removes all that an agent would be given, a summary too", () => {
  const heard: unknown[] = [];
  const rows = ["one", "two"].map((text) => ({ role: "user" as const, text }));
  const history = new History(rows, (from, added) => heard.push([from, added]));
  history.compact({ role: "system", text: "in short" }, 1);
  assert.equal(history.clear(), 2);
  assert.deepEqual(history.messages, []);
  assert.deepEqual(history.display().map(({ role }) => role), ["user"], "it is still shown");
  assert.deepEqual(heard.at(-1), [0, []]);
  assert.equal(history.version, 2);
});

Deno.test("undo() removes one exchange at a time until there is none", () => {
  const history = talk();
  assert.deepEqual([history.undo(), history.undo(), history.undo()], [3, 2, 0]);
  assert.equal(history.version, 2);
});

Deno.test("display() shows tools by name and context, and leaves blank rows out", () => {
  const history = new History([
    user("hi"),
    { role: "assistant", text: " ", reasoning: "" },
    { role: "assistant", text: "", reasoning: "hm" },
    { role: "tool", text: "long output", name: "ls", context: "/srv" },
    { role: "tool", text: "x" },
    { role: "assistant", text: "done", reasoning: "so" },
    { role: "system", text: "\n" },
  ]);
  assert.deepEqual(history.display(), [
    { role: "user", text: "hi" },
    // Rows with reasoning only are kept: issue 44022 of the original.
    { role: "assistant", text: "", reasoning: "hm" },
    { role: "tool", name: "ls", context: "/srv" },
    { role: "tool", name: "", context: "" },
    { role: "assistant", text: "done", reasoning: "so" },
  ]);
});

Deno.test("preview() and opening() give short texts", () => {
  assert.equal(talk().preview(160), "second");
  assert.equal(talk().opening(160), "one");
  const blankEnd = new History([user("  a\n\tb  "), assistant(" ")]);
  assert.equal(blankEnd.preview(160), "a b");
  assert.equal(new History().preview(160), "");
  assert.equal(new History().opening(160), "");
});

Deno.test("seedMessages() takes text or content and drops what cannot be shown", () => {
  const rows = seedMessages([
    { role: "user", text: "one" },
    { role: "assistant", content: "two" },
    { role: "system", text: "three" },
    { role: "tool", text: "no" },
    { role: "user", text: "   " },
    { role: "user", text: null },
    { role: "user" },
    { role: "__proto__", text: "no" },
    { role: 5, text: "no" },
    { text: "no role" },
  ]);
  assert.deepEqual(rows, [user("one"), assistant("two"), { role: "system", text: "three" }]);
});

Deno.test("conformance 077: seedMessages() joins text parts and appends image addresses", () => {
  const content = [
    { type: "text", text: "describe this" },
    { type: "image_url", image_url: { url: "https://example.org/a.png" } },
    { type: "image_url", image_url: "https://example.org/b.png" },
    null,
    5,
    "loose",
    { type: "unknown" },
  ];
  assert.deepEqual(seedMessages([{ role: "user", content }]), [
    user("describe this\nhttps://example.org/a.png\nhttps://example.org/b.png"),
  ]);
});

Deno.test("compact() puts a summary in the place of what is only shown from then on", () => {
  const told: [from: number, count: number][] = [];
  const all = talk().messages;
  const history = new History(all, (from, rows) => told.push([from, rows.length]));
  history.compact({ role: "system", text: "in short" }, 3);
  assert.deepEqual(history.messages.map(({ text }) => text), [
    "in short",
    "two",
    "3 files",
    "second",
  ]);
  assert.deepEqual(told, [[0, 4]]);
  assert.equal(history.version, 1);
  assert.deepEqual([history.userCount, history.earlierUserCount], [1, 1]);
  assert.deepEqual(
    history.display().map((row) => "text" in row ? row.text : row.name),
    ["be brief", "one", "first", "in short", "two", "ls", "second"],
  );
  assert.equal(history.opening(160), "one");
  assert.equal(history.cutBeforeUser(0), 3);
  assert.equal(history.undo(), 0, "what was summarized cannot be undone");
});

Deno.test("display() survives rows that others have written", () => {
  const rows = [
    { role: "assistant", text: null },
    { role: "narrator", text: "meanwhile" },
    { role: "user" },
    { role: "tool", text: null },
  ] as unknown as HistoryMessage[];
  assert.deepEqual(new History(rows).display(), [{ role: "tool", name: "", context: "" }]);
});

Deno.test("seedMessages() keeps the reasoning of assistants, also where there is nothing else", () => {
  const rows = seedMessages([
    { role: "assistant", text: "a", reasoning: "hm" },
    { role: "assistant", reasoning_content: "so" },
    { role: "assistant", text: "b", reasoning: " " },
    { role: "user", text: "c", reasoning: "no" },
    { role: "user", reasoning: "no" },
  ]);
  assert.deepEqual(rows, [
    { role: "assistant", text: "a", reasoning: "hm" },
    { role: "assistant", text: "", reasoning: "so" },
    assistant("b"),
    user("c"),
  ]);
});
