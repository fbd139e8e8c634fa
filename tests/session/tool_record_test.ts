import assert from "node:assert/strict";
import type { HistoryMessage } from "../../src/agent/agent.ts";
import { History } from "../../src/session/history.ts";
import { toolRecord } from "../../src/session/tool_record.ts";

type Payload = Parameters<typeof toolRecord>[0];

const call: Payload = {
  ...{ tool_id: "t1", name: "ls", args: { path: "/srv" }, result: { files: 3 } },
  ...{ summary: "3 files", duration_s: 0.5, inline_diff: "+a" },
};

function row(payload: Payload): HistoryMessage {
  const { result, name } = payload;
  const text = typeof result === "string" ? result : JSON.stringify(result);
  return { role: "tool", text, name, context: "/srv", tool: toolRecord(payload) };
}

function shown(...rows: HistoryMessage[]) {
  return new History(rows).display({ details: true });
}

Deno.test("display() with details tells of a tool what its event told", () => {
  assert.deepEqual(shown(row(call)), [{ role: "tool", context: "/srv", ...call }]);
  assert.deepEqual(shown(row({ ...call, result: "3 files" })), [
    { role: "tool", context: "/srv", ...call, result: "3 files" },
  ]);
});

Deno.test("display() without details shows tools as it always did", () => {
  const plain = { role: "tool", name: "ls", context: "/srv" };
  assert.deepEqual(new History([row(call)]).display(), [plain]);
  assert.deepEqual(shown({ role: "tool", text: "x", name: "ls", context: "/srv" }), [plain]);
});

Deno.test("display() with details takes no notice of details that somebody else wrote", () => {
  const odd = { role: "tool", text: "{", name: "ls", context: "/srv" } as const;
  for (const tool of [null, 7, {}, { id: "t1", args: 7 }]) {
    const [one] = shown({ ...odd, tool: tool as never });
    assert.deepEqual(one, { role: "tool", name: "ls", context: "/srv" });
  }
  const [broken] = shown({ ...odd, tool: { id: "t1", args: {}, json: true } });
  assert.equal("result" in broken! && broken.result, "{");
});

Deno.test("toolRecord() keeps a copy of the arguments, and the beginning of long ones", () => {
  const args = { path: "/srv" };
  const record = toolRecord({ ...call, args });
  args.path = "/elsewhere";
  assert.deepEqual(record.args, { path: "/srv" });
  const long = toolRecord({ ...call, args: { text: "x".repeat(20_000) } }).args["(cut)"];
  assert.match(String(long), /^\{"text":"x+\n\[cut: 20011 characters in all\]$/);
  assert.ok(String(long).length <= 16_384);
});

Deno.test("display() with details cuts what is long, and has the newest where it is much", () => {
  const long = row({ ...call, result: "y".repeat(100_000), inline_diff: "z".repeat(100_000) });
  const rows = Array.from({ length: 40 }, () => long);
  const messages = shown({ role: "user", text: "go" }, ...rows);
  assert.equal(messages.length, 41);
  const detailed = messages.map((message) => "tool_id" in message);
  assert.deepEqual([detailed[0], detailed[1], detailed.at(-1)], [false, false, true]);
  assert.ok(JSON.stringify(messages).length < 3_000_000);
  const last = messages.at(-1)!;
  assert.match("result" in last ? String(last.result) : "", /\[cut: 100000 characters in all\]$/);
});
