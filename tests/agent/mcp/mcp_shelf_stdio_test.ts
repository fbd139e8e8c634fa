/** Servers that are processes: real ones. */
import assert from "node:assert/strict";
import { stdioServer } from "./support/spawn_child.ts";
import { ShelfBench } from "./support/shelf_bench.ts";

const secret = { TEST_KEY: "test-secret-value" };
const LONG_MS = 1_000_000;

Deno.test("McpShelf lists and calls the tools of a process, and ends it", async () => {
  await using bench = new ShelfBench([stdioServer("files", "serve", secret)]);
  assert.equal(bench.source("files").status, "idle");
  assert.equal(bench.children.started, 0, "nothing runs before it is needed");
  await bench.shelf.ready(LONG_MS);
  assert.deepEqual(bench.source("files"), {
    name: "files",
    transport: "stdio",
    status: "connected",
    tools: 10,
    disabled: false,
  });
  assert.deepEqual(bench.shelf.list()[0], {
    name: "files__answer",
    toolset: "files",
    ownName: "answer",
    description: "the tool answer",
    parameters: { type: "object", properties: {} },
    enabled: true,
  });
  assert.deepEqual(await bench.call("files__answer", { text: "äöü" }), {
    text: "äöü",
    failed: false,
  });
  assert.deepEqual(await bench.call("files__fail"), { text: "it did not work", failed: true });
  assert.match((await bench.call("files__picture")).text, /^\[image image\/png, 3 bytes/);
  assert.equal((await bench.call("files__env", { name: "TEST_KEY" })).text, "test-secret-value");
  assert.equal(bench.children.started, 1);
  await bench.shelf.close();
  assert.match((await bench.call("files__answer")).text, /does not run: it was ended/);
});

Deno.test("McpShelf tells an error of a server without the secrets it was given", async () => {
  await using bench = new ShelfBench([stdioServer("files", "serve", secret)]);
  await bench.shelf.ready(LONG_MS);
  assert.deepEqual(await bench.call("files__refuse"), {
    text: 'the tool server "files": no, and the key is [redacted]',
    failed: true,
  });
  assert.equal(bench.source("files").status, "connected", "one call failed, and no more");
});

Deno.test("McpShelf says progress while a tool runs", async () => {
  await using bench = new ShelfBench([stdioServer("files")]);
  await bench.shelf.ready(LONG_MS);
  const heard: string[] = [];
  const { signal } = new AbortController();
  const onProgress = (preview: string) => void heard.push(preview);
  const answer = await bench.shelf.call("files__count", {}, { signal, onProgress });
  assert.equal(answer.text, "counted");
  assert.deepEqual(heard, ["1 of 3", "2 of 3", "3 of 3"]);
});

Deno.test("McpShelf takes a result of 20 MB", async () => {
  await using bench = new ShelfBench([stdioServer("files")]);
  await bench.shelf.ready(LONG_MS);
  const { text } = await bench.call("files__big", { size: 20_000_000 });
  assert.equal(text.length, 20_000_000);
});

Deno.test("McpShelf ends a process whose message is longer than is taken", async () => {
  await using bench = new ShelfBench([stdioServer("files")]);
  await bench.shelf.ready(LONG_MS);
  const { text, failed } = await bench.call("files__big", { size: 40_000_000 });
  assert.equal(failed, true);
  assert.match(text, /a line is longer than 33554432 bytes/);
  assert.equal(bench.source("files").status, "failed");
});

Deno.test("McpShelf tells of a server that dies in a call, and brings it back at the next", async () => {
  await using bench = new ShelfBench([stdioServer("files", "serve", secret)]);
  await bench.shelf.ready(LONG_MS);
  const { text, failed } = await bench.call("files__die");
  assert.equal(failed, true);
  assert.match(
    text,
    /^the tool server "files": it ended with code 3; its last words: my key was \[redacted\] so long$/,
  );
  const { status, tools, error } = bench.source("files");
  assert.deepEqual([status, tools], ["failed", 10]);
  assert.match(error!, /code 3/);
  assert.equal(bench.log.at("warn").length, 1);
  assert.equal((await bench.call("files__answer", { text: "back" })).text, "back");
  assert.equal(bench.children.started, 2);
});

Deno.test("McpShelf leaves a server that keeps failing alone for a while", async () => {
  await using bench = new ShelfBench([stdioServer("files", "die", secret)]);
  await bench.shelf.ready(LONG_MS);
  assert.match(
    bench.source("files").error!,
    /it ended with code 3; its last words: my key was \[redacted\]/,
  );
  await bench.shelf.ready(LONG_MS);
  assert.equal(bench.children.started, 2, "the first failure may have been an accident");
  await bench.shelf.ready(LONG_MS);
  assert.equal(bench.children.started, 2);
  bench.clock.advance(1_000);
  await bench.shelf.ready(LONG_MS);
  assert.equal(bench.children.started, 3);
  bench.clock.advance(1_000);
  await bench.shelf.ready(LONG_MS);
  assert.equal(bench.children.started, 3, "the pause has doubled");
  await bench.shelf.reload();
  assert.equal(bench.children.started, 4, "but who asks for it gets it at once");
});

Deno.test("McpShelf gives up a server that never answers, and its process", async () => {
  await using bench = new ShelfBench([stdioServer("files", "mute")], { connectTimeoutMs: 30_000 });
  bench.shelf.start();
  await bench.clock.armed(30_000);
  bench.clock.advance(30_000);
  const { error } = await bench.until("files", ({ status }) => status === "failed");
  assert.equal(error, "it did not answer within 30 s");
  assert.equal(bench.children.running.size, 0);
});

Deno.test("McpShelf tells of a program that cannot be started", async () => {
  const missing = { name: "files", command: `${Deno.execPath()}-not`, args: [], env: {} };
  await using bench = new ShelfBench([missing]);
  await bench.shelf.ready(LONG_MS);
  assert.match(bench.source("files").error!, /^cannot start/);
});

Deno.test("McpShelf gives a hanging call up: after a silence, or with its signal", async () => {
  await using bench = new ShelfBench([stdioServer("files")], { callTimeoutMs: 60_000 });
  await bench.shelf.ready(LONG_MS);
  const silent = bench.call("files__hang");
  await bench.clock.armed(60_000);
  bench.clock.advance(60_000);
  assert.deepEqual(await silent, {
    text: 'the tool server "files" said nothing for 60 s',
    failed: true,
  });
  const stop = new AbortController();
  const stopped = bench.call("files__hang", {}, stop.signal);
  await bench.clock.armed(60_000);
  stop.abort();
  assert.deepEqual(await stopped, { text: "the call was given up", failed: true });
  assert.equal((await bench.call("files__answer", { text: "still there" })).text, "still there");
});

Deno.test("McpShelf goes on waiting for a call that shows signs of life", async () => {
  await using bench = new ShelfBench([stdioServer("files")], { callTimeoutMs: 60_000 });
  await bench.shelf.ready(LONG_MS);
  const stop = new AbortController();
  const heard = Promise.withResolvers<string>();
  const options = { signal: stop.signal, onProgress: heard.resolve };
  const call = bench.shelf.call("files__hang", {}, options);
  bench.clock.advance(59_999);
  assert.equal(await heard.promise, "hanging");
  bench.clock.advance(59_999);
  stop.abort();
  assert.equal((await call).text, "the call was given up");
});

Deno.test("McpShelf follows a server that changes its list", async () => {
  await using bench = new ShelfBench([stdioServer("files")]);
  await bench.shelf.ready(LONG_MS);
  const before = bench.shelf.edition;
  await bench.call("files__grow", { name: "extra" });
  await bench.until("files", ({ tools }) => tools === 11);
  assert.ok(bench.shelf.edition > before);
  assert.equal((await bench.call("files__extra")).text, "extra ran");
  await bench.call("files__grow", { name: "another" });
  await bench.clock.armed(1_000);
  assert.equal(bench.source("files").tools, 11, "one look in a second");
  bench.clock.advance(1_000);
  await bench.until("files", ({ tools }) => tools === 12);
});

Deno.test("McpShelf takes what can be used of a list, and says what is wrong with the rest", async () => {
  await using bench = new ShelfBench([stdioServer("files", "broken")]);
  await bench.shelf.ready(LONG_MS);
  const [good, odd, ...rest] = bench.shelf.list();
  assert.equal(good?.name, "files__good");
  assert.match(odd!.name, /^files__odd_name_-[0-9a-f]{6}$/);
  assert.deepEqual(odd?.parameters, { type: "object", properties: {} });
  assert.deepEqual(rest, []);
  assert.equal(
    bench.source("files").error,
    'some of its tools cannot be used: "list": its schema describes no object; one has no name; ' +
      "one has no name",
  );
  assert.equal((await bench.call(odd!.name)).text, "odd name! ran");
});

Deno.test("McpShelf is content with a server without tools, and with one that greets on stdout", async () => {
  await using bench = new ShelfBench([
    stdioServer("none", "empty"),
    stdioServer("chatty", "chatty"),
  ]);
  await bench.shelf.ready(LONG_MS);
  assert.deepEqual(
    bench.shelf.states().map(({ status, tools }) => [status, tools]),
    [["connected", 0], ["connected", 10]],
  );
});

Deno.test("McpShelf ends a process that babbles", async () => {
  await using bench = new ShelfBench([stdioServer("files", "babble")]);
  await bench.shelf.ready(LONG_MS);
  assert.match(bench.source("files").error!, /a line is longer than 33554432 bytes/);
  assert.equal(bench.children.running.size, 0);
});
