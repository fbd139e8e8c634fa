/** What a shelf makes of several servers: names, switches, waiting, reloading. */
import assert from "node:assert/strict";
import type { SpawnCommand } from "../../../src/agent/spawn.ts";
import { mcpShelf } from "../../../src/agent/mcp/mcp_shelf.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { HttpToolServer } from "./support/http_server.ts";
import { ShelfBench } from "./support/shelf_bench.ts";
import { stdioServer } from "./support/spawn_child.ts";

const LONG_MS = 1_000_000;

/** Two servers with the tool `answer`, each with another one beside it. */
class Pair implements AsyncDisposable {
  readonly one = new HttpToolServer({ instead: [tool("answer"), tool("left")] });
  readonly two = new HttpToolServer({ instead: [tool("answer"), tool("right")] });
  readonly servers = [
    { name: "one", url: this.one.url, headers: {} },
    { name: "two", url: this.two.url, headers: {} },
  ];

  async [Symbol.asyncDispose](): Promise<void> {
    await this.one[Symbol.asyncDispose]();
    await this.two[Symbol.asyncDispose]();
  }
}

function tool(name: string) {
  return { name, inputSchema: { type: "object" } };
}

Deno.test("McpShelf keeps tools of one name apart by their servers", async () => {
  await using pair = new Pair();
  await using bench = new ShelfBench(pair.servers);
  await bench.shelf.ready(LONG_MS);
  assert.deepEqual(bench.names(), ["one__answer", "one__left", "two__answer", "two__right"]);
  assert.equal((await bench.call("two__answer", { text: "2" })).text, "2");
  assert.deepEqual(await bench.call("answer"), {
    text: 'there is no tool "answer" any more',
    failed: true,
  });
});

Deno.test("McpShelf hides tools as if there were none", async () => {
  await using pair = new Pair();
  await using bench = new ShelfBench(pair.servers, { hides: (name) => name.endsWith("answer") });
  await bench.shelf.ready(LONG_MS);
  assert.deepEqual(bench.names(), ["one__left", "two__right"]);
  assert.equal((await bench.call("two__answer")).failed, true);
});

Deno.test("McpShelf.configure() switches toolsets and tools, and says what it does not know", async () => {
  await using pair = new Pair();
  await using bench = new ShelfBench(pair.servers);
  await bench.shelf.ready(LONG_MS);
  const on = () => bench.shelf.list().filter(({ enabled }) => enabled).map(({ name }) => name);
  const before = bench.shelf.edition;
  const names = ["one", "two:right", "two:up", "three:x", "four"];
  assert.deepEqual(await bench.shelf.configure({ action: "disable", names }), {
    changed: ["one", "two:right"],
    unknown: ["two:up", "four"],
    missing: ["three"],
  });
  assert.deepEqual(on(), ["two__answer"]);
  assert.deepEqual(bench.shelf.states().map(({ disabled }) => disabled), [true, false]);
  assert.equal(bench.shelf.edition, before + 1);
  assert.equal((await bench.call("one__left")).failed, true);
  await bench.shelf.configure({ action: "enable", names: ["one__left"] });
  assert.deepEqual(on(), ["one__left", "two__answer"], "one tool of a set that was off");
  await bench.shelf.reload();
  assert.deepEqual(on(), ["one__left", "two__answer"], "switches outlive a reload");
  await bench.shelf.configure({ action: "enable", names: ["one", "two"] });
  assert.equal(on().length, 4);
});

Deno.test("McpShelf.configure() counts as no change where nothing is known", async () => {
  await using bench = new ShelfBench([]);
  await bench.shelf.configure({ action: "enable", names: ["x"] });
  assert.equal(bench.shelf.edition, 0);
});

Deno.test("McpShelf.reload() takes other servers: what is new comes, what is gone ends", async () => {
  await using pair = new Pair();
  const [one, two] = pair.servers;
  await using bench = new ShelfBench([one!]);
  await bench.shelf.ready(LONG_MS);
  await bench.shelf.reload([two!]);
  assert.deepEqual(bench.names(), ["two__answer", "two__right"]);
  assert.deepEqual([pair.one.sessions, pair.two.sessions], [0, 1]);
  assert.ok(bench.shelf.edition > 0);
});

Deno.test("McpShelf.reload() leaves a server without tools that cannot be had any more", async () => {
  const server = new HttpToolServer();
  await using bench = new ShelfBench([{ name: "web", url: server.url, headers: {} }]);
  await bench.shelf.ready(LONG_MS);
  await server[Symbol.asyncDispose]();
  await bench.shelf.reload();
  const { status, tools } = bench.source("web");
  assert.deepEqual([status, tools, bench.names()], ["failed", 0, []]);
});

Deno.test("McpShelf.ready() waits no longer than it is told, and what is late comes all the same", async () => {
  await using server = new HttpToolServer();
  const held = Promise.withResolvers<void>();
  const clock = new ManualClock();
  const slow: typeof fetch = async (input, init) => {
    await held.promise;
    return await fetch(input, init);
  };
  const servers = [{ name: "web", url: server.url, headers: {} }];
  const shelf = mcpShelf({ servers }, { clock, fetch: slow });
  const ready = shelf.ready(750);
  await clock.armed(750);
  clock.advance(750);
  await ready;
  assert.equal(shelf.states()[0]?.status, "connecting");
  const stop = new AbortController();
  const stopped = shelf.ready(LONG_MS, stop.signal);
  stop.abort();
  await stopped;
  held.resolve();
  await shelf.ready(LONG_MS);
  assert.equal(shelf.list().length, 10);
  assert.equal(shelf.edition, 0, "nobody has changed anything");
  await shelf.close();
  assert.equal(clock.pending, 0);
});

Deno.test("McpShelf.close() ends what is still being connected, for good", async () => {
  await using bench = new ShelfBench([stdioServer("files", "mute")]);
  bench.shelf.start();
  await bench.clock.armed(30_000);
  await bench.shelf.close();
  await bench.shelf.close();
  bench.shelf.start();
  assert.equal(bench.clock.pending, 0);
  assert.equal(bench.children.running.size, 0);
});

Deno.test("McpShelf starts processes without the variables that are withheld", async () => {
  const commands: SpawnCommand[] = [];
  const server = stdioServer("files", "serve", { MINE: "1", KEPT: "2" });
  const shelf = mcpShelf({ servers: [server], withheld: ["API_KEY", "KEPT"] }, {
    clock: new ManualClock(),
    spawn: (command) => {
      commands.push(command);
      return Promise.reject(new Error("not today"));
    },
  });
  await shelf.ready(LONG_MS);
  assert.deepEqual(commands[0]?.env, { API_KEY: undefined, KEPT: "2", MINE: "1" });
  assert.equal(shelf.states()[0]?.error, "not today");
  await shelf.close();
});

Deno.test("mcpShelf() refuses servers without a name, or with one name", () => {
  const server = (name: string) => ({ name, url: "http://127.0.0.1/", headers: {} });
  assert.throws(() => mcpShelf({ servers: [server("a"), server("a")] }), /two have the name "a"/);
  assert.throws(() => mcpShelf({ servers: [server(" ")] }), /one has no name/);
});

Deno.test("mcpShelf() says so where processes cannot be started", async () => {
  const shelf = mcpShelf({ servers: [stdioServer("files")] }, { clock: new ManualClock() });
  await shelf.ready(LONG_MS);
  assert.equal(shelf.states()[0]?.error, "no processes can be started here");
  await shelf.close();
});
