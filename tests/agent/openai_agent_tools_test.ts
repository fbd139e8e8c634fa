/** A model that asks for tools: a real server, and tools that do what they are told. */
import assert from "node:assert/strict";
import { ManualClock } from "./support/manual_clock.ts";
import { answer, delta, finish, serveModel, sse, stream } from "./support/model_server.ts";
import { ScriptedShelf, shelfTool } from "./support/scripted_shelf.ts";
import { asksFor, messagesOf, toolBench, toolEvents } from "./support/tool_turn.ts";
import { agentInput, makeAgent, runTurn } from "./support/turn.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";

const uncounted = { type: "usage", usage: { input: 0, output: 0, total: 0, calls: 1 } };

/** A shelf that answers every call with its arguments. */
function echoing(...names: string[]): ScriptedShelf {
  const shelf = new ScriptedShelf(...names.map((name) => shelfTool(name)));
  shelf.onCall = ({ args, answer }) => answer(JSON.stringify(args));
  return shelf;
}

Deno.test("prompt() runs the tools a model asks for, and asks again with what they answered", async () => {
  const handlers = [() => asksFor(["box__read", '{"path":"/a b"}']), () => answer("done")];
  await using bench = await toolBench(echoing("read"), { handlers });
  const { events, text, error } = await runTurn(bench.agent, "hi");
  assert.equal(error, undefined);
  assert.equal(text, "done");
  const call = { name: "box__read", args: { path: "/a b" } };
  assert.deepEqual(toolEvents(events), [
    { type: "tool_generating", name: "box__read" },
    { type: "tool_start", ...call, context: "/a b" },
    { type: "tool_complete", ...call, result: { path: "/a b" } },
  ]);
  const [start, complete] = events.flatMap((event) =>
    event.type === "tool_start" || event.type === "tool_complete" ? [event] : []
  );
  assert.match(start!.id, /^tool_[0-9a-f]{12}$/);
  assert.equal(start!.id, complete!.id);
  assert.deepEqual(events.filter(({ type }) => type === "usage"), [uncounted, uncounted]);
  const [first, second] = bench.server.requests;
  assert.deepEqual(first!.body.tools, [{
    type: "function",
    function: {
      name: "box__read",
      description: "the tool read",
      parameters: { type: "object", properties: {} },
    },
  }]);
  assert.deepEqual(second!.body.tools, first!.body.tools);
  assert.deepEqual(messagesOf(second!), [
    { role: "user", content: "hi" },
    {
      role: "assistant",
      content: "",
      tool_calls: [{
        id: "c0",
        type: "function",
        function: { name: "box__read", arguments: '{"path":"/a b"}' },
      }],
    },
    { role: "tool", tool_call_id: "c0", content: '{"path":"/a b"}' },
  ]);
});

Deno.test("prompt() runs several calls at once, and tells their results in the model's order", async () => {
  const shelf = new ScriptedShelf(shelfTool("one"), shelfTool("two"));
  shelf.onCall = () => {
    const [one, two] = shelf.calls;
    if (two === undefined) return;
    two.options.onProgress?.("half");
    two.answer("second");
    one!.answer("first");
  };
  const handlers = [() => asksFor(["box__one", ""], ["box__two", "{}"]), () => answer("done")];
  await using bench = await toolBench(shelf, { handlers });
  const { events } = await runTurn(bench.agent, "hi");
  const told = toolEvents(events).slice(2).map(({ type, name }) => `${type} ${name}`);
  assert.deepEqual(told.slice(0, 3), [
    "tool_start box__one",
    "tool_start box__two",
    "tool_progress box__two",
  ]);
  assert.deepEqual(told.slice(3).sort(), ["tool_complete box__one", "tool_complete box__two"]);
  assert.deepEqual(
    messagesOf(bench.server.requests[1]!).slice(2).map(({ content }) => content),
    ["first", "second"],
  );
});

