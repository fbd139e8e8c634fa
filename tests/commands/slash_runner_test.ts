import { setImmediate } from "node:timers";
import assert from "node:assert/strict";
import { echoing, SlashBench } from "./support/slash_bench.ts";

const ignore = Deno.build.os === "windows";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

test("SlashRunner.run() gives one process one command after the other, started when needed", async () => {
  await using bench = new SlashBench(echoing(""));
  assert.deepEqual(bench.started, []);
  const runs = ["one", "two", "three"].map((command) => bench.run(command));
  assert.deepEqual(await Promise.all(runs), [
    { ok: true, output: "one" },
    { ok: true, output: "two" },
    { ok: true, output: "three" },
  ]);
  assert.equal(bench.started.length, 1);
  await bench.runner.close();
  assert.deepEqual(await bench.children.audit.left({ seconds: 5 }), []);
});

test("SlashRunner.run() skips what is no JSON, and answers to something else", async () => {
  const noise = `
    printf 'noise\\n\\n[1]\\nunfinished'
    printf '\\n{"id":99,"ok":true,"output":"other"}\\n{"id":null,"ok":false,"error":"none"}\\n'
    printf '\\377\\376\\n'
  `;
  await using bench = new SlashBench(echoing(noise));
  assert.deepEqual(await bench.run("hello"), { ok: true, output: "hello" });
});

test("SlashRunner.run() takes colours out of what is shown", async () => {
  await using bench = new SlashBench(
    `read -r _; echo '{"id":1,"ok":true,"output":"\\u001b[31mred\\u001b[0m"}'
     read -r _; echo '{"id":2,"ok":false,"error":"\\u001b[31mbad\\u001b[0m"}'
     read -r _; printf '\\033[31mlast\\033[0m\\n' >&2`,
  );
  assert.deepEqual(await bench.run("a"), { ok: true, output: "red" });
  assert.deepEqual(await bench.run("b"), { ok: false, error: "bad", refused: true });
  assert.deepEqual(await bench.run("c"), { ok: false, error: "slash worker closed pipe\nlast" });
});

test("SlashRunner.run() gives up after its time, and the next command has another process", async () => {
  await using bench = new SlashBench(
    echoing('[ "$command" = hang ] && { trap "" TERM; while :; do sleep 1; done; }'),
  );
  assert.equal((await bench.run("first")).ok, true);
  const hanging = bench.run("hang");
  const next = bench.run("next");
  // The time of a command begins when it has its turn.
  await Promise.resolve();
  await Promise.resolve();
  bench.time.tick(44_999);
  assert.equal(bench.time.timers, 1);
  bench.time.tick(1);
  assert.deepEqual(await hanging, { ok: false, error: "slash worker timed out" });
  assert.deepEqual(await next, { ok: true, output: "next" });
  assert.deepEqual(bench.alone, [true, true], "the old one is gone before the new one is started");
});

test("SlashRunner.run() counts the start of a worker in a command's time", async () => {
  await using bench = new SlashBench(echoing(""));
  const spawned = Promise.withResolvers<void>();
  bench.onSpawn = () => spawned.promise;
  const run = bench.run("x");
  await Promise.resolve();
  await Promise.resolve();
  bench.time.tick(45_000);
  assert.deepEqual(await run, { ok: false, error: "slash worker timed out" });
  spawned.resolve();
  await bench.runner.close();
  assert.deepEqual(await bench.children.audit.left({ seconds: 5 }), []);
});

test("SlashRunner.run() tells the last 8 lines of a worker that ends, without secrets", async () => {
  const script = `
    read -r _
    for i in $(seq 1 200); do echo "line $i" >&2; done
    echo "TOKEN=abcdefgh" >&2
    exit 3
  `;
  await using bench = new SlashBench(script);
  assert.deepEqual(await bench.run("x"), {
    ok: false,
    error: [
      "slash worker closed pipe",
      ...[194, 195, 196, 197, 198, 199, 200].map((n) => `line ${n}`),
      "TOKEN=[redacted]",
    ].join("\n"),
  });
  assert.match((await bench.run("x") as { error: string }).error, /^slash worker closed pipe/);
  assert.equal(bench.started.length, 2);
});

