import { setImmediate } from "node:timers";
import assert from "node:assert/strict";
import { AgentError } from "../../../src/agent/agent.ts";
import { agentInput, runTurn } from "../support/turn.ts";
import { shell } from "../../adapters/support/process_audit.ts";
import { AcpBench } from "./support/acp_bench.ts";
import { says, type Script } from "./support/script.ts";

const LOADS = { answer: { protocolVersion: 1, agentCapabilities: { loadSession: true } } };
const history = [{ role: "user", text: "first" }] as const;

/** The message a turn ended with by throwing. */
function message(error: unknown): string {
  assert.ok(error instanceof AgentError, String(error));
  return error.message;
}

Deno.test("acpProvider() tells how an agent ended in mid-turn, and what it said last, without secrets", async () => {
  await using bench = new AcpBench();
  const secret = "sk-Zq81LmPx44";
  const agent = await bench.agent({
    prompts: [[
      says("Half an ans"),
      { update: { sessionUpdate: "tool_call", toolCallId: "c1", title: "Look" } },
      { stderr: `\u001b[31mpanic\u001b[0m: key ${secret}, --password hunter22` },
      { stderr: "at main.rs:3" },
      { exit: 3 },
    ]],
  }, { env: { SCRIPTED_KEY: secret } });
  const { text, events, error } = await runTurn(agent, "go");
  assert.equal(text, "Half an ans");
  assert.equal(events.at(-1)?.type, "tool_complete");
  assert.equal(
    message(error),
    'The agent "scripted" ended unexpectedly: exit code 3; the last it wrote to stderr:\n' +
      "panic: key [redacted], --password [redacted]\nat main.rs:3",
  );
  assert.ok(!JSON.stringify(bench.log.entries).includes(secret));
});

Deno.test("acpProvider() tells of the signal that ended an agent", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({ prompts: [[{ kill: "SIGKILL" }]] });
  const { error } = await runTurn(agent, "go");
  // Deno before 2.5 tells a signal as a shell does.
  const ends = /^The agent "scripted" ended unexpectedly: (signal SIGKILL|exit code 137)$/;
  assert.match(message(error), ends);
});

Deno.test({
  name: "acpProvider() ends an agent that closes its output and lives on",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using bench = new AcpBench();
    const mute = { command: "sh", args: ["-c", "read line; exec >&-; exec sleep 1000"] };
    await assert.rejects(bench.agent({}, mute), {
      message: 'The agent "scripted" was ended: it closed its output',
    });
    assert.equal(bench.processes.size, 0);
  },
});

for (
  const [name, script] of [
    ["before it spoke", { start: [{ stderr: "no config" }, { exit: 2 }] }],
    ["in its first words", { initialize: [{ stderr: "no config" }, { exit: 2 }] }],
    ["opening a session", { new: [{ stderr: "no config" }, { exit: 2 }] }],
  ] satisfies [string, Script][]
) {
  Deno.test(`acpProvider() cannot make an agent that ends ${name}, and says why`, async () => {
    await using bench = new AcpBench();
    await assert.rejects(bench.agent(script), {
      name: "AgentError",
      message:
        'The agent "scripted" ended unexpectedly: exit code 2; the last it wrote to stderr:\n' +
        "no config",
    });
    assert.equal(bench.processes.size, 0);
  });
}

Deno.test("acpProvider() starts a fresh process after a crash, which loads the session", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent([
    { initialize: [LOADS], prompts: [[{ exit: 1 }]] },
    { initialize: [LOADS], prompts: [[{ got: "session/load" }, { got: "session/prompt" }]] },
  ]);
  await runTurn(agent, "go");
  const { events, text, error } = await runTurn(agent, agentInput("again", { history }));
  assert.equal(error, undefined);
  assert.deepEqual(events[0], {
    type: "status",
    kind: "lifecycle",
    text: 'starting the agent "scripted" again',
  });
  const [saved] = bench.factsOf("saved");
  assert.match(text, new RegExp(`"sessionId":"${saved?.text}"`));
  // The agent remembers by itself: it is told the new prompt and nothing else.
  assert.match(text, /"prompt":\[\{"type":"text","text":"again"\}\]/);
  assert.equal(bench.factsOf("saved").length, 1);
  assert.equal(bench.pids.length, 2);
});

Deno.test("acpProvider() tells a fresh process the history, where it cannot load a session", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent([
    { prompts: [[{ exit: 1 }]] },
    { prompts: [[{ got: "session/prompt" }]] },
  ]);
  await runTurn(agent, "go");
  const { text } = await runTurn(agent, agentInput("again", { history }));
  const { prompt } = JSON.parse(text) as { prompt: { text: string }[] };
  assert.match(
    prompt[0]?.text ?? "",
    /<conversation_so_far>\nuser: first\n<\/conversation_so_far>/,
  );
  assert.deepEqual(bench.factsOf("saved"), []);
});

Deno.test("acpProvider() tells the history once more, where the agent refused the prompt that had it", async () => {
  await using bench = new AcpBench();
  const refusal = { fail: { code: -32_000, message: "Authentication required" } };
  const got = { got: "session/prompt" };
  const agent = await bench.agent({ prompts: [[refusal], [got]] });
  const refused = await runTurn(agent, agentInput("go", { history }));
  assert.match(message(refused.error), /wants you to sign in first/);
  const told = async () => (await runTurn(agent, agentInput("again", { history }))).text;
  assert.match(await told(), /<conversation_so_far>/);
  assert.doesNotMatch(await told(), /<conversation_so_far>/);
});

Deno.test({
  name: "acpProvider() notices an agent that ended between two turns",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using bench = new AcpBench();
    const agent = await bench.agent([{ prompts: [[says("one")]] }, { prompts: [[says("two")]] }]);
    await runTurn(agent, "go");
    await shell(`kill -9 ${bench.pids[0]}`);
    await bench.ended[0];
    // Whoever waits for that as well may be told after us.
    await new Promise((resolve) => setImmediate(resolve));
    const { text, error } = await runTurn(agent, "go");
    assert.equal(error, undefined);
    assert.equal(text, "two");
  },
});

Deno.test("acpProvider() leaves nothing running once it is closed, also in mid-turn", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({ prompts: [[says("one"), { hang: true }]] });
  const turn = agent.prompt(agentInput("go"), new AbortController().signal)[Symbol.asyncIterator]();
  await turn.next();
  const next = turn.next();
  const closed = agent.close?.();
  await assert.rejects(next, { message: 'The agent "scripted" was ended' });
  await closed;
  assert.equal(bench.processes.size, 0);
});
