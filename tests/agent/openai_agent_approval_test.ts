/** Tools that are asked for, allowed, or never offered; and what is said to a model while they run. */
import assert from "node:assert/strict";
import type { AgentFact } from "../../src/agent/agent_parts.ts";
import { noAnswer, type Question } from "../../src/agent/question.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { answering } from "../support/answering.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { answer } from "./support/model_server.ts";
import { ScriptedShelf, shelfTool } from "./support/scripted_shelf.ts";
import { asksFor, messagesOf, toolBench, toolEvents } from "./support/tool_turn.ts";
import { agentInput, makeAgent, runTurn } from "./support/turn.ts";

function quick(...names: string[]): ScriptedShelf {
  const shelf = new ScriptedShelf(...names.map((name) => shelfTool(name)));
  shelf.onCall = ({ answer }) => answer("ran");
  return shelf;
}

const policy = { otherwise: "ask", allow: ["box__read_*"], never: ["box__*_secret"] } as const;

Deno.test("prompt() asks before it runs a tool that no list names, and takes no for an answer", async () => {
  const shelf = quick("write");
  const yes = ["once", "session", "always"] as const;
  for (const choice of [...yes, "deny", "never", "" as "deny"] as const) {
    const ran = yes.some((each) => each === choice) ? 1 : 0;
    const asked: Question[] = [];
    const ask = answering({ ...noAnswer, approval: choice }, (question) => asked.push(question));
    const handlers = [() => asksFor(["box__write", '{"path":"/a"}']), () => answer("done")];
    await using bench = await toolBench(shelf, { handlers, options: { toolPolicy: policy } });
    const { events, text } = await runTurn(bench.agent, agentInput("hi", { ask }));
    assert.equal(text, "done");
    assert.deepEqual(asked, [{
      kind: "approval",
      command: 'box__write {"path":"/a"}',
      description: "A tool of box: the tool write",
      patternKeys: ["tool:box__write"],
    }]);
    assert.equal(shelf.calls.splice(0).length, ran);
    const result = ran === 1
      ? "ran"
      : "The tool failed: the user did not allow it; do not try it again unless they ask for it";
    assert.equal(messagesOf(bench.server.requests[1]!)[2]!.content, result);
    assert.deepEqual(
      toolEvents(events).map(({ type }) => type),
      ["tool_generating", "tool_start", "tool_complete"],
    );
  }
});

Deno.test("prompt() runs what is allowed unasked, and never offers what is not", async () => {
  const shelf = quick("read_file", "read_secret", "write");
  const told: AgentFact[] = [];
  const handlers = [
    () => asksFor(["box__read_file", "{}"], ["box__read_secret", "{}"]),
    () => answer("done"),
  ];
  await using bench = await toolBench(shelf, {
    handlers,
    options: { toolPolicy: policy },
    context: { tell: (fact) => told.push(fact) },
  });
  const ask = answering(noAnswer, () => assert.fail("nobody was to be asked"));
  await runTurn(bench.agent, agentInput("hi", { ask }));
  const [first, second] = bench.server.requests;
  const offered = first!.body.tools as { function: { name: string } }[];
  assert.deepEqual(offered.map((tool) => tool.function.name), ["box__read_file", "box__write"]);
  assert.deepEqual(shelf.calls.map(({ name }) => name), ["box__read_file"]);
  assert.match(`${messagesOf(second!)[3]!.content}`, /there is no tool "box__read_secret"/);
  assert.deepEqual(told, [{ type: "tools", tools: { box: ["box__read_file", "box__write"] } }]);
});

Deno.test("steer() reaches the model with the next results of tools", async () => {
  const shelf = new ScriptedShelf(shelfTool("read"));
  const handlers = [() => asksFor(["box__read", "{}"]), () => answer("done")];
  await using bench = await toolBench(shelf, { handlers });
  assert.equal(bench.agent.steer!("too early"), false);
  shelf.onCall = ({ answer }) => {
    assert.equal(bench.agent.steer!("and mind the gap"), true);
    answer("ran");
  };
  assert.equal((await runTurn(bench.agent, "hi")).text, "done");
  assert.equal(
    messagesOf(bench.server.requests[1]!)[2]!.content,
    "ran\n\n[The user says meanwhile: and mind the gap]",
  );
  assert.equal(bench.agent.steer!("too late"), false);
});

