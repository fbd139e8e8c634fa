import assert from "node:assert/strict";
import type { SubagentEvent } from "../../src/agent/agent_parts.ts";
import { subagentEvents, type SubagentPayload } from "../../src/protocol/subagent_events.ts";
import { Subagents } from "../../src/session/subagents.ts";

class Bench {
  readonly said: [type: string, payload: SubagentPayload][] = [];
  readonly subagents = new Subagents({
    emit: (kind, payload) => void this.said.push([kind.type, payload as SubagentPayload]),
    hide: (text) => text.replaceAll("hunter2", "[redacted]"),
    now: () => 5_000,
  });

  take(step: SubagentEvent["step"], more: Partial<SubagentEvent> = {}): SubagentPayload {
    this.subagents.take({ type: "subagent", step, id: "s1", goal: "read", ...more });
    return this.said.at(-1)?.[1] ?? assert.fail("nothing was said");
  }
}

Deno.test("Subagents.take() tells each step as an event of its own", () => {
  const bench = new Bench();
  const steps = ["spawn_requested", "start", "thinking", "tool", "progress", "complete"] as const;
  for (const step of steps) bench.take(step);
  assert.deepEqual(bench.said.map(([type]) => type), steps.map((step) => `subagent.${step}`));
  const least = { subagent_id: "s1", goal: "read", task_count: 1, task_index: 0 };
  for (const [, payload] of bench.said) assert.deepEqual(payload, least);
});

Deno.test("Subagents.take() tells all that is known, by the names of the wire", () => {
  const told = new Bench().take("complete", {
    ...{ taskCount: 3, taskIndex: 2, parentId: "s0", depth: 1, model: "m", toolsets: ["files"] },
    ...{ toolCount: 4, toolName: "read", toolPreview: "a.txt", text: "so far", status: "failed" },
    usage: { input: 1, output: 2, reasoning: 3, calls: 4 },
    ...{ filesRead: ["a"], filesWritten: ["b"], outputTail: "end", summary: "no" },
    durationSeconds: 1.5,
  });
  assert.deepEqual(subagentEvents.subagentComplete.payload.parse(told), told);
  assert.equal(Object.keys(told).length, 22);
});

Deno.test("Subagents.take() leaves out what is none of its kind", () => {
  const wrong = {
    depth: -1,
    model: 3,
    toolsets: "all",
    usage: { input: NaN },
    durationSeconds: -1,
  };
  const told = new Bench().take("start", { ...wrong, taskCount: 0.5 } as unknown as SubagentEvent);
  assert.deepEqual(told, { subagent_id: "s1", goal: "read", task_count: 1, task_index: 0 });
});

Deno.test("Subagents.take() shows no secret, and of a long text no more than a window has room for", () => {
  const bench = new Bench();
  const told = bench.take("progress", {
    goal: `use hunter2, then --api-key abc ${"x".repeat(50_000)}`,
    text: `${"y ".repeat(50_000)} TOKEN=abc`,
    toolPreview: "curl https://me:pw@host",
    filesRead: Array.from({ length: 500 }, (_, i) => `${i}`),
  });
  const all = JSON.stringify(told);
  for (const secret of ["hunter2", "abc", "pw@"]) assert.ok(!all.includes(secret), all);
  assert.ok(told.goal.length <= 1_001);
  assert.ok((told.text ?? "").length <= 1_100);
  assert.equal(told.files_read?.length, 64);
});

Deno.test("Subagents.active are those that were told of and have not ended, with what was told last", () => {
  const { subagents, ...bench } = new Bench();
  const take = (step: SubagentEvent["step"], more: Partial<SubagentEvent>) =>
    subagents.take({ type: "subagent", step, id: "s1", goal: "read", ...more });
  take("start", { model: "m" });
  take("start", { id: "s2" });
  take("tool", { toolCount: 2 });
  const rows = subagents.active.map(({ told, since }) => {
    return [told.subagent_id, told.model, told.tool_count, since];
  });
  assert.deepEqual(rows, [["s1", "m", 2, 5_000], ["s2", undefined, undefined, 5_000]]);
  take("complete", {});
  const ids = ["s1", "s2"].map((id) => subagents.get(id)?.ownId);
  assert.deepEqual([subagents.size, ...ids], [1, undefined, "s2"]);
  assert.equal(bench.said.length, 4);
});

Deno.test("Subagents.end() tells the end of those whose turn is over, once", () => {
  const bench = new Bench();
  bench.take("start");
  bench.take("complete");
  bench.take("start", { id: "s2" });
  bench.said.length = 0;
  bench.subagents.end();
  bench.subagents.end();
  assert.deepEqual(
    bench.said.map(([type, { subagent_id, status }]) => [type, subagent_id, status]),
    [
      ["subagent.complete", "s2", "interrupted"],
    ],
  );
  assert.equal(bench.subagents.size, 0);
});

Deno.test("Subagents.take() lists 256 at work and tells of more", () => {
  const bench = new Bench();
  for (let i = 0; i < 300; i++) bench.take("start", { id: `s${i}` });
  assert.deepEqual([bench.subagents.size, bench.said.length], [256, 300]);
});

Deno.test("events.subagentProgress is replaced by the next of the same sub-agent, and of no other", () => {
  const { merge } = subagentEvents.subagentProgress;
  const one = { subagent_id: "s1", goal: "", task_count: 1, task_index: 0, text: "a" };
  const next = { ...one, text: "b" };
  assert.equal(merge?.(one, next), next);
  assert.equal(merge?.(one, { ...next, subagent_id: "s2" }), undefined);
});