Deno.test("prompt() tells the model what is wrong with a call, and the user", async () => {
  const shelf = echoing("read");
  const handlers = [
    () => asksFor(["box__read", '{"path":'], ["box__read", "[1]"], ["bad tool!", "{}"]),
    () => answer("sorry"),
  ];
  await using bench = await toolBench(shelf, { handlers });
  const { events, text } = await runTurn(bench.agent, "hi");
  assert.equal(text, "sorry");
  assert.equal(shelf.calls.length, 0);
  const [, called, ...results] = messagesOf(bench.server.requests[1]!);
  assert.deepEqual(
    (called!.tool_calls as { function: unknown }[]).map((call) => call.function),
    [
      { name: "box__read", arguments: "{}" },
      { name: "box__read", arguments: "{}" },
      { name: "bad_tool_", arguments: "{}" },
    ],
    "what a server would choke on is mended",
  );
  assert.deepEqual(results.map(({ content }) => content), [
    'The tool failed: its arguments must be one JSON object; they were "{\\"path\\":"',
    'The tool failed: its arguments must be one JSON object; they were "[1]"',
    'The tool failed: there is no tool "bad tool!"; there are: box__read',
  ]);
  const summaries = toolEvents(events).flatMap(({ summary }) =>
    summary === undefined ? [] : [summary]
  );
  assert.equal(summaries.length, 3);
  assert.match(`${summaries[0]}`, /^failed: its arguments must be/);
});

Deno.test("prompt() goes on when a tool fails, or its shelf crashes", async () => {
  const shelf = new ScriptedShelf(shelfTool("a"), shelfTool("b"));
  shelf.onCall = ({ name, answer, crash }) =>
    name === "box__a"
      ? answer("no such file", { failed: true })
      : crash(new Error("secret inside"));
  const handlers = [() => asksFor(["box__a", "{}"], ["box__b", "{}"]), () => answer("oh")];
  await using bench = await toolBench(shelf, { handlers });
  const { events, text } = await runTurn(bench.agent, "hi");
  assert.equal(text, "oh");
  assert.deepEqual(
    messagesOf(bench.server.requests[1]!).slice(2).map(({ content }) => content),
    [
      "The tool failed: no such file",
      "The tool failed: it could not be run, for a reason that is in the gateway's log",
    ],
  );
  assert.ok(toolEvents(events).some(({ summary }) => summary === "failed: no such file"));
});

Deno.test("prompt() gives the model no more of a result than is allowed", async () => {
  const shelf = new ScriptedShelf(shelfTool("read"));
  shelf.onCall = ({ answer }) => answer("x".repeat(20_000_000));
  const handlers = [() => asksFor(["box__read", "{}"]), () => answer("long")];
  await using bench = await toolBench(shelf, { handlers });
  const { events } = await runTurn(bench.agent, "hi");
  const { content } = messagesOf(bench.server.requests[1]!)[2]!;
  const wanted = "x".repeat(65_536) +
    "\n[… 19934464 more characters of this result were left out]";
  assert.equal(content, wanted);
  assert.equal(toolEvents(events).at(-1)!.result, wanted);
});

Deno.test("prompt() takes calls as every server writes them", async () => {
  const whole = (...calls: object[]) =>
    Response.json({ choices: [{ message: { tool_calls: calls }, finish_reason: "stop" }] });
  for (
    const asks of [
      // Ollama: whole calls, all with index 0. Gemini: no index at all. Small ones: neither index nor id.
      () =>
        whole(
          { id: "a", index: 0, function: { name: "box__read", arguments: '{"n":1}' } },
          { id: "b", index: 0, function: { name: "box__read", arguments: '{"n":2}' } },
        ),
      () =>
        whole(
          { id: "a", function: { name: "box__read", arguments: { n: 1 } } },
          { id: "b", function: { name: "box__read", arguments: { n: 2 } } },
        ),
      () =>
        whole(
          { function: { name: "box__read", arguments: '{"n":1}' } },
          { function: { name: "box__read", arguments: '{"n":2}' } },
        ),
    ]
  ) {
    const shelf = echoing("read");
    await using bench = await toolBench(shelf, { handlers: [asks, () => answer("done")] });
    assert.equal((await runTurn(bench.agent, "hi")).text, "done");
    assert.deepEqual(shelf.calls.map(({ args }) => args), [{ n: 1 }, { n: 2 }]);
    const [, { tool_calls }, ...results] = messagesOf(bench.server.requests[1]!) as [
      unknown,
      { tool_calls: { id: string }[] },
      ...{ tool_call_id: string }[],
    ];
    const ids = tool_calls.map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(results.map(({ tool_call_id }) => tool_call_id), ids);
  }
});

