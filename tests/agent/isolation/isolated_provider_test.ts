/** The gateway's side of isolated agents, over a channel in memory. */
import assert from "node:assert/strict";
import { AgentError, type AgentEvent } from "../../../src/agent/agent.ts";
import type { AgentFact } from "../../../src/agent/agent_parts.ts";
import type { ProcessKeeper } from "../../../src/agent/isolation/agent_worker.ts";
import type { IsolatedOptions } from "../../../src/agent/isolation/isolated_options.ts";
import { isolatedProvider } from "../../../src/agent/isolation/isolated_provider.ts";
import { GlobalTime } from "../../support/global_time.ts";
import { LogBook } from "../../support/log_book.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { agentContext, agentInput } from "../support/turn.ts";
import { MemoryWorker } from "./support/memory_worker.ts";

class Bench implements Disposable {
  readonly time = new GlobalTime();
  readonly log = new LogBook();
  readonly agents = new ScriptedProvider();
  readonly workers: MemoryWorker[] = [];
  readonly facts: AgentFact[] = [];
  readonly provider;

  constructor(options: Partial<IsolatedOptions> & { keeper?: ProcessKeeper } = {}) {
    const { keeper, ...rest } = options;
    this.provider = isolatedProvider({
      recipe: { kind: "module", url: "memory:" },
      scope: "session",
      name: "isolated",
      description: { ...this.agents.description, model: "before" },
      ...rest,
    }, {
      startWorker: () => {
        const worker = new MemoryWorker(this.agents, this.time.clock);
        this.workers.push(worker);
        return worker;
      },
      ...(keeper && { keeper }),
      clock: this.time.clock,
      logger: this.log,
    });
  }

  get worker(): MemoryWorker {
    return this.workers.at(-1) ?? assert.fail("no worker was started");
  }

  create(signal = new AbortController().signal) {
    const tell = (fact: AgentFact) => this.facts.push(fact);
    return this.provider.create(agentContext({ tell }), signal);
  }

  async make() {
    const made = this.create();
    await this.time.pass();
    return await made;
  }

  [Symbol.dispose](): void {
    this.time[Symbol.dispose]();
  }
}

/** Takes a turn in the background. */
function follow(steps: AsyncIterable<AgentEvent | readonly AgentEvent[]>) {
  const turn = { texts: [] as string[], error: undefined as unknown, over: false };
  const run = async () => {
    try {
      for await (const step of steps) {
        for (const event of step as AgentEvent[]) {
          if (event.type === "text") turn.texts.push(event.text);
        }
      }
    } catch (error) {
      turn.error = error;
    }
    turn.over = true;
  };
  void run();
  return turn;
}

Deno.test("isolatedProvider() describes itself at once, and as its agent does once there is one", async () => {
  using bench = new Bench();
  assert.equal(bench.provider.describe().model, "before");
  await bench.make();
  assert.equal(bench.provider.describe().model, "model-a");
});

Deno.test("isolatedProvider() refuses a time that is none", () => {
  assert.throws(() => new Bench({ interruptGraceMs: 0 }), RangeError);
});

Deno.test("an interrupt is heard in the worker; one that obeys keeps it, and no timer is left", async () => {
  using bench = new Bench();
  const agent = await bench.make();
  const abort = new AbortController();
  const turn = follow(agent.prompt(agentInput("hi"), abort.signal));
  await bench.time.pass();
  abort.abort();
  await bench.time.pass();
  assert.equal(turn.over, true);
  assert.equal(bench.worker.terminated, 0);
  assert.equal(bench.time.timers, 0);
});

