import assert from "node:assert/strict";
import { type Agent, AgentError } from "../../../src/agent/agent.ts";
import { runTurn } from "../support/turn.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { AcpBench } from "./support/acp_bench.ts";
import type { Script } from "./support/script.ts";

const AUTH_REQUIRED = { fail: { code: -32_000, message: "Authentication required" } };
const NOT_FOUND = { fail: { code: -32_002, message: "Resource not found" } };

/** What the agent says first in its next turn, read as JSON. */
async function said(agent: Agent): Promise<Record<string, unknown>> {
  const { text, error } = await runTurn(agent, "go");
  assert.equal(error, undefined);
  return JSON.parse(text);
}

/** The message an agent cannot be made with. */
async function refusal(making: Promise<Agent>): Promise<string> {
  try {
    await making;
  } catch (error) {
    assert.ok(error instanceof AgentError, String(error));
    return error.message;
  }
  throw new Error("the agent could be made");
}

Deno.test("openSession() tells the agent what the gateway can do: nothing more than is offered", async () => {
  for (
    const [options, fs, terminal] of [
      [{}, { readTextFile: false, writeTextFile: false }, false],
      [{ files: "read" }, { readTextFile: true, writeTextFile: false }, false],
      [{ files: "write", terminals: true }, { readTextFile: true, writeTextFile: true }, true],
    ] as const
  ) {
    await using bench = new AcpBench();
    const agent = await bench.agent({ prompts: [[{ got: "initialize" }]] }, options);
    const { protocolVersion, clientCapabilities } = await said(agent);
    assert.equal(protocolVersion, 1);
    assert.deepEqual(clientCapabilities, {
      fs,
      terminal,
      session: { notices: {}, compaction: {} },
    });
  }
});

Deno.test("openSession() hands over the folder and the servers of tools the agent can use", async () => {
  const mcpServers = [
    { name: "files", command: "files-mcp", args: ["--all"], env: { TOKEN: "not a secret" } },
    { name: "web", url: "https://tools.example/mcp", headers: { "x-key": "not one either" } },
  ];
  const stdio = {
    name: "files",
    command: "files-mcp",
    args: ["--all"],
    env: [{ name: "TOKEN", value: "not a secret" }],
  };
  const http = {
    type: "http",
    name: "web",
    url: "https://tools.example/mcp",
    headers: [{ name: "x-key", value: "not one either" }],
  };
  for (const able of [true, false]) {
    await using bench = new AcpBench();
    const script: Script = {
      initialize: [{
        answer: { protocolVersion: 1, agentCapabilities: { mcpCapabilities: { http: able } } },
      }],
      prompts: [[{ got: "session/new" }]],
    };
    const agent = await bench.agent(script, { mcpServers });
    assert.deepEqual(await said(agent), {
      cwd: "/",
      mcpServers: able ? [stdio, http] : [stdio],
    });
    assert.equal(bench.factsOf("notice").length, able ? 0 : 1);
  }
});

