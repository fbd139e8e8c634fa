/** The openai agent and its tool servers, in a real worker. */
import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { answer } from "../agent/support/model_server.ts";
import { asksFor, messagesOf, toolEvents } from "../agent/support/tool_turn.ts";
import { runTurn } from "../agent/support/turn.ts";
import { CAN_AUDIT } from "./support/process_audit.ts";
import { ToolWorker } from "./support/tool_worker.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !CAN_AUDIT, fn });
}

/** What the model was told of the tool it had asked for last. */
function told({ model }: ToolWorker): string {
  return String(messagesOf(model.requests.at(-1)!).at(-1)?.content);
}

/** The tool servers that run: each is found in two ways. */
async function running({ audit }: ToolWorker): Promise<Set<string>> {
  return new Set(await audit.left());
}

test("a worker's agent finds its tools, runs them, and leaves no process", async () => {
  await using bench = new ToolWorker({
    handlers: [() => asksFor(["box__answer", '{"text":"42"}']), () => answer("It is 42.")],
  });
  bench.shelf.start();
  await bench.until(({ status }) => status === "connected");
  assert.ok(bench.names.includes("box__answer"));
  const { text, events } = await runTurn(await bench.make(), "what is it?");
  assert.equal(text, "It is 42.");
  assert.equal(told(bench), "42");
  assert.deepEqual(toolEvents(events).map(({ type }) => type), [
    "tool_generating",
    "tool_start",
    "tool_complete",
  ]);
  assert.equal((await running(bench)).size, 1);
  assert.equal(bench.workers.length, 1);
});

test("of a result of 20 MB a few messages cross, none of them large", async () => {
  await using bench = new ToolWorker({
    handlers: [() => asksFor(["box__big", '{"size":20000000}']), () => answer("That is much.")],
  });
  const agent = await bench.make();
  await bench.shelf.ready(60_000);
  Object.assign(bench, { messages: 0, chars: 0, largest: 0 });
  let pings = 0;
  const ping = setInterval(() => pings++, 1);
  const { text, error } = await runTurn(agent, "read it");
  clearInterval(ping);
  assert.equal(error, undefined);
  assert.equal(text, "That is much.");
  assert.match(told(bench), /^x{65536}\n\[… 19934464 more characters/);
  assert.ok(bench.chars < 100_000, `${bench.chars} characters`);
  assert.ok(bench.messages < 20, `${bench.messages} messages`);
  // The loop was free: all that was to be done meanwhile was done.
  assert.ok(pings > 0);
});

test("of 10,000 tools those that are taken cross, in messages none of which is large", async () => {
  await using bench = new ToolWorker({ way: "many" });
  bench.shelf.start();
  const { tools, error } = await bench.until(({ status }) => status === "connected");
  assert.deepEqual([tools, bench.names.length], [512, 512]);
  assert.match(String(error), /of 10000 only 512 are taken/);
  assert.ok(bench.largest < 150_000, `${bench.largest} characters in one message`);
  assert.ok(bench.chars < 800_000, `${bench.chars} characters`);
  await bench.make();
});

test("a server that says without an end that its tools have changed is heard now and then", async () => {
  await using bench = new ToolWorker({ way: "flood" });
  bench.shelf.start();
  await bench.until(({ status }) => status === "connected");
  const { edition } = bench.shelf;
  await bench.until(() => bench.shelf.edition > edition);
  assert.ok(bench.messages < 200, `${bench.messages} messages`);
  assert.ok(bench.chars < 200_000, `${bench.chars} characters`);
});

test("a worker that runs out of memory costs its turn; the next has its tools again, and what was off is off", async () => {
  const call = ["box__big", '{"size":33000000}'] as [string, string];
  await using bench = new ToolWorker({
    handlers: [
      () => asksFor(...Array.from({ length: 12 }, () => call)),
      () => asksFor(["box__answer", '{"text":"back"}']),
      () => answer("It is back."),
    ],
    memoryMiB: 48,
  });
  const agent = await bench.make();
  await bench.until(({ status }) => status === "connected");
  await bench.shelf.configure({ action: "disable", names: ["box__fail"] });
  const failed = bench.until(({ status }) => status === "failed");
  const { error } = await runTurn(agent, "read all of it");
  assert.ok(error instanceof AgentError);
  assert.match(error.message, /^the agent ran out of memory .*; the next prompt starts it anew$/);
  assert.equal((await failed).error, error.message);
  assert.deepEqual(await bench.audit.left({ seconds: 10 }), []);
  const { text } = await runTurn(agent, "and now?");
  assert.equal(text, "It is back.");
  assert.equal(told(bench), "back");
  assert.equal(bench.workers.length, 2);
  await bench.until(({ status }) => status === "connected");
  const off = bench.shelf.list().filter(({ enabled }) => !enabled);
  assert.deepEqual(off.map(({ name }) => name), ["box__fail"]);
});

test("reload() starts the servers anew in the worker, configure() takes tools from the model", async () => {
  await using bench = new ToolWorker({ handlers: [() => answer("So it is.")] });
  await bench.shelf.ready(60_000);
  const before = await running(bench);
  await bench.shelf.reload();
  const after = await running(bench);
  assert.deepEqual([before.size, after.size], [1, 1]);
  assert.equal(before.isDisjointFrom(after), true);
  const others = bench.names.filter((name) => name !== "box__answer").map((name) => ({ name }));
  const names = others.map(({ name }) => name);
  const report = await bench.shelf.configure({ action: "disable", names: [...names, "nothing"] });
  assert.deepEqual(report, { changed: names, unknown: ["nothing"], missing: [] });
  await runTurn(await bench.make(), "hello");
  const [request] = bench.model.requests;
  const offered = request?.body.tools as { function: { name: string } }[];
  assert.deepEqual(offered.map((tool) => tool.function.name), ["box__answer"]);
});

test("the key is read in the worker, and its server is not given it", async () => {
  const key = "TIDEGATE_TEST_KEY";
  const token = "TIDEGATE_TEST_TOKEN";
  Deno.env.set(key, "k-1");
  Deno.env.set(token, "t-1");
  try {
    await using bench = new ToolWorker({
      handlers: [
        () => asksFor(["box__env", `{"name":"${key}"}`], ["box__env", `{"name":"${token}"}`, "c"]),
        () => answer("Nothing."),
      ],
      options: { apiKeyName: key, withheldVariables: [token] },
    });
    await bench.shelf.ready(60_000);
    await runTurn(await bench.make(), "what do you know?");
    const [first, second] = bench.model.requests;
    assert.equal(first?.headers.get("authorization"), "Bearer k-1");
    const results = messagesOf(second!).filter(({ role }) => role === "tool");
    assert.deepEqual(results.map(({ content }) => content), ["not set", "not set"]);
  } finally {
    Deno.env.delete(key);
    Deno.env.delete(token);
  }
});