Deno.test("an interrupt that is ignored for 5 s ends the worker, and the next prompt starts another", async () => {
  using bench = new Bench();
  bench.agents.script.obeys = false;
  const agent = await bench.make();
  const abort = new AbortController();
  const turn = follow(agent.prompt(agentInput("hi"), abort.signal));
  await bench.time.pass();
  abort.abort();
  await bench.time.pass(4_999);
  assert.equal(bench.worker.terminated, 0);
  await bench.time.pass(1);
  assert.ok(bench.worker.terminated > 0);
  assert.equal(turn.over, true);
  assert.match(JSON.stringify(bench.facts), /did not stop when it was interrupted/);
  const next = follow(agent.prompt(agentInput("again"), new AbortController().signal));
  await bench.time.pass();
  assert.equal(bench.workers.length, 2);
  bench.agents.turn.text("fresh");
  await bench.time.pass();
  assert.deepEqual(next.texts, ["fresh"]);
});

Deno.test("in a shared worker an agent that ignores its interrupt costs its neighbours nothing", async () => {
  using bench = new Bench({ scope: "shared" });
  bench.agents.script.obeys = false;
  const [one, other] = [await bench.make(), await bench.make()];
  assert.equal(bench.workers.length, 1);
  const abort = new AbortController();
  const stuck = follow(one.prompt(agentInput("hi"), abort.signal));
  const fine = follow(other.prompt(agentInput("hi"), new AbortController().signal));
  await bench.time.pass();
  abort.abort();
  await bench.time.pass(5_000);
  assert.ok(stuck.error instanceof AgentError);
  assert.equal(bench.worker.terminated, 0);
  bench.agents.turn.text("still here");
  await bench.time.pass();
  assert.deepEqual(fine.texts, ["still here"]);
});

Deno.test("a shared worker whose loop does not turn is ended, and told to all who lived there", async () => {
  using bench = new Bench({ scope: "shared" });
  const [one, other] = [await bench.make(), await bench.make()];
  const abort = new AbortController();
  follow(one.prompt(agentInput("hi"), abort.signal));
  const neighbour = follow(other.prompt(agentInput("hi"), new AbortController().signal));
  await bench.time.pass();
  bench.worker.blocked = true;
  abort.abort();
  await bench.time.pass(5_000);
  assert.ok(neighbour.error instanceof AgentError);
  assert.equal(bench.facts.length, 2);
  follow(other.prompt(agentInput("again"), new AbortController().signal));
  await bench.time.pass();
  assert.equal(bench.workers.length, 2);
});

Deno.test("a turn is cut with an AgentError when its worker ends by itself", async () => {
  using bench = new Bench({ memoryMiB: 7 });
  const agent = await bench.make();
  const turn = follow(agent.prompt(agentInput("hi"), new AbortController().signal));
  await bench.time.pass();
  bench.worker.end({ kind: "out_of_memory" });
  await bench.time.pass();
  assert.ok(turn.error instanceof AgentError);
  assert.match(turn.error.message, /out of memory \(its limit is 7 MiB\); the next prompt/);
  assert.deepEqual(bench.log.fieldsOf("an agent's worker has ended by itself"), {
    end: "out_of_memory",
    calls: 1,
  });
});

Deno.test("create() gives up after 30 s, and ends the worker", async () => {
  using bench = new Bench({ startTimeoutMs: 30_000 });
  bench.agents.script.builds = "hold";
  const refused = assert.rejects(bench.create(), {
    message: "the agent did not answer within 30 s",
  });
  await bench.time.pass(30_000);
  await refused;
  await bench.time.pass(2_000);
  assert.ok(bench.worker.terminated > 0);
  assert.equal(bench.time.timers, 0);
});

Deno.test("create() ends with its signal", async () => {
  using bench = new Bench();
  bench.agents.script.builds = "hold";
  const abort = new AbortController();
  const refused = assert.rejects(bench.create(abort.signal), AgentError);
  await bench.time.pass();
  abort.abort();
  await refused;
  await bench.time.pass(2_000);
  assert.ok(bench.worker.terminated > 0);
});

Deno.test("close() lets the agent close, then ends the worker", async () => {
  using bench = new Bench();
  const agent = await bench.make();
  const closed = agent.close?.();
  await bench.time.pass();
  await closed;
  assert.equal(bench.agents.agent.closes, 1);
  assert.ok(bench.worker.terminated > 0);
  assert.equal(bench.time.timers, 0);
});

