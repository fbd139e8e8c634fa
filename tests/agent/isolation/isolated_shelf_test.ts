/** The tools of a shared worker as the gateway sees them, over a channel in memory. */
import assert from "node:assert/strict";
import { AgentError } from "../../../src/agent/agent.ts";
import { isolatedProvider } from "../../../src/agent/isolation/isolated_provider.ts";
import type { McpServer } from "../../../src/agent/mcp_server.ts";
import type { ToolShelf } from "../../../src/agent/tool_shelf.ts";
import { GlobalTime } from "../../support/global_time.ts";
import { LogBook } from "../../support/log_book.ts";
import { raise } from "../../support/raise.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { ScriptedShelf, shelfTool } from "../support/scripted_shelf.ts";
import { agentContext } from "../support/turn.ts";
import { MemoryWorker } from "./support/memory_worker.ts";

const BOX: McpServer = { name: "box", command: "box", args: [], env: {} };
const CONNECTED = { transport: "stdio", status: "connected", disabled: false } as const;

class Bench implements Disposable {
  readonly time = new GlobalTime();
  readonly log = new LogBook();
  readonly agents = new ScriptedProvider();
  readonly inside = new ScriptedShelf(shelfTool("read"), shelfTool("write"));
  readonly workers: MemoryWorker[] = [];
  readonly provider;
  /** What starting a worker fails with. */
  fault: string | undefined;

  constructor(scope: "shared" | "session" = "shared") {
    const agents = Object.assign(this.agents, { tools: this.inside });
    this.inside.sources = [{ name: "box", tools: 2, ...CONNECTED }];
    this.provider = isolatedProvider({
      recipe: { kind: "openai", options: { model: "m", mcpServers: [BOX] } },
      scope,
      name: "openai",
      description: agents.description,
    }, {
      startWorker: () => {
        if (this.fault !== undefined) raise(new Error(this.fault));
        const worker = new MemoryWorker(agents, this.time.clock);
        this.workers.push(worker);
        return worker;
      },
      clock: this.time.clock,
      logger: this.log,
    });
  }

  get shelf(): ToolShelf {
    return this.provider.tools ?? assert.fail("there are no tools");
  }

  get worker(): MemoryWorker {
    return this.workers.at(-1) ?? assert.fail("no worker was started");
  }

  get names(): string[] {
    return this.shelf.list().map(({ name }) => name);
  }

  /** What the worker has said of its tools: how many tools there were in each message. */
  get parts(): (number | "state")[] {
    return this.worker.said.flatMap((said) =>
      said.type === "shelf" ? [said.news.part === "tools" ? said.news.tools.length : "state"] : []
    );
  }

  async start(): Promise<void> {
    this.shelf.start();
    await this.time.pass(100);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.provider.close?.();
    await this.time.pass(10_000);
    await closed;
    assert.equal(this.time.timers, 0);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.time[Symbol.dispose]();
  }
}

Deno.test("a shared worker's tools are listed on this side, without what models alone need", async () => {
  await using bench = new Bench();
  assert.equal(bench.shelf.states()[0]?.status, "idle");
  await bench.start();
  assert.equal(bench.inside.starts, 1);
  assert.deepEqual(bench.shelf.list(), bench.inside.tools);
  assert.deepEqual(bench.shelf.states(), bench.inside.sources);
  assert.deepEqual(bench.provider.describe().tools, { box: ["box__read", "box__write"] });
  assert.deepEqual(bench.provider.describe().toolSources, bench.inside.sources);
  assert.ok(!JSON.stringify(bench.worker.said).includes("parameters"));
});

Deno.test("start() of the tools starts a worker behind the start of a gateway, and none once it has closed", async () => {
  await using bench = new Bench();
  bench.shelf.start();
  await bench.time.pass(99);
  assert.equal(bench.workers.length, 0);
  bench.shelf.start();
  await bench.time.pass(1);
  assert.equal(bench.workers.length, 1);
  using other = new Bench();
  other.shelf.start();
  await other.provider.close?.();
  await other.time.pass(1_000);
  assert.deepEqual([other.workers.length, other.time.timers], [0, 0]);
});