Deno.test("steer() is not lost where no tool follows: the model is asked once more", async () => {
  const handlers = [
    () => {
      assert.equal(bench.agent.steer!("in French"), true);
      return answer("hello");
    },
    () => answer("bonjour"),
  ];
  await using bench = await toolBench(quick(), { handlers });
  assert.equal((await runTurn(bench.agent, "hi")).text, "hello\n\nbonjour");
  assert.deepEqual(messagesOf(bench.server.requests[1]!), [
    { role: "user", content: "hi" },
    { role: "assistant", content: "hello" },
    { role: "user", content: "in French" },
  ]);
});

Deno.test("an agent has the tools there are at its first turn, and keeps to them", async () => {
  const shelf = quick("read");
  const told: AgentFact[] = [];
  await using bench = await toolBench(shelf, {
    handlers: [() => answer("done")],
    context: { tell: (fact) => told.push(fact) },
  });
  const offered = () => {
    const { tools = [] } = bench.server.requests.at(-1)!.body as {
      tools?: { function: { name: string } }[];
    };
    return tools.map((tool) => tool.function.name);
  };
  shelf.tools = [shelfTool("read"), shelfTool("late")];
  shelf.changed({ purpose: false });
  await runTurn(bench.agent, "one");
  assert.deepEqual(offered(), ["box__read", "box__late"]);
  shelf.tools = [shelfTool("read"), shelfTool("late"), shelfTool("later")];
  shelf.changed({ purpose: false });
  await runTurn(bench.agent, "two");
  assert.deepEqual(offered(), ["box__read", "box__late"]);
  shelf.tools = [shelfTool("read", { enabled: false }), shelfTool("late")];
  shelf.changed();
  await runTurn(bench.agent, "three");
  assert.deepEqual(offered(), ["box__late"]);
  assert.deepEqual(told.map((fact) => fact.type === "tools" ? fact.tools : fact), [
    { box: ["box__read"] },
    { box: ["box__read", "box__late"] },
    { box: ["box__late"] },
  ]);
  await bench.agent.close!();
  assert.equal(shelf.watchers, 0);
});

Deno.test("openaiProvider() waits for tools when the first agent is built, and closes them", async () => {
  const shelf = quick("read");
  shelf.sources = [{
    ...{ name: "box", transport: "stdio", status: "connected", tools: 1, disabled: false },
  }];
  const provider = openaiProvider({ model: "m", toolWaitMs: 500 }, { tools: shelf });
  assert.equal(provider.tools, shelf);
  const { tools, toolSources } = provider.describe();
  assert.deepEqual(tools, { box: ["box__read"] });
  assert.deepEqual(toolSources, shelf.sources);
  const clock = new ManualClock();
  await makeAgent(provider, { clock });
  clock.advance(200);
  await makeAgent(provider, { clock });
  clock.advance(9_999);
  await makeAgent(provider, { clock });
  assert.deepEqual(shelf.waits, [500, 300, 0], "so long after the first, and no longer");
  await provider.close!();
  assert.equal(shelf.closes, 1);
});

Deno.test("openaiProvider() has no shelf without tool servers, and refuses a policy that is none", () => {
  assert.equal(openaiProvider({ model: "m" }).tools, undefined);
  assert.equal("toolSources" in openaiProvider({ model: "m" }).describe(), false);
  const toolPolicy = { otherwise: "maybe", allow: [], never: [] } as never;
  assert.throws(() => openaiProvider({ toolPolicy }), /"otherwise" must be ask, allow or never/);
});

Deno.test("openaiProvider() reads the key where it is lent, at each turn", () => {
  const variables = new Map<string, string>();
  const seen: string[] = [];
  const readVariable = (name: string) => {
    seen.push(name);
    return variables.get(name);
  };
  const provider = openaiProvider({ model: "m", apiKeyName: "MY_KEY" }, { readVariable });
  assert.equal(provider.describe().configured, false);
  variables.set("MY_KEY", "k");
  assert.equal(provider.describe().configured, true);
  assert.deepEqual(seen, ["MY_KEY", "MY_KEY"]);
});