Deno.test("close() of an agent that does not close ends the worker after its grace", async () => {
  using bench = new Bench({ closeGraceMs: 500 });
  bench.agents.script.onClose = () => new Promise(() => {});
  const agent = await bench.make();
  void agent.close?.();
  await bench.time.pass(499);
  assert.equal(bench.worker.terminated, 0);
  // Its provider is asked as well, and answers.
  await bench.time.pass(1);
  assert.ok(bench.worker.terminated > 0);
});

Deno.test("close() of an agent that ignored its interrupt for its whole grace does not wait again", async () => {
  using bench = new Bench({ interruptGraceMs: 1_000 });
  bench.agents.script.obeys = false;
  const agent = await bench.make();
  const abort = new AbortController();
  follow(agent.prompt(agentInput("hi"), abort.signal));
  await bench.time.pass();
  bench.worker.blocked = true;
  abort.abort();
  await bench.time.pass(900);
  void agent.close?.();
  await bench.time.pass(100);
  assert.ok(bench.worker.terminated > 0);
});

Deno.test("processes of a worker are watched, and end with it", async () => {
  const calls: string[] = [];
  const keeper: ProcessKeeper = {
    mark: "0123456789abcdef",
    ready: () => Promise.resolve(),
    add: (pid, cookie) => calls.push(`add ${pid} ${cookie}`),
    remove: (pid) => calls.push(`remove ${pid}`),
    kill: (pid) => (calls.push(`kill ${pid}`), Promise.resolve(true)),
  };
  using bench = new Bench({ keeper });
  await bench.make();
  bench.worker.say(
    { type: "guard", what: "ready", request: 1 },
    { type: "guard", what: "add", pid: 7, cookie: "c7" },
    { type: "guard", what: "add", pid: 8, cookie: "c8" },
    { type: "guard", what: "kill", request: 2, pid: 7 },
    { type: "guard", what: "remove", pid: 7 },
  );
  await bench.time.pass();
  assert.deepEqual(calls.splice(0), ["add 7 c7", "add 8 c8", "kill 7", "remove 7"]);
  const answered = bench.worker.heard.filter((message) => message.type === "guarded");
  assert.deepEqual(answered.map(({ request }) => request).sort(), [1, 2]);
  bench.worker.end({ kind: "left", code: 1 });
  await bench.time.pass();
  assert.deepEqual(calls, ["kill 8", "remove 8"]);
});

Deno.test("a hint is taken while a turn runs; one the agent refuses is told of", async () => {
  using bench = new Bench();
  bench.agents.script.takesHints = false;
  const agent = await bench.make();
  assert.equal(agent.steer?.("too early"), false);
  follow(agent.prompt(agentInput("hi"), new AbortController().signal));
  await bench.time.pass();
  assert.equal(agent.steer?.("faster"), true);
  await bench.time.pass();
  assert.deepEqual(bench.facts, [
    { type: "notice", kind: "warn", text: "The agent did not take the hint: faster" },
  ]);
});

Deno.test("the conversation crosses once: later turns send what is new", async () => {
  using bench = new Bench();
  const agent = await bench.make();
  const history = [{ role: "user" as const, text: "a" }, { role: "assistant" as const, text: "b" }];
  const prompt = async (rows: typeof history) => {
    follow(agent.prompt(agentInput("x", { history: rows }), new AbortController().signal));
    await bench.time.pass();
    const seen = bench.agents.turn.input.history.map((row) => row.text).join("");
    bench.agents.turn.end();
    await bench.time.pass();
    return seen;
  };
  assert.equal(await prompt(history), "ab");
  assert.equal(await prompt([...history, { role: "user", text: "c" }]), "abc");
  assert.equal(await prompt(history.slice(0, 1)), "a");
  const rows = bench.worker.heard.filter((message) => message.type === "rows");
  assert.deepEqual(rows.map(({ keep, rows }) => [keep, rows.length]), [[0, 2], [2, 1], [1, 0]]);
});