Deno.test("prompt() stops a model that never stops asking for tools", async () => {
  const shelf = echoing("read");
  const options = { maxIterations: 3 };
  const handlers = [() => asksFor(["box__read", "{}"])];
  await using bench = await toolBench(shelf, { handlers, options });
  const { events } = await runTurn(bench.agent, "hi");
  assert.equal(bench.server.requests.length, 3);
  assert.equal(shelf.calls.length, 2);
  assert.deepEqual(events.at(-1), {
    type: "status",
    kind: "warn",
    text: "stopped after 3 requests to the model; say so if it should go on",
  });
});

Deno.test("prompt() warns where a model without tools asks for one", async () => {
  await using server = serveModel(() => asksFor(["read", "{}"]));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const { events } = await runTurn(agent, "hi");
  assert.equal("tools" in server.requests[0]!.body, false);
  assert.deepEqual(events.at(-1), {
    type: "status",
    kind: "warn",
    text: "the model asked for a tool, but has none",
  });
  assert.equal(agent.steer, undefined);
});

Deno.test("prompt() does without tools where the server takes none, and says so once", async () => {
  const refusal = { error: { message: "gemma does not support tools" } };
  const handlers = [
    (_: Request, body: Record<string, unknown>) =>
      body.tools ? Response.json(refusal, { status: 400 }) : answer("hello"),
  ];
  await using bench = await toolBench(echoing("read"), { handlers });
  const { events, text } = await runTurn(bench.agent, "hi");
  assert.equal(text, "hello");
  assert.deepEqual(events[0], {
    type: "status",
    kind: "warn",
    text: "the model does not take tools, asking without",
  });
  assert.deepEqual((await runTurn(bench.agent, "again")).events.map(({ type }) => type), [
    "text",
    "usage",
  ]);
});

Deno.test("prompt() gives back what a model thought where the server insists on it", async () => {
  const refusal = { error: { message: "Missing `reasoning_content` field at message index 1" } };
  const call = { index: 0, id: "a", function: { name: "box__read", arguments: "{}" } };
  const asks = sse(
    { choices: [{ delta: { reasoning_content: "let me " } }] },
    { choices: [{ delta: { reasoning_content: "see" } }] },
    { choices: [{ delta: { tool_calls: [call] } }] },
    finish("tool_calls"),
    "[DONE]",
  );
  const handlers = [
    () => stream(asks),
    () => Response.json(refusal, { status: 400 }),
    () => answer("done"),
  ];
  await using bench = await toolBench(echoing("read"), { handlers });
  assert.equal((await runTurn(bench.agent, "hi")).text, "done");
  const thoughts = bench.server.requests.map((each) => messagesOf(each)[1]?.reasoning_content);
  assert.deepEqual(thoughts, [undefined, undefined, "let me see"]);
});

Deno.test("prompt() ends at once when it is interrupted while tools run", async () => {
  const shelf = new ScriptedShelf(shelfTool("hang"));
  const stop = new AbortController();
  shelf.onCall = () => stop.abort();
  const handlers = [() => asksFor(["box__hang", "{}"])];
  await using bench = await toolBench(shelf, { handlers });
  const { error } = await runTurn(bench.agent, agentInput("hi"), stop.signal);
  assert.equal(error, undefined);
  assert.equal(shelf.calls[0]!.options.signal.aborted, true);
  assert.equal(bench.server.requests.length, 1);
});

Deno.test("prompt() shows text before and after a tool", async () => {
  const body = sse(
    delta("Let me look."),
    {
      choices: [{
        delta: { tool_calls: [{ index: 0, id: "a", function: { name: "box__read" } }] },
      }],
    },
    finish("tool_calls"),
    "[DONE]",
  );
  const handlers = [() => stream(body), () => answer("Here.")];
  await using bench = await toolBench(echoing("read"), {
    handlers,
    context: { clock: new ManualClock() },
  });
  const { text } = await runTurn(bench.agent, "hi");
  assert.equal(text, "Let me look.Here.");
  assert.equal(messagesOf(bench.server.requests[1]!)[1]!.content, "Let me look.");
});
