/** An ACP agent behind the real command: in its worker, with the permissions of the task. */
import assert from "node:assert/strict";
import { says, type Script } from "../agent/acp/support/script.ts";
import { acpCommand } from "./support/acp_command.ts";
import { AgentGateway, type AgentGatewayOptions } from "./support/talk.ts";

const LOADS = { answer: { protocolVersion: 1, agentCapabilities: { loadSession: true } } };

const PERMISSION = {
  toolCall: {
    toolCallId: "c1",
    title: "Remove the build",
    kind: "execute",
    rawInput: { command: "rm -r dist" },
  },
  options: [
    { optionId: "yes", name: "Do it", kind: "allow_once" },
    { optionId: "no", name: "Leave it", kind: "reject_once" },
  ],
};

function start(script: Script, options: Partial<AgentGatewayOptions> = {}): AgentGateway {
  return new AgentGateway({ args: ["--agent", "acp", "--", ...acpCommand(script)], ...options });
}

Deno.test("stdio --agent acp answers, shows a plan, and asks before it goes on", async () => {
  const entries = [{ content: "look", status: "in_progress", priority: "high" }];
  await using gateway = start({
    prompts: [[
      says("one "),
      { update: { sessionUpdate: "plan", entries } },
      { ask: "session/request_permission", params: PERMISSION },
    ]],
  });
  const { talk } = gateway;
  const { session_id } = await talk.call("session.create");
  await talk.call("prompt.submit", { session_id, text: "go" });
  const { payload: plan } = await talk.event("todo.updated");
  assert.deepEqual(plan.todos, [{ id: "1", ...entries[0] }]);
  const { payload: question } = await talk.event("approval.request");
  assert.equal(question.command, "rm -r dist");
  assert.deepEqual(question.options.map(({ name }: { name: string }) => name), [
    "Do it",
    "Leave it",
  ]);
  const answer = { session_id, request_id: question.request_id, choice: "once" };
  await talk.call("approval.respond", answer);
  const { payload } = await talk.event("message.complete");
  assert.equal(payload.status, "complete");
  assert.equal(payload.text, '\n\n{"outcome":{"outcome":"selected","optionId":"yes"}}');
  assert.deepEqual(await gateway.end(), [
    "[gateway-exit] stdin EOF (the peer closed the command pipe)",
  ]);
});

Deno.test("stdio --agent acp tells of a crash in mid-turn, and the next prompt goes on with the session", async () => {
  await using gateway = start({
    initialize: [LOADS],
    // Every process counts its prompts anew: the first one crashes in its second.
    prompts: [[{ heard: true }], [says("half an"), { stderr: "panic at 3" }, { exit: 7 }]],
  });
  const { talk } = gateway;
  const { session_id } = await talk.call("session.create");
  const first = await talk.turn(session_id, "hello");
  assert.equal(first.text, '["initialize","session/new","session/prompt"]');
  const crashed = await talk.turn(session_id, "go");
  assert.match(crashed.message, /"acp" ended unexpectedly: exit code 7; .*stderr:\npanic at 3$/);
  const next = await talk.turn(session_id, "again");
  assert.equal(next.text, '["initialize","session/load","session/prompt"]');
  await gateway.end();
});

for (
  const [way, capabilities] of [
    ["session/load", { loadSession: true }],
    ["session/resume", { sessionCapabilities: { resume: {} } }],
  ] as const
) {
  Deno.test(`stdio --agent acp goes on after a restart by ${way} with what it kept`, async () => {
    const state = await Deno.makeTempDir({ prefix: "tidegate-test-" });
    try {
      const initialize = [{ answer: { protocolVersion: 1, agentCapabilities: capabilities } }];
      let stored = "";
      {
        const opened = [{ answer: { sessionId: "kept-1" } }];
        const script = { initialize, new: opened, prompts: [[says("before")]] };
        await using gateway = start(script, { state });
        const created = await gateway.talk.call("session.create");
        stored = created.stored_session_id;
        assert.equal((await gateway.talk.turn(created.session_id, "first")).text, "before");
        await gateway.end();
      }
      const script: Script = { initialize, prompts: [[{ got: way }], [{ heard: true }]] };
      await using gateway = start(script, { state });
      const { talk } = gateway;
      const { session_id, messages } = await talk.call("session.resume", { session_id: stored });
      const texts = messages.map(({ role, text }: Record<string, string>) => `${role}: ${text}`);
      assert.deepEqual(texts, ["user: first", "assistant: before"]);
      const { text } = await talk.turn(session_id, "second");
      assert.equal(JSON.parse(text).sessionId, "kept-1");
      const heard = await talk.turn(session_id, "third");
      assert.ok(!heard.text.includes("session/new"), heard.text);
      await gateway.end();
    } finally {
      await Deno.remove(state, { recursive: true });
    }
  });
}

Deno.test("stdio --agent acp says in the chat why a program cannot be started, and lives on", async () => {
  await using gateway = new AgentGateway({ args: ["--agent", "acp", "--", "no-such-program"] });
  const { session_id } = await gateway.talk.call("session.create");
  await gateway.talk.call("prompt.submit", { session_id, text: "go" });
  const { payload } = await gateway.talk.event("error");
  assert.match(payload.message, /no-such-program/);
  assert.equal((await gateway.talk.call("session.active_list")).sessions.length, 1);
  await gateway.end();
});