Deno.test("an agent with a worker of its own has no tools for the gateway to show", () => {
  using bench = new Bench("session");
  assert.equal(bench.provider.tools, undefined);
});

Deno.test("configure() and reload() are done in the worker, and seen here when they are answered", async () => {
  await using bench = new Bench();
  const configured = bench.shelf.configure({ action: "disable", names: ["box", "nobody"] });
  await bench.time.pass();
  assert.deepEqual(await configured, { changed: ["box"], unknown: ["nobody"], missing: [] });
  assert.deepEqual(bench.shelf.list().map(({ enabled }) => enabled), [false, false]);
  const before = bench.shelf.edition;
  bench.inside.onReload = () => {
    bench.inside.tools = [shelfTool("other")];
    return Promise.resolve();
  };
  const reloaded = bench.shelf.reload();
  await bench.time.pass();
  await reloaded;
  assert.deepEqual(bench.names, ["box__other"]);
  assert.ok(bench.shelf.edition > before);
});

Deno.test("ready() waits for the worker's tools, and no longer than it was told", async () => {
  await using bench = new Bench();
  const { promise, resolve } = Promise.withResolvers<void>();
  bench.inside.discovered = promise;
  const late = bench.shelf.ready(500);
  await bench.time.pass(500);
  await late;
  assert.deepEqual(bench.inside.waits, [500]);
  const met = bench.shelf.ready(60_000);
  await bench.time.pass();
  resolve();
  await bench.time.pass();
  await met;
});

Deno.test("what has not changed does not cross again, and news of a flood are gathered", async () => {
  await using bench = new Bench();
  await bench.start();
  assert.deepEqual(bench.parts, [2, "state"]);
  let heard = 0;
  bench.shelf.watch(() => heard++);
  for (let i = 0; i < 1_000; i++) {
    bench.inside.tools = [shelfTool("read"), shelfTool("write", { description: `${i}` })];
    bench.inside.changed();
  }
  await bench.time.pass(200);
  assert.deepEqual(bench.parts, [2, "state", 1, "state"]);
  assert.equal(heard, 1);
  assert.equal(bench.shelf.list()[1]?.description, "999");
  bench.inside.tools = [shelfTool("read")];
  bench.inside.changed();
  await bench.time.pass(200);
  assert.deepEqual(bench.names, ["box__read"]);
});

Deno.test("a long list crosses in parts, its descriptions cut, and not without an end", async () => {
  await using bench = new Bench();
  bench.inside.tools = Array.from(
    { length: 10_000 },
    (_, i) =>
      shelfTool(`t${i}`, {
        description: "d".repeat(4_000),
        parameters: { big: "p".repeat(9_000) },
      }),
  );
  await bench.start();
  await bench.time.pass(10_000);
  assert.equal(bench.names.length, 4_096);
  assert.equal(bench.names.at(-1), "box__t4095");
  assert.equal(bench.shelf.list()[0]?.description.length, 1_024);
  const sizes = bench.worker.said.map((said) => JSON.stringify(said).length);
  assert.ok(Math.max(...sizes) < 40_000, `${Math.max(...sizes)} characters in one`);
  assert.deepEqual(bench.log.fieldsOf("there are more tools than can be shown"), {
    shown: 4_096,
    left: 5_904,
  });
});

Deno.test("an agent with very many tools can be made: of these the gateway hears apart", async () => {
  await using bench = new Bench();
  const box = Array.from({ length: 20_000 }, (_, i) => `box__tool_number_${i}`);
  bench.agents.description = { ...bench.agents.description, model: "made", tools: { box } };
  const made = bench.provider.create(agentContext(), new AbortController().signal);
  await bench.time.pass(1_000);
  await made;
  const { model, tools } = bench.provider.describe();
  assert.deepEqual({ model, tools }, { model: "made", tools: { box: bench.names } });
});

