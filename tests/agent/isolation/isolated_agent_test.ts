/** What comes between two steps of an isolated agent: a close, an interrupt, an end. */
import assert from "node:assert/strict";
import type { AgentFact } from "../../../src/agent/agent_parts.ts";
import type { IsolatedOptions } from "../../../src/agent/isolation/isolated_options.ts";
import { isolatedProvider } from "../../../src/agent/isolation/isolated_provider.ts";
import { GlobalTime } from "../../support/global_time.ts";
import { LogBook } from "../../support/log_book.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { agentContext, agentInput, runTurn } from "../support/turn.ts";
import { MemoryWorker } from "./support/memory_worker.ts";

class Bench implements Disposable {
  readonly time = new GlobalTime();
  readonly log = new LogBook();
  readonly agents = new ScriptedProvider();
  readonly workers: MemoryWorker[] = [];
  readonly provider;

  constructor(scope: IsolatedOptions["scope"]) {
    this.provider = isolatedProvider({
      recipe: { kind: "module", url: "memory:" },
      scope,
      name: "isolated",
      description: this.agents.description,
    }, {
      startWorker: () => {
        const worker = new MemoryWorker(this.agents, this.time.clock);
        this.workers.push(worker);
        return worker;
      },
      clock: this.time.clock,
      logger: this.log,
    });
  }

  readonly facts: AgentFact[] = [];

  create(signal = new AbortController().signal) {
    const tell = (fact: AgentFact) => void this.facts.push(fact);
    return this.provider.create(agentContext({ tell }), signal);
  }

  /** An agent that is there at once. */
  async made() {
    const made = this.create();
    await this.time.pass();
    return await made;
  }

  [Symbol.dispose](): void {
    this.time[Symbol.dispose]();
  }
}

Deno.test("close() while a new worker starts for the next turn ends that one too", async () => {
  using bench = new Bench("session");
  const agent = await bench.made();
  bench.workers[0]!.end({ kind: "left", code: 1 });
  await bench.time.pass();
  bench.agents.script.builds = "hold";
  const turn = runTurn(agent, "hi");
  await bench.time.pass();
  void agent.close?.();
  bench.agents.builds.at(-1)!.finish();
  await bench.time.pass(2_000);
  assert.equal((await turn).error instanceof Error, true);
  assert.equal(bench.workers.length, 2);
  assert.ok(bench.workers[1]!.terminated > 0);
  assert.equal(bench.time.timers, 0);
});

Deno.test("an agent of a shared worker that nobody wants any more is told so, and closed once it is made", async () => {
  using bench = new Bench("shared");
  bench.agents.script.builds = "hold";
  const abort = new AbortController();
  const refused = assert.rejects(bench.create(abort.signal), { message: "interrupted" });
  await bench.time.pass();
  abort.abort();
  await refused;
  await bench.time.pass();
  const [build] = bench.agents.builds;
  assert.equal(build!.signal.aborted, true);
  build!.finish();
  await bench.time.pass();
  assert.equal(build!.agent.closes, 1);
  assert.deepEqual(bench.log.at("warn"), []);
});

Deno.test("a worker that takes another's place begins with the mode and the model that were chosen", async () => {
  using bench = new Bench("session");
  bench.agents.script.builds = "hold";
  const made = bench.create();
  await bench.time.pass();
  const [build] = bench.agents.builds;
  const take = () => Promise.resolve();
  Object.assign(build!.agent, { setMode: take, setModel: take });
  build!.finish();
  await bench.time.pass();
  const agent = await made;
  bench.agents.script.builds = "now";
  const choices = Promise.all([agent.setMode?.("code"), agent.setModel?.("big")]);
  await bench.time.pass();
  await choices;
  bench.workers[0]!.end({ kind: "left", code: 1 });
  await bench.time.pass();
  const turn = runTurn(agent, "hi");
  await bench.time.pass();
  const { mode, model } = bench.agents.builds.at(-1)!.context;
  assert.deepEqual([bench.agents.builds.length, mode, model], [2, "code", "big"]);
  bench.agents.builds.at(-1)!.agent.turn.end();
  await bench.time.pass();
  assert.equal((await turn).error, undefined);
});

Deno.test("what comes along with a prompt reaches the agent in its worker", async () => {
  using bench = new Bench("session");
  const agent = await bench.made();
  const attachments = [
    { kind: "image", mimeType: "image/png", data: "iVBO".repeat(100_000), name: "a cat.png" },
    { kind: "file", path: "/desk/a.csv" },
  ] as const;
  const history = [{
    ...{ role: "tool", text: "3", name: "ls" } as const,
    tool: { id: "t1", args: {}, inlineDiff: "+a" },
  }];
  const never = new AbortController().signal;
  const turn = agent.prompt({ ...agentInput("look", { history }), attachments }, never);
  const first = turn[Symbol.asyncIterator]().next();
  await bench.time.pass(10);
  const { input } = bench.agents.turn;
  assert.deepEqual(input.attachments, attachments);
  assert.deepEqual(input.history, [{ role: "tool", text: "3", name: "ls" }]);
  bench.agents.turn.end();
  await bench.time.pass(10);
  assert.equal((await first).done, true);
  const closed = agent.close?.();
  await bench.time.pass(10);
  await closed;
});

Deno.test("that another worker goes on is told once it does", async () => {
  using bench = new Bench("session");
  const agent = await bench.made();
  bench.workers[0]!.end({ kind: "left", code: 1 });
  await bench.time.pass();
  const restarts = () => bench.facts.filter(({ type }) => type === "restarted");
  assert.deepEqual(restarts(), []);
  for (const text of ["one", "two"]) {
    const turn = runTurn(agent, text);
    await bench.time.pass();
    bench.agents.turn.end();
    await bench.time.pass();
    await turn;
  }
  assert.equal(restarts().length, 1);
});

Deno.test("a sub-agent is stopped while a turn runs, where the agent can", async () => {
  using bench = new Bench("session");
  const stopped: string[] = [];
  bench.agents.script.stops = (id) => stopped.push(id) > 0;
  const agent = await bench.made();
  assert.equal(agent.interruptSubagent?.("s1"), false, "there is no turn");
  const turn = runTurn(agent, "hi");
  await bench.time.pass();
  assert.equal(agent.interruptSubagent?.("s1"), true);
  bench.agents.turn.end();
  await bench.time.pass();
  await turn;
  assert.deepEqual(stopped, ["s1"]);
});
