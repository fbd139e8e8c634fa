import assert from "node:assert/strict";
import { AgentError } from "../../../src/agent/agent.ts";
import { agentInput, runTurn } from "../support/turn.ts";
import { AcpBench } from "./support/acp_bench.ts";
import { says, type Step } from "./support/script.ts";

const permission = { toolCall: { toolCallId: "c1" }, options: [] };

for (
  const [what, steps, words] of [
    ["a line of 100 MB", [{ longLine: 100_000_000 }], /more than 33554432 bytes/],
    [
      "a million notifications at once",
      [{ flood: 1_000_000 }],
      /more than 20000 messages a second/,
    ],
    ["bytes that are no text", [{ binary: 65_536 }], /bytes that are no text/],
    [
      "lines that are no messages, without end",
      Array.from({ length: 101 }, () => ({ line: "Downloading…" })),
      /more than 100 lines that are no messages/,
    ],
    [
      "more questions than anybody can answer",
      [{ askMany: 100, method: "session/request_permission", params: permission }],
      /more than 64 things at once/,
    ],
  ] satisfies [string, Step[], RegExp][]
) {
  Deno.test(`acpProvider() ends an agent that sends ${what}, says so, and goes on with a fresh one`, async () => {
    await using bench = new AcpBench();
    const agent = await bench.agent([
      { prompts: [[...steps, { hang: true }]] },
      { prompts: [[says("here again")]] },
    ]);
    const ask = () => new Promise<never>(() => {});
    const { error } = await runTurn(agent, agentInput("go", { ask }));
    assert.ok(error instanceof AgentError, String(error));
    assert.match(error.message, /^The agent "scripted" was ended: it (sent|asked)/);
    assert.match(error.message, words);
    assert.equal(bench.processes.size, 0);
    assert.equal((await runTurn(agent, "go")).text, "here again");
  });
}

Deno.test("acpProvider() cannot make an agent that babbles from the start", async () => {
  await using bench = new AcpBench();
  for (const start of [{ binary: 4_096 }, { longLine: 100_000_000 }]) {
    await assert.rejects(bench.agent({ start: [start, { hang: true }] }), {
      message: /^The agent "scripted" was ended: it sent/,
    });
  }
  assert.equal(bench.processes.size, 0);
});

Deno.test("acpProvider() reads a message just as long as it may be", async () => {
  await using bench = new AcpBench();
  const text = "x".repeat(20_000_000);
  const agent = await bench.agent({ prompts: [[{ longText: text.length }]] });
  const turn = await runTurn(agent, "go");
  assert.equal(turn.error, undefined);
  assert.equal(turn.text.length, text.length);
});
