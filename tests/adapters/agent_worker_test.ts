/** Faults of agents in real workers: each ends its own worker, and nothing else. */
import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { noAnswer, type Question } from "../../src/agent/question.ts";
import { agentInput, runTurn } from "../agent/support/turn.ts";
import { interrupted, IsolatedBench } from "./support/isolated.ts";

Deno.test("a worker's agent is given the conversation, and says what it has to", async () => {
  await using bench = new IsolatedBench();
  const agent = await bench.make({ sessionId: "s1", saved: "before" });
  const history = [{ role: "user" as const, text: "a" }, { role: "assistant" as const, text: "b" }];
  assert.equal(
    (await runTurn(agent, agentInput("hello", { history, model: "m" }))).text,
    "hello 2 m",
  );
  assert.deepEqual(bench.facts, [{ type: "mind", model: "m1", mode: "a" }]);
  assert.deepEqual(bench.log.fieldsOf("made"), { session: "s1", saved: "before" });
  await agent.close?.();
  assert.deepEqual(bench.facts.at(-1), { type: "saved", text: "closed" });
});

Deno.test("an AgentError of a worker stays one, any other failure is for the log", async () => {
  await using bench = new IsolatedBench();
  const agent = await bench.make();
  const refused = (await runTurn(agent, "refuses")).error;
  assert.ok(refused instanceof AgentError);
  assert.equal(refused.message, "there is no more paper");
  const broken = (await runTurn(agent, "throws")).error as Error;
  assert.ok(!(broken instanceof AgentError));
  assert.ok(!broken.message.includes("secret"));
  assert.match(broken.stack ?? "", /the secret of the agent[^]*faulty\.ts/);
  // Neither costs the worker.
  assert.equal((await runTurn(agent, "hello")).text, "hello 0 ");
  assert.deepEqual(bench.log.at("error"), []);
});