test("SlashRunner.run() hears of a worker's end also while a child of it holds the pipes", async () => {
  await using bench = new SlashBench("sleep 1000 & read -r _; echo bye >&2; exit 1");
  const spawned = Promise.withResolvers<void>();
  bench.onSpawn = () => spawned.resolve();
  const run = bench.run("x");
  await spawned.promise;
  await bench.started[0]?.ended;
  // Its last words are listened to for half a second, or until its pipes end.
  let outcome: unknown;
  run.then((what) => outcome = what);
  while (outcome === undefined) {
    if (bench.time.timers === 2) bench.time.tick(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.match((outcome as { error: string }).error, /^slash worker closed pipe/);
  await bench.runner.close();
  assert.deepEqual(await bench.children.audit.left({ seconds: 5 }), []);
});

test("SlashRunner.run() ends a worker that says a line without end", async () => {
  await using bench = new SlashBench("read -r _; yes | tr -d '\\n'");
  assert.deepEqual(await bench.run("x"), {
    ok: false,
    error: "slash worker said a line of over 4194304 bytes",
  });
});

test("SlashRunner.run() ends soon when it is interrupted, waiting or in the middle", async () => {
  await using bench = new SlashBench(echoing('[ "$command" = hang ] && sleep 1000'));
  const [middle, waiting] = [new AbortController(), new AbortController()];
  const hanging = bench.run("hang", middle.signal);
  const second = bench.run("second", waiting.signal);
  const third = bench.run("third");
  const interrupted = { ok: false, error: "the command was interrupted" };
  waiting.abort();
  assert.deepEqual(await second, interrupted);
  middle.abort();
  assert.deepEqual(await hanging, interrupted);
  assert.deepEqual(await third, { ok: true, output: "third" });
  assert.deepEqual(await bench.run("fourth", AbortSignal.abort()), interrupted);
  assert.deepEqual(bench.alone, [true, true]);
});

test("SlashRunner.close() ends the command that runs, and those that wait", async () => {
  await using bench = new SlashBench(echoing("sleep 1000"));
  const runs = [bench.run("a"), bench.run("b")];
  await new Promise((resolve) => setImmediate(resolve));
  await bench.runner.close();
  assert.deepEqual(await Promise.all(runs), [
    { ok: false, error: "the slash worker was closed" },
    { ok: false, error: "the session has been closed" },
  ]);
  assert.deepEqual(await bench.run("c"), { ok: false, error: "the session has been closed" });
  assert.equal(bench.started.length, 1);
  assert.deepEqual(await bench.children.audit.left({ seconds: 5 }), []);
});

test("conformance 210: SlashRunner.close() ends a worker that does not want to, once", async () => {
  const script = echoing('trap "" TERM; sh -c "trap "" TERM; while :; do sleep 1; done" &');
  await using bench = new SlashBench(script);
  await bench.run("x");
  await Promise.all([bench.runner.close(), bench.runner.close()]);
  assert.deepEqual(await bench.children.audit.left(), []);
  await bench.runner.close();
  assert.equal(bench.children.processes.size, 0);
});

test("SlashRunner.close() ends a worker that is just being started", async () => {
  await using bench = new SlashBench(echoing(""));
  const spawned = Promise.withResolvers<void>();
  bench.onSpawn = () => spawned.promise;
  const run = bench.run("a");
  const closed = bench.runner.close();
  spawned.resolve();
  await closed;
  assert.equal((await run).ok, false);
  assert.deepEqual(await bench.children.audit.left({ seconds: 5 }), []);
});

test("SlashRunner.run() says why a worker cannot be started, each time anew", async () => {
  await using bench = new SlashBench(undefined);
  for (let i = 0; i < 2; i++) {
    const outcome = await bench.run("x");
    assert.match(
      (outcome as { error: string }).error,
      /^slash worker could not be started: .*no-such/,
    );
  }
  assert.equal(bench.alone.length, 2);
});

test("SlashRunner.list() tells what the worker has, and logs what it could not load", async () => {
  const hello =
    '{"hello":true,"commands":[{"name":"a","description":"b"}],"faults":["c is broken"]}';
  await using bench = new SlashBench(`echo '${hello}'; ${echoing("")}`);
  assert.deepEqual(await bench.runner.list?.(), [{ name: "a", description: "b" }]);
  assert.deepEqual(await bench.run("x"), { ok: true, output: "x" });
  assert.equal(bench.started.length, 1);
  assert.deepEqual(bench.children.logger.fieldsOf("user commands could not be loaded"), {
    fault: "c is broken",
  });
});

test("SlashRunner.list() waits no longer than a command may take", async () => {
  await using bench = new SlashBench("sleep 1000");
  const listed = bench.runner.list?.() ?? Promise.resolve([]);
  await Promise.resolve();
  bench.time.tick(45_000);
  await assert.rejects(listed, /^Error: slash worker timed out$/);
});

test("SlashRunner.run() lets 32 commands wait", async () => {
  await using bench = new SlashBench(echoing(""));
  const runs = Array.from({ length: 33 }, () => bench.run("x"));
  assert.deepEqual(await runs.at(-1), { ok: false, error: "32 commands wait already" });
  assert.deepEqual(await runs.at(-2), { ok: true, output: "x" });
  assert.deepEqual(await bench.run("y"), { ok: true, output: "y" });
});
