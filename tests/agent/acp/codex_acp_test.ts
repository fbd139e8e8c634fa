/**
 * A trial against a released agent. It downloads some 100 MB, so it runs only where it is asked for:
 * `TIDEGATE_TEST_CODEX=1 deno task test tests/agent/acp/codex_acp_test.ts`; it needs Node and npm.
 */
import assert from "node:assert/strict";
import type { Agent, AgentEvent } from "../../../src/agent/agent.ts";
import type { ApprovalChoice, Ask, Question } from "../../../src/agent/question.ts";
import { shell } from "../../adapters/support/process_audit.ts";
import { agentInput, runTurn } from "../support/turn.ts";
import { CodexBench } from "./support/codex_bench.ts";

const ignore = Deno.env.get("TIDEGATE_TEST_CODEX") !== "1";

/** A user who chooses that, and keeps what they were asked. */
function user(choice: ApprovalChoice) {
  const asked: Question[] = [];
  const ask = ((question) => {
    asked.push(question);
    return Promise.resolve(choice);
  }) as Ask;
  return { asked, ask };
}

function typesOf(events: readonly AgentEvent[]): string[] {
  return [...new Set(events.map(({ type }) => type))];
}

/** Runs `then` at the first text of a turn; answers what came and how it ended. */
async function atFirstText(agent: Agent, signal: AbortSignal, then: () => void | Promise<void>) {
  let text = "";
  let error: unknown;
  try {
    for await (const step of agent.prompt(agentInput("tell me a story"), signal)) {
      if (signal.aborted) break;
      const news = [step].flat() as AgentEvent[];
      const said = news.map((event) => event.type === "text" ? event.text : "").join("");
      if (said.includes("Once") && !text.includes("Once")) await then();
      text += said;
    }
  } catch (thrown) {
    error = thrown;
  }
  return { text, error };
}

Deno.test({
  name:
    "codex-acp works behind acpProvider(): prompt, approval, plan, diff, interrupt, crash, resume",
  ignore,
  async fn(t) {
    await using codex = await CodexBench.open();
    const agent = await codex.agent();

    await t.step("it answers a prompt, and tells its model, modes and commands", async () => {
      const { text, error } = await runTurn(agent, "hello");
      assert.equal(error, undefined);
      assert.match(text, /Hi there, I am a mock\./);
      const mind = codex.facts.find((fact) => fact.type === "mind");
      assert.equal(mind?.model, "mock-model");
      assert.equal(mind?.mode, "read-only");
      assert.ok((mind?.modes?.length ?? 0) > 1);
      const commands = codex.facts.findLast((fact) => fact.type === "commands");
      assert.ok(commands?.commands.some(({ name }) => name === "compact"));
    });

    await t.step("it runs a command the user allows", async () => {
      const { asked, ask } = user("once");
      const { text, events } = await runTurn(agent, agentInput("make a file", { ask }));
      assert.match(text, /Done\./);
      const [question] = asked;
      assert.ok(question?.kind === "approval");
      assert.equal(question.command, "echo hi > made.txt");
      assert.deepEqual(question.options?.map(({ kind }) => kind).slice(0, 1), ["allow_once"]);
      assert.ok(typesOf(events).includes("tool_start"));
      assert.equal(await Deno.readTextFile(`${codex.cwd}/made.txt`), "hi\n");
    });

    await t.step("it does not run one the user denies", async () => {
      await Deno.remove(`${codex.cwd}/made.txt`);
      const { events, error } = await runTurn(
        agent,
        agentInput("make a file", { ask: user("deny").ask }),
      );
      assert.equal(error, undefined);
      await assert.rejects(Deno.stat(`${codex.cwd}/made.txt`));
      const done = events.find(({ type }) => type === "tool_complete");
      assert.equal(done?.type === "tool_complete" && done.summary, "not allowed");
    });

    await t.step("its plan and its changes of files are shown", async () => {
      const plan = await runTurn(agent, "make a plan");
      assert.deepEqual(plan.events.find(({ type }) => type === "todos"), {
        type: "todos",
        todos: [
          { content: "Look", status: "completed", priority: "medium" },
          { content: "Leap", status: "in_progress", priority: "medium" },
        ],
      });
      const { events } = await runTurn(agent, agentInput("patch", { ask: user("once").ask }));
      const done = events.find((event) => event.type === "tool_complete");
      assert.match(done?.inlineDiff ?? "", /^--- \/dev\/null\n\+\+\+ .*new\.txt\n[^]*\+hello\n$/);
      assert.equal(await Deno.readTextFile(`${codex.cwd}/new.txt`), "hello\n");
    });

    await t.step("an interrupt ends its turn, and it goes on", async () => {
      const { pid } = codex;
      const abort = new AbortController();
      await atFirstText(agent, abort.signal, () => abort.abort());
      assert.match((await runTurn(agent, "hello")).text, /Hi there/);
      assert.equal(codex.pid, pid);
    });

    await t.step(
      "a crash in mid-turn is told, and the next prompt goes on with the session",
      async () => {
        const { pid } = codex;
        const { error } = await atFirstText(
          agent,
          new AbortController().signal,
          async () => void await shell(`kill -9 ${pid}`),
        );
        assert.match(
          String(error),
          /^AgentError: The agent "codex" ended unexpectedly: signal SIGKILL/,
        );
        const { events, text } = await runTurn(agent, "hello");
        assert.equal(events[0]?.type, "status");
        assert.match(text, /Hi there/);
        assert.notEqual(codex.pid, pid);
        assert.equal(new Set(savedOf(codex)).size, 1);
      },
    );

    await t.step(
      "another process goes on with the saved session, its history not said again",
      async () => {
        await agent.close?.();
        const [saved = ""] = savedOf(codex);
        codex.facts.length = 0;
        const next = await codex.agent({ saved });
        const history = [{ role: "user", text: "hello" }] as const;
        const { text, error } = await runTurn(next, agentInput("hello", { history }));
        assert.equal(error, undefined);
        assert.match(text, /Hi there, I am a mock\.$/);
        assert.deepEqual(savedOf(codex), []);
        await next.close?.();
      },
    );

    await t.step("without a key it says what to do", async () => {
      await assert.rejects(codex.agent({}, "empty"), {
        name: "AgentError",
        message: /wants you to sign in first\. It offers "chatgpt" .*OPENAI_API_KEY/,
      });
    });

    await t.step("nothing of it is left", async () => assert.equal(await codex.left(), ""));
  },
});

function savedOf({ facts }: CodexBench): string[] {
  return facts.flatMap((fact) => fact.type === "saved" ? [fact.text] : []);
}