Deno.test("openSession() says what to do when the agent wants the user to sign in", async () => {
  await using bench = new AcpBench();
  const authMethods = [
    { id: "web", name: "Sign in with Acme", description: "Needs a paid account." },
    { id: "key", name: "Use a key", type: "env_var", vars: [{ name: "ACME_KEY" }] },
    { id: "tty", name: "Terminal", type: "terminal", args: ["login"] },
    {
      id: "env",
      name: "Variable",
      description: "Needs `ACME_TOKEN` to be set.",
      vars: [{ name: "ACME_TOKEN" }, { name: "ACME_HOST" }],
    },
  ];
  const message = await refusal(bench.agent({
    initialize: [{ answer: { protocolVersion: 1, authMethods } }],
    new: [AUTH_REQUIRED],
    // Nobody chose a way to sign in, so none is tried.
    authenticate: [{ exit: 9 }],
  }));
  assert.match(message, /^The agent "scripted" wants you to sign in first\./);
  assert.match(message, /"web" \(Sign in with Acme\): Needs a paid account;/);
  assert.match(message, /"key" \(Use a key\): set ACME_KEY/);
  assert.match(message, /"tty" \(Terminal\): run `\S+ login`/);
  // Once is enough, and what speaks the protocol is no program to sign in with.
  assert.match(message, /"env" \(Variable\): Needs `ACME_TOKEN` to be set, set ACME_HOST\./);
  assert.doesNotMatch(message, /Run `/);
  assert.match(message, /as its "auth_method" in the configuration; then send the prompt again$/);
  assert.equal(bench.processes.size, 0);
});

Deno.test("openSession() names no way to choose where the agent told of none", async () => {
  await using bench = new AcpBench();
  const message = await refusal(bench.agent({ new: [AUTH_REQUIRED] }));
  assert.match(message, /It offers no way by itself\. Sign in with .+ the agent's key; then send/);
  assert.doesNotMatch(message, /auth_method/);
});

Deno.test("openSession() signs in by the method that is configured, and opens the session then", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({
    new: [{ failOnce: { code: -32_000, message: "Authentication required" } }],
    prompts: [[{ got: "authenticate" }]],
  }, { authMethod: "key" });
  assert.deepEqual(await said(agent), { methodId: "key" });
});

Deno.test("openSession() gives up when signing in did not help", async () => {
  await using bench = new AcpBench();
  const message = await refusal(bench.agent({ new: [AUTH_REQUIRED] }, { authMethod: "key" }));
  assert.match(message, /choose another "auth_method" than "key", which did not do/);
});

Deno.test("openSession() tells of an agent that refuses, and of one of another protocol", async () => {
  await using bench = new AcpBench();
  const data = { details: "the disk is full" };
  const refused = { fail: { code: -32_603, message: "Internal error", data } };
  assert.equal(
    await refusal(bench.agent({ new: [refused] })),
    'The agent "scripted" failed at opening a session: Internal error: the disk is full',
  );
  assert.match(
    await refusal(bench.agent({ initialize: [{ answer: { protocolVersion: 9 } }] })),
    /speaks version 9 of the protocol, and the gateway version 1/,
  );
  assert.equal(
    await refusal(bench.agent({ new: [{ answer: {} }] })),
    'The agent "scripted" opened a session without an id',
  );
});

for (const member of ["start", "initialize", "new"] as const) {
  Deno.test(`acpProvider() gives up an agent that hangs at ${member}, and leaves nothing of it`, async () => {
    await using bench = new AcpBench();
    const clock = new ManualClock();
    const script: Script = { [member]: [{ stderr: "loading for ever" }, { hang: true }] };
    const making = refusal(bench.agent(script, {}, { clock }));
    await clock.armed(30_000);
    clock.advance(30_000);
    const message = await making;
    assert.match(message, /^Starting the agent "scripted": it was not ready within 30 s/);
    assert.equal(bench.processes.size, 0);
    assert.equal(clock.pending, 0);
  });
}

Deno.test("acpProvider() says that the agent is starting where that takes over 3 s", async () => {
  await using bench = new AcpBench();
  const clock = new ManualClock();
  const abort = new AbortController();
  const making = refusal(bench.agent({ new: [{ hang: true }] }, {}, { clock }, abort.signal));
  await clock.armed(30_000);
  clock.advance(2_999);
  await Promise.resolve();
  assert.deepEqual(bench.factsOf("notice"), []);
  clock.advance(1);
  await Promise.resolve();
  const text = 'the agent "scripted" is starting';
  assert.deepEqual(bench.factsOf("notice"), [{ type: "notice", kind: "lifecycle", text }]);
  abort.abort();
  await making;
  assert.equal(clock.pending, 0);
});

Deno.test("acpProvider() stops a start that is not wanted any more", async () => {
  await using bench = new AcpBench();
  const clock = new ManualClock();
  const abort = new AbortController();
  const making = refusal(bench.agent({ new: [{ hang: true }] }, {}, { clock }, abort.signal));
  await clock.armed(30_000);
  abort.abort();
  assert.equal(await making, 'Starting the agent "scripted": interrupted');
  assert.equal(bench.processes.size, 0);
});

Deno.test("acpProvider() tells of a program that cannot be started", async () => {
  await using bench = new AcpBench();
  const message = await refusal(bench.agent({}, { command: "/no/such/agent" }));
  assert.match(message, /^Starting the agent "scripted": .*\/no\/such\/agent/);
});

Deno.test("acpProvider() goes on with the saved session: by resuming, else by loading it", async () => {
  const sessionCapabilities = { resume: {} };
  for (
    const [agentCapabilities, method] of [
      [{ loadSession: true, sessionCapabilities }, "session/resume"],
      [{ loadSession: true }, "session/load"],
    ] as const
  ) {
    await using bench = new AcpBench();
    const agent = await bench.agent(
      {
        initialize: [{ answer: { protocolVersion: 1, agentCapabilities } }],
        prompts: [[{ got: method }]],
      },
      {},
      { saved: "s-17" },
    );
    assert.deepEqual(await said(agent), { cwd: "/", mcpServers: [], sessionId: "s-17" });
    assert.deepEqual(bench.factsOf("saved"), []);
  }
});

Deno.test("acpProvider() drops what is said again while a session is loaded", async () => {
  await using bench = new AcpBench();
  const content = { type: "text", text: "said long ago" };
  const commands = [{ name: "plan", description: "" }];
  const agent = await bench.agent(
    {
      initialize: [{ answer: { protocolVersion: 1, agentCapabilities: { loadSession: true } } }],
      load: [
        { update: { sessionUpdate: "user_message_chunk", content } },
        { update: { sessionUpdate: "agent_message_chunk", content } },
        { update: { sessionUpdate: "tool_call", toolCallId: "c1", title: "Look" } },
        { update: { sessionUpdate: "available_commands_update", availableCommands: commands } },
      ],
      prompts: [[]],
    },
    {},
    { saved: "s-17" },
  );
  assert.deepEqual((await runTurn(agent, "go")).events, []);
  assert.deepEqual(bench.factsOf("commands").at(-1)?.commands, commands);
});

Deno.test("acpProvider() begins a new session where the saved one is gone, and tells it the history", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent(
    {
      initialize: [{ answer: { protocolVersion: 1, agentCapabilities: { loadSession: true } } }],
      load: [NOT_FOUND],
      prompts: [[{ got: "session/prompt" }]],
    },
    {},
    { saved: "s-17" },
  );
  const history = [{ role: "user", text: "I am Ann" }, {
    role: "assistant",
    text: "Hi Ann",
  }] as const;
  const ask = { text: "Who am I?", history, model: "", reasoningEffort: "" };
  const first = await runTurn(agent, { ...ask, ask: () => Promise.reject(new Error("asked")) });
  const { prompt } = JSON.parse(first.text) as { prompt: { text: string }[] };
  assert.equal(prompt.length, 2);
  assert.match(
    prompt[0]?.text ?? "",
    /<conversation_so_far>\nuser: I am Ann\n\nassistant: Hi Ann\n</,
  );
  assert.equal(prompt[1]?.text, "Who am I?");
  assert.match(bench.factsOf("saved").at(-1)?.text ?? "", /^session-of-\d+$/);
  const next = await runTurn(agent, { ...ask, ask: () => Promise.reject(new Error("asked")) });
  assert.equal((JSON.parse(next.text) as { prompt: unknown[] }).prompt.length, 1);
});