const FAULTS = {
  crashes: /^the agent crashed \(see the gateway's log\); the next prompt starts it anew$/,
  rejects: /^the agent crashed/,
  fills: /^the agent ran out of memory \(its limit is 64 MiB\); the next/,
  leaves: /^the agent ended its own worker with code 3; the next/,
  leavesDeno: /^the agent ended its own worker with code 4; the next/,
};

for (const [fault, message] of Object.entries(FAULTS)) {
  Deno.test(`a worker whose agent ${fault} ends with that turn, and the next prompt has another`, async () => {
    await using bench = new IsolatedBench();
    const [agent, neighbour] = await Promise.all([bench.make(), bench.make()]);
    const { text, error } = await runTurn(agent, fault);
    assert.match(text, /^before/);
    assert.ok(error instanceof AgentError);
    assert.match(error.message, message);
    assert.equal(bench.log.at("error").length, 1);
    assert.equal((await runTurn(agent, "hello")).text, "hello 0 ");
    assert.equal((await runTurn(neighbour, "hello")).text, "hello 0 ");
    // One was made again, the other was not.
    assert.equal(bench.log.entries.filter((entry) => entry.message === "made").length, 3);
  });
}

Deno.test("a crash's stack reaches the log and nobody else", async () => {
  await using bench = new IsolatedBench();
  await runTurn(await bench.make(), "crashes");
  const { end, error } = bench.log.fieldsOf("an agent's worker has ended by itself");
  assert.equal(end, "crashed");
  assert.match(String(error), /nobody catches this[^]*faulty\.ts/);
});

for (const stubborn of ["loops", "ignores"]) {
  Deno.test(`a worker whose agent ${stubborn} is ended when it is interrupted, and says so`, async () => {
    await using bench = new IsolatedBench();
    const agent = await bench.make();
    const { events, error } = await interrupted(agent, stubborn);
    assert.equal(events.length, 1);
    assert.ok(error instanceof AgentError);
    assert.deepEqual(bench.facts.at(-1), {
      type: "notice",
      kind: "warn",
      text: "The agent did not stop when it was interrupted; its worker was ended.",
    });
    assert.equal((await runTurn(agent, "hello")).text, "hello 0 ");
  });
}

Deno.test({
  name: "close() of an agent that loops ends its worker",
  fn: async () => {
    await using bench = new IsolatedBench({ closeGraceMs: 50, interruptGraceMs: 60_000 });
    const agent = await bench.make();
    const turn = agent.prompt(agentInput("loops"), new AbortController().signal);
    const steps = turn[Symbol.asyncIterator]();
    await steps.next();
    const over = assert.rejects(Promise.resolve(steps.next()), AgentError);
    await agent.close?.();
    await over;
  },
});

Deno.test("an agent that obeys keeps its worker", async () => {
  await using bench = new IsolatedBench({ interruptGraceMs: 60_000 });
  const agent = await bench.make();
  const { error } = await interrupted(agent, "obeys");
  assert.equal(error, undefined);
  assert.equal((await runTurn(agent, "hello")).text, "hello 0 ");
  assert.equal(bench.log.entries.filter((entry) => entry.message === "made").length, 1);
});

Deno.test("what an agent prints goes to the gateway's own lines, whichever way it prints", async () => {
  const bench = new IsolatedBench();
  await runTurn(await bench.make(), "prints");
  // With the worker its output ends.
  await bench[Symbol.asyncDispose]();
  assert.deepEqual(bench.printed, [
    "from console.log",
    "from console.error",
    "from process.stdout",
    "from Deno.stdout",
  ]);
});

Deno.test("large results are cut before they cross, long texts come in pieces", async () => {
  // Of 20 million characters there are several copies.
  await using bench = new IsolatedBench({ memoryMiB: 256 });
  const { text, events } = await runTurn(await bench.make(), "large");
  assert.equal(text, "z".repeat(200_000));
  const [first, second] = events.filter((event) => event.type === "tool_complete");
  assert.match(String(first?.result), /^r{65000,}\n\[cut: 20000000 characters in all\]$/);
  assert.match(String(second?.args["(cut)"]), /^\{"a":"r+\n\[cut: 20000008 characters in all\]$/);
  assert.ok(JSON.stringify(events).length < 500_000);
});

Deno.test("300,000 events come in few messages, and every character of them", async () => {
  await using bench = new IsolatedBench();
  const agent = await bench.make();
  let steps = 0;
  let chars = 0;
  for await (const step of agent.prompt(agentInput("floods"), new AbortController().signal)) {
    steps++;
    for (const event of step as readonly { text: string }[]) chars += event.text.length;
  }
  assert.equal(chars, 3_000_000);
  assert.ok(steps < 400, `${steps} messages`);
});

Deno.test("a worker's questions are asked on this side, and a wrong one is refused there", async () => {
  await using bench = new IsolatedBench();
  const asked: Question[] = [];
  const ask = ((question: Question) => {
    asked.push(question);
    if (question.kind === "clarify" && typeof question.question === "string") return "this one";
    return Promise.reject(new TypeError("question must be a text"));
  }) as never;
  const { text } = await runTurn(await bench.make(), agentInput("asks", { ask }));
  assert.equal(text, "askingthis one TypeError: question must be a text");
  assert.deepEqual(asked[0], { kind: "clarify", question: "Which?" });
  assert.equal(noAnswer.clarify, "");
});

Deno.test("modes, hints and summaries cross; a hint that is not taken is told of", async () => {
  await using bench = new IsolatedBench();
  const agent = await bench.make();
  await agent.setMode?.("b");
  assert.deepEqual(bench.facts.at(-1), { type: "mind", mode: "b" });
  await assert.rejects(agent.setMode?.("none") ?? Promise.resolve(), { message: "no such mode" });
  assert.equal(agent.setModel, undefined);
  assert.equal(agent.steer?.("between turns"), false);
  const spent: unknown[] = [];
  const summary = await agent.summarize?.({
    history: [{ role: "user", text: "a" }, { role: "user", text: "b" }],
    focus: "",
    model: "",
    onUsage: (usage) => spent.push(usage),
  }, new AbortController().signal);
  assert.equal(summary, "a,b");
  assert.equal(spent.length >= 1, true);
});