Deno.test("when the worker has ended its sources have failed, and a request has another, with the same off", async () => {
  await using bench = new Bench();
  const disabled = bench.shelf.configure({ action: "disable", names: ["box"] });
  await bench.time.pass();
  await disabled;
  const { edition } = bench.shelf;
  let heard = 0;
  bench.shelf.watch(() => heard++);
  bench.worker.end({ kind: "out_of_memory" });
  await bench.time.pass();
  assert.equal(heard, 1);
  assert.deepEqual(bench.shelf.states(), [{
    ...{ name: "box", tools: 2, ...CONNECTED, status: "failed" },
    error: "the agent ran out of memory (its limit is 512 MiB); the next prompt starts it anew",
  }]);
  assert.deepEqual(bench.names, ["box__read", "box__write"]);
  const first = bench.worker;
  const reloaded = bench.shelf.reload();
  await bench.time.pass();
  await reloaded;
  assert.notEqual(bench.worker, first);
  const [start] = bench.worker.heard;
  assert.ok(start?.type === "start" && start.recipe.kind === "openai");
  assert.deepEqual(start.recipe.options.mcpServers, [BOX]);
  assert.equal(start.recipe.options.toolWaitMs, 10_000);
  assert.deepEqual(start.recipe.options.toolsOff, {
    toolsets: [],
    tools: [{ toolset: "box", ownName: "read" }, { toolset: "box", ownName: "write" }],
  });
  assert.equal(bench.shelf.states()[0]?.status, "connected");
  assert.ok(bench.shelf.edition > edition);
});

Deno.test("a configure() that the worker takes to its end fails, and so does one that it never answers", async () => {
  await using bench = new Bench();
  await bench.start();
  bench.worker.blocked = true;
  const lost = assert.rejects(bench.shelf.configure({ action: "disable", names: ["box"] }), {
    name: "AgentError",
    message: /^the agent crashed/,
  });
  bench.worker.end({ kind: "crashed", stack: "" });
  await bench.time.pass();
  await lost;
  await bench.shelf.ready(0);
  bench.worker.blocked = true;
  const late = assert.rejects(bench.shelf.configure({ action: "disable", names: ["box"] }), {
    message: "the agent's worker did not answer within 30 s",
  });
  await bench.time.pass(30_000);
  await late;
});

Deno.test("a worker that cannot be started is told of: to the log, among the states, and to who asks", async () => {
  await using bench = new Bench();
  bench.fault = "no more processes";
  await bench.start();
  const why = "Cannot start a worker for the agent: no more processes";
  assert.deepEqual(bench.shelf.states().map(({ status, error }) => [status, error]), [
    ["failed", why],
  ]);
  assert.deepEqual(bench.log.fieldsOf("tools cannot be had"), { error: why });
  await assert.rejects(bench.shelf.reload(), (error) => error instanceof AgentError);
  bench.fault = undefined;
  const reloaded = bench.shelf.reload();
  await bench.time.pass();
  await reloaded;
  assert.equal(bench.shelf.states()[0]?.status, "connected");
});

Deno.test("other servers that were reloaded are those of the next worker", async () => {
  await using bench = new Bench();
  const other: McpServer = { name: "web", url: "http://127.0.0.1:1/", headers: {} };
  const reloaded = bench.shelf.reload([other]);
  await bench.time.pass();
  await reloaded;
  bench.worker.end({ kind: "out_of_memory" });
  await bench.time.pass();
  await bench.shelf.ready(0);
  const [start] = bench.worker.heard;
  assert.ok(start?.type === "start" && start.recipe.kind === "openai");
  assert.deepEqual(start.recipe.options.mcpServers, [other]);
});

Deno.test("close() of the tools ends those in the worker, and starts none for it", async () => {
  await using bench = new Bench();
  await bench.shelf.close();
  assert.equal(bench.workers.length, 0);
  await using running = new Bench();
  await running.start();
  const closed = running.shelf.close();
  await running.time.pass();
  await closed;
  assert.equal(running.inside.closes, 1);
  await assert.rejects(running.shelf.reload(), { message: "the agent is closed" });
});
