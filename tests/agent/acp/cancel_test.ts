import assert from "node:assert/strict";
import { agentInput, runTurn } from "../support/turn.ts";
import type { Agent, AgentEvent } from "../../../src/agent/agent.ts";
import { type Ask, noAnswer } from "../../../src/agent/question.ts";
import { AcpBench } from "./support/acp_bench.ts";
import { says } from "./support/script.ts";

/** Reads a turn as the gateway does: it aborts at the first text, and reads no more once it did. */
async function interrupt(agent: Agent, onAbort: () => void = () => {}): Promise<void> {
  const abort = new AbortController();
  for await (const step of agent.prompt(agentInput("go"), abort.signal)) {
    if (abort.signal.aborted) break;
    if (![step].flat().some((event) => (event as AgentEvent).type === "text")) continue;
    abort.abort();
    onAbort();
  }
}

Deno.test("acpProvider() cancels the turn when it is interrupted, waits for its end and goes on", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({
    prompts: [
      [says("working"), { awaitCancel: true }, says("not heard")],
      [{ heard: true }],
    ],
  });
  await interrupt(agent);
  const { text, events } = await runTurn(agent, "go");
  assert.deepEqual(JSON.parse(text), [
    "initialize",
    "session/new",
    "session/prompt",
    "session/cancel",
    "session/prompt",
  ]);
  assert.equal(events.length, 1);
  assert.equal(bench.pids.length, 1);
});

Deno.test("acpProvider() does not begin a turn that is interrupted already", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({ prompts: [[{ heard: true }]] });
  assert.deepEqual((await runTurn(agent, "go", AbortSignal.abort())).events, []);
  assert.ok(!(await runTurn(agent, "go")).text.includes("cancel"));
});

Deno.test("acpProvider() lets go of an agent that refuses to be cancelled when it is closed", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({ prompts: [[says("working"), { hang: true }]] });
  const working = Promise.withResolvers<void>();
  const turn = interrupt(agent, () => working.resolve());
  await working.promise;
  // The gateway gives an agent 5 s, and closes it then.
  await agent.close?.();
  await turn;
  assert.equal(bench.processes.size, 0);
});

Deno.test("acpProvider() answers an open question as cancelled when the turn is interrupted", async () => {
  await using bench = new AcpBench();
  const options = [{ optionId: "no", name: "No", kind: "reject_once" }];
  const params = { toolCall: { toolCallId: "c1", title: "rm" }, options };
  const agent = await bench.agent({
    prompts: [
      [{ ask: "session/request_permission", params }],
      [{ recall: true }],
    ],
  });
  const abort = new AbortController();
  // As the session does: an interrupt is no answer, and stands for a refusal.
  const ask = ((question) => {
    abort.abort();
    return Promise.resolve(noAnswer[question.kind]);
  }) as Ask;
  await runTurn(agent, agentInput("go", { ask }), abort.signal);
  const { text } = await runTurn(agent, "what was the answer?");
  assert.deepEqual(JSON.parse(text), { outcome: { outcome: "cancelled" } });
});

Deno.test("acpProvider() stops an agent whose reader has left", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({
    prompts: [[says("working"), { awaitCancel: true }], [{ heard: true }]],
  });
  for await (const _ of agent.prompt(agentInput("go"), new AbortController().signal)) break;
  assert.match((await runTurn(agent, "go")).text, /session\/cancel/);
});
