import assert from "node:assert/strict";
import { fileAccess } from "../../../src/adapters/file_access.ts";
import { ClientTerminals } from "../../../src/agent/acp/client_terminals.ts";
import type { LiveTurn } from "../../../src/agent/acp/live_turn.ts";
import {
  type ApprovalChoice,
  type Ask,
  noAnswer,
  type Question,
} from "../../../src/agent/question.ts";
import type { SpawnedProcess } from "../../../src/agent/spawn.ts";
import { ScriptedProcess } from "../support/scripted_spawn.ts";
import { answering } from "../../support/answering.ts";
import { agentInput, runTurn } from "../support/turn.ts";
import { AcpBench } from "./support/acp_bench.ts";
import type { Step } from "./support/script.ts";

const ignore = Deno.build.os === "windows";
const terminalId = "$terminalId";

/** Runs steps in a turn; what was answered to each question of the agent, and what the user was asked. */
async function tried(
  steps: Step[],
  options: { terminals?: boolean; choice?: ApprovalChoice } = {},
) {
  const { terminals = true, choice = "once" } = options;
  await using bench = new AcpBench();
  const cwd = await Deno.realPath(await Deno.makeTempDir());
  try {
    const prompts = [steps.flatMap((step): Step[] => [step, { update: SEPARATOR }])];
    const agent = await bench.agent({ prompts }, { terminals }, { cwd });
    const asked: Question[] = [];
    const ask = ((question) => {
      asked.push(question);
      return Promise.resolve(choice);
    }) as Ask;
    const { text, events } = await runTurn(agent, agentInput("go", { ask }));
    const answers = text.replaceAll(cwd, "").split("\n--\n").filter((answer) => answer !== "");
    return { answers: answers.map((answer) => JSON.parse(answer)), asked, events, bench };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const SEPARATOR = {
  sessionUpdate: "agent_message_chunk",
  content: { type: "text", text: "\n--\n" },
};

function ask(method: string, params: Record<string, unknown> = { terminalId }): Step {
  return { ask: `terminal/${method}`, params };
}

Deno.test({
  name: "ClientTerminals runs a command the user allows, and tells how it ended and what it wrote",
  ignore,
  async fn() {
    const { answers, asked } = await tried([
      ask("create", {
        command: "sh",
        args: ["-c", "pwd; echo oops >&2; echo $A; exit 3"],
        env: [{ name: "A", value: "set" }],
      }),
      ask("wait_for_exit"),
      ask("output"),
      ask("release"),
      ask("output"),
    ]);
    const [made, end, output, released, gone] = answers;
    assert.match(made.terminalId, /^term_[0-9a-f]{16}$/);
    assert.deepEqual(end, { exitCode: 3, signal: null });
    assert.deepEqual(output.output.split("\n").sort(), ["", "", "oops", "set"]);
    assert.deepEqual([output.truncated, output.exitStatus], [false, end]);
    assert.deepEqual(released, {});
    assert.equal(gone.error.code, -32_002);
    assert.equal(asked.length, 1);
    const [question] = asked;
    assert.ok(question?.kind === "approval");
    assert.equal(question.command, "sh -c 'pwd; echo oops >&2; echo $A; exit 3'");
  },
});

Deno.test({
  name: "ClientTerminals gives a whole line to a shell, and keeps the end of a long output",
  ignore,
  async fn() {
    const { answers } = await tried([
      ask("create", { command: "printf 'ab%s' cdéf && true", outputByteLimit: 4 }),
      ask("wait_for_exit"),
      ask("output"),
    ]);
    assert.equal(answers[2].output, "déf");
    assert.equal(answers[2].truncated, true);
  },
});

Deno.test({
  name: "ClientTerminals ends a command that is killed, and everything when the agent is closed",
  ignore,
  async fn() {
    const { answers, bench } = await tried([
      ask("create", { command: "sleep 1000" }),
      ask("kill"),
      ask("wait_for_exit"),
      ask("create", { command: "sleep 1000" }),
    ]);
    // Deno before 2.5 tells a signal as a shell does.
    assert.ok([143, "SIGTERM"].includes(answers[2].exitCode ?? answers[2].signal));
    assert.equal(bench.processes.size, 0);
  },
});

Deno.test({
  name:
    "ClientTerminals shows what a terminal wrote as part of a tool call, also after its release",
  ignore,
  async fn() {
    const content = [{ type: "terminal", terminalId }];
    const { events } = await tried([
      ask("create", { command: "echo hi" }),
      ask("wait_for_exit"),
      { update: { sessionUpdate: "tool_call", toolCallId: "c1", title: "echo", content } },
      ask("release"),
      { update: { sessionUpdate: "tool_call_update", toolCallId: "c1", status: "completed" } },
    ]);
    const done = events.find(({ type }) => type === "tool_complete");
    assert.ok(done?.type === "tool_complete");
    assert.equal(done.result, "hi\n");
  },
});

Deno.test("ClientTerminals runs nothing that is not allowed, nothing elsewhere, and nothing unknown", async () => {
  for (const choice of ["deny", "never", "" as "deny"] as const) {
    const denied = await tried([ask("create", { command: "sleep 1000" })], { choice });
    assert.match(JSON.stringify(denied.answers), /the user did not allow it/);
  }
  const { answers, asked } = await tried([
    ask("create", { command: "ls", cwd: ".." }),
    ask("create", { command: "" }),
    ask("output", { terminalId: "term_0" }),
  ]);
  assert.match(answers[0].error.message, /not inside of/);
  assert.match(answers[1].error.message, /"command" is missing/);
  assert.equal(answers[2].error.code, -32_002);
  assert.deepEqual(asked, []);
  const missing = await tried([ask("create", { command: "/no/such/program", args: ["x"] })]);
  assert.match(missing.answers[0].error.message, /no\/such\/program/);
});

Deno.test("ClientTerminals ends a command that was being started while it was closed, and starts no more", async () => {
  const [asked, started] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<SpawnedProcess>(),
  ];
  const spawn = () => (asked.resolve(), started.promise);
  const folder = await Deno.realPath(".");
  const terminals = new ClientTerminals({ spawn, files: fileAccess, folder });
  const { signal } = new AbortController();
  const turn = { ask: answering({ ...noAnswer, approval: "once" }), signal } as unknown as LiveTurn;
  const create = terminals.handlers(() => turn)["terminal/create"]!;
  const refused = assert.rejects(async () => await create({ command: "ls" }, signal));
  await asked.promise;
  await terminals.close();
  const child = new ScriptedProcess({ command: "ls", args: [] }, 1);
  started.resolve(child);
  await refused;
  assert.equal(child.kills, 1);
  await assert.rejects(async () => await create({ command: "ls" }, signal), /agent was ended/);
});

Deno.test("ClientTerminals is not there unless it is enabled", async () => {
  const { answers } = await tried([ask("create", { command: "ls" })], { terminals: false });
  assert.equal(answers[0].error.code, -32_601);
});
