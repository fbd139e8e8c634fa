/** What makes a worker a process: pipes, variables, memory and signals. */
import assert from "node:assert/strict";
import process from "node:process";
import { agentWorkers, moduleUrl } from "../../src/adapters/agent_worker.ts";
import { AgentError } from "../../src/agent/agent.ts";
import { SpawnError } from "../../src/agent/spawn.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { agentInput, runTurn } from "../agent/support/turn.ts";
import { agentPath, IsolatedBench } from "./support/isolated.ts";
import { shell } from "./support/process_audit.ts";

Deno.test("programs that an agent lends its streams neither read nor write what is the gateway's", async () => {
  const bench = new IsolatedBench();
  const agent = await bench.make();
  assert.equal((await runTurn(agent, "lends")).text, "lent");
  assert.equal((await runTurn(agent, "hello")).text, "hello 0 ");
  await bench[Symbol.asyncDispose]();
  assert.deepEqual(bench.printed, ["from a program", "and this"]);
});

Deno.test("of 20,000 lines that are printed at once some are passed on, of the others it is told", async () => {
  const bench = new IsolatedBench();
  assert.equal((await runTurn(await bench.make(), "babbles")).text, "babbled");
  await bench[Symbol.asyncDispose]();
  const more = bench.printed.map((line) => Number(/^\((\d+) more lines\)$/.exec(line)?.[1] ?? -1));
  const passed = more.filter((count) => count === -1).length;
  const told = more.filter((count) => count !== -1).reduce((sum, count) => sum + count, 0);
  assert.equal(bench.printed[0], "line 0");
  assert.equal(passed + told, 20_000);
  assert.ok(told > 10_000, `${passed} lines were passed on`);
});

Deno.test("a worker has the gateway's variables, but for what windows show to it", async () => {
  Deno.env.set("TIDEGATE_TOKEN", "t-1");
  Deno.env.set("TIDEGATE_TEST_SEEN", "s-1");
  try {
    await using bench = new IsolatedBench();
    assert.equal((await runTurn(await bench.make(), "variables")).text, ",s-1");
  } finally {
    Deno.env.delete("TIDEGATE_TOKEN");
    Deno.env.delete("TIDEGATE_TEST_SEEN");
  }
});

Deno.test("texts with separators and halves of characters cross as they are", async () => {
  await using bench = new IsolatedBench();
  const history = ["a\u2028b\nc\r", "\ud83d", "\x1e[]\n"].map((text) => ({
    role: "user" as const,
    text,
  }));
  const { text } = await runTurn(await bench.make(), agentInput("separates", { history }));
  assert.equal(text, "a\u2028b\nc\r\u2028\ud83d\u2028\x1e[]\n");
});

Deno.test({
  name: "a worker that hoards buffers in a loop is ended, and told to be out of memory",
  ignore: process.platform !== "linux",
  fn: async () => {
    await using bench = new IsolatedBench();
    const agent = await bench.make();
    const { error } = await runTurn(agent, "hoards");
    assert.match(String(error), /the agent ran out of memory \(its limit is 64 MiB\)/);
    assert.equal((await runTurn(agent, "hello")).text, "hello 0 ");
  },
});

Deno.test("a worker that somebody kills costs its turn, and the log says what killed it", async () => {
  await using bench = new IsolatedBench();
  const agent = await bench.make();
  const turn = agent.prompt(agentInput("pid"), new AbortController().signal);
  const steps = turn[Symbol.asyncIterator]();
  const { value } = await steps.next();
  await shell(`kill -9 ${(value as { text: string }[])[0]?.text}`);
  await assert.rejects(
    Promise.resolve(steps.next()),
    (error) => error instanceof AgentError && /^the agent('s worker)? /.test(error.message),
  );
  const { error, code } = bench.log.fieldsOf("an agent's worker has ended by itself");
  // Deno before 2.5 tells a signal as a shell does.
  assert.match(`${error} ${code}`, /SIGKILL| 137$/);
  assert.equal((await runTurn(agent, "hello")).text, "hello 0 ");
});

Deno.test("a worker that cannot be started says why, and takes no harm of what is said to it", async () => {
  const worker = agentWorkers({
    spawn: () => Promise.reject(new SpawnError("cannot start sh: there is none")),
    clock: systemClock,
  })({ memoryMiB: 64 });
  worker.listen(() => assert.fail("nobody is there who could say anything"));
  worker.post({ type: "abort", call: 1 });
  assert.deepEqual(await worker.ended, {
    kind: "unstarted",
    why: "cannot start sh: there is none",
  });
  worker.post({ type: "abort", call: 1 });
  worker.terminate();
});

Deno.test("moduleUrl() takes paths and URLs", () => {
  assert.equal(moduleUrl(agentPath("faulty.ts")), `file://${agentPath("faulty.ts")}`);
  assert.equal(moduleUrl("https://example.com/a.ts"), "https://example.com/a.ts");
});
