import assert from "node:assert/strict";
import { AgentError, type AgentEvent } from "../../src/agent/agent.ts";
import { collectAnswer } from "../../src/agent/collect_answer.ts";

async function* steps(...steps: (AgentEvent | AgentEvent[])[]) {
  await Promise.resolve();
  yield* steps;
}

Deno.test("collectAnswer() joins the text and passes on what it cost, and all that is said", async () => {
  const totals: number[] = [];
  const heard: string[] = [];
  const text = await collectAnswer(
    steps(
      { type: "reasoning", text: "hm" },
      [{ type: "text", text: "a" }, { type: "text", text: "b" }],
      { type: "usage", usage: { input: 1, output: 2, total: 3 } },
    ),
    { onUsage: ({ total }) => totals.push(total), hear: ({ type }) => heard.push(type) },
  );
  assert.deepEqual([text, totals], ["ab", [3]]);
  assert.deepEqual(heard, ["reasoning", "text", "text", "usage"]);
});

Deno.test("collectAnswer() throws an answer that is an error", async () => {
  const failing = steps({ type: "text", text: "a" }, { type: "failure", message: "cut" });
  await assert.rejects(collectAnswer(failing, { onUsage() {} }), new AgentError("cut"));
});
