import assert from "node:assert/strict";
import { Child, exitLines } from "./support/child.ts";

const onWindows = Deno.build.os === "windows";

async function createSession(child: Child, id = 1): Promise<string> {
  await child.call(id, "session.create");
  return (await child.out.answer(id)).result.session_id;
}

Deno.test("stdio greets, answers what was asked, and ends with its input, exit code 0", async () => {
  await using child = new Child({ args: ["stdio"] });
  await child.call(1, "session.create");
  await child.write(new TextEncoder().encode('{"id":2,"method":"setup.status"}'));
  await child.endInput();
  const { code, out, err } = await child.end();
  assert.equal(code, 0);
  const frames = out.map((line) => JSON.parse(line));
  assert.equal(frames[0].params.type, "gateway.ready");
  assert.deepEqual(frames.filter((frame) => "id" in frame).map((frame) => frame.id), [1, 2]);
  assert.deepEqual(err, ["[gateway-exit] stdin EOF (the peer closed the command pipe)"]);
});

Deno.test("stdio streams a whole turn", async () => {
  await using child = new Child({ args: ["stdio", "--pace", "0"] });
  const session_id = await createSession(child);
  await child.call(2, "prompt.submit", { session_id, text: "grüße 日本 𝄞" });
  const { payload } = await child.out.event("message.complete");
  assert.equal(payload.text, "grüße 日本 𝄞");
  assert.equal(payload.status, "complete");
});

Deno.test("stdio tells how a running turn ended when its input ends", async () => {
  await using child = new Child({ args: ["stdio", "--pace", "60000"] });
  const session_id = await createSession(child);
  await child.call(2, "prompt.submit", { session_id, text: "one two three" });
  await child.out.event("message.delta");
  await child.endInput();
  const { code, out, err } = await child.end();
  assert.equal(code, 0);
  const complete = out.map((line) => JSON.parse(line).params)
    .find((params) => params?.type === "message.complete");
  assert.equal(complete?.payload.status, "interrupted");
  assert.equal(exitLines(err).length, 1);
});

for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  Deno.test({
    name: `stdio shuts down on ${signal}, exit code 0, with one line that says so`,
    ignore: onWindows,
    async fn() {
      await using child = new Child({ args: ["stdio", "--pace", "60000"] });
      const session_id = await createSession(child);
      await child.call(2, "prompt.submit", { session_id, text: "one two three" });
      await child.out.event("message.delta");
      child.kill(signal);
      const { code, out, err } = await child.end();
      assert.equal(code, 0);
      assert.ok(out.some((line) => line.includes("message.complete")));
      assert.deepEqual(err, [`[gateway-exit] ${signal}`]);
    },
  });
}

Deno.test({
  name: "conformance 236: stdio ignores SIGINT",
  ignore: onWindows,
  async fn() {
    await using child = new Child({ args: ["stdio"] });
    await child.out.next();
    for (let press = 0; press < 5; press++) child.kill("SIGINT");
    await createSession(child);
    await child.endInput();
    const { code, err } = await child.end();
    assert.equal(code, 0);
    assert.match(exitLines(err).join(), /stdin EOF/);
  },
});

Deno.test("stdio ends with 0 when its output is closed before the first event", async () => {
  await using child = new Child({ args: ["stdio"] });
  await child.out.cancel();
  const [{ code }, err] = await Promise.all([child.process.status, child.err.rest()]);
  assert.equal(code, 0);
  assert.deepEqual(err, [
    "[gateway-exit] startup write failed (broken stdout pipe before first event)",
  ]);
});

Deno.test("stdio ends with 0 when its reader leaves later", async () => {
  await using child = new Child({ args: ["stdio"] });
  await child.out.next();
  await child.out.cancel();
  await child.call(1, "session.create");
  const [{ code }, err] = await Promise.all([child.process.status, child.err.rest()]);
  assert.equal(code, 0);
  assert.deepEqual(exitLines(err), ["[gateway-exit] the peer is gone (broken stdout pipe)"]);
});

Deno.test("stdio lives on when its stderr is closed", async () => {
  await using child = new Child({ args: ["stdio", "--log-level", "debug"] });
  await child.err.cancel();
  for (let i = 0; i < 50; i++) await child.say("not json");
  await createSession(child);
  await child.endInput();
  const [{ code }, out] = await Promise.all([child.process.status, child.out.rest()]);
  assert.equal(code, 0);
  assert.deepEqual(out.filter((line) => line.includes('"id"')), []);
});

Deno.test("stdio answers while nobody reads its stderr, and says what the log lost", async () => {
  await using child = new Child({ args: ["stdio"] });
  const BAD = 8_000;
  const talk = (async () => {
    for (let i = 0; i < BAD; i += 100) await child.say("not json\n".repeat(100));
    await child.call(1, "session.create");
  })();
  let errors = 0;
  await child.out.until((line) => {
    if (line.includes("-32700")) errors++;
    return line.includes('"id":1');
  });
  await talk;
  assert.equal(errors, BAD);
  await child.endInput();
  const { code, err } = await child.end();
  assert.equal(code, 0);
  assert.match(err.join("\n"), /\d+ log lines dropped: stderr was not read/);
  assert.equal(exitLines(err).length, 1);
});

/**
 * Asks for answers that no pipe holds. When this resolves the process has read all but the last of the
 * requests, hence everything said before, and waits for somebody to read.
 */
async function freezeOutput(child: Child): Promise<void> {
  const id = "x".repeat(1_000_000);
  for (let i = 0; i < 3; i++) {
    await child.say(JSON.stringify({ jsonrpc: "2.0", id: `${id}${i}`, method: "setup.status" }));
  }
}

Deno.test("stdio takes an interrupt while nobody reads its output", async () => {
  await using child = new Child({ args: ["stdio", "--pace", "60000"] });
  const session_id = await createSession(child);
  await freezeOutput(child);
  await child.call(2, "prompt.submit", { session_id, text: "one two three" });
  await freezeOutput(child);
  await child.call(3, "session.interrupt", { session_id });
  await freezeOutput(child);
  // Only now is anything read.
  assert.deepEqual((await child.out.answer(3)).result, { status: "interrupted" });
  const { payload } = await child.out.event("message.complete");
  assert.equal(payload.status, "interrupted");
});

Deno.test({
  name: "stdio leaves within its grace though nobody reads its output",
  ignore: onWindows,
  async fn() {
    await using child = new Child({
      args: ["stdio", "--log-level", "info"],
      env: { TIDEGATE_SHUTDOWN_GRACE_S: "0.2" },
    });
    await createSession(child);
    await freezeOutput(child);
    child.kill("SIGTERM");
    const [{ code }, err] = await Promise.all([child.process.status, child.err.rest()]);
    assert.equal(code, 0);
    assert.deepEqual(exitLines(err), [
      "[gateway-exit] SIGTERM; the shutdown was given up after 0.2 s",
    ]);
    assert.match(err.join("\n"), /session ended .*reason=tui_shutdown/);
  },
});

Deno.test("stdio refuses a line over the limit and reads the next", async () => {
  await using child = new Child({ args: ["stdio"], env: { TIDEGATE_MAX_FRAME_BYTES: "2048" } });
  await child.say("x".repeat(5_000_000));
  const refusal = JSON.parse(await child.out.until((line) => line.includes("error")));
  assert.equal(refusal.id, null);
  assert.equal(refusal.error.code, -32_600);
  assert.match(refusal.error.message, /5000000 bytes is over the limit of 2048/);
  await createSession(child);
});

Deno.test("stdio warns of a malformed setting and goes on with the default", async () => {
  await using child = new Child({
    args: ["stdio"],
    env: { HERMES_TUI_RPC_POOL_WORKERS: "many", TIDEGATE_TOKEN: "not a token" },
  });
  await createSession(child);
  await child.endInput();
  const { code, err } = await child.end();
  assert.equal(code, 0);
  const log = err.join("\n");
  assert.match(
    log,
    /WARNING Cannot use the environment variable HERMES_TUI_RPC_POOL_WORKERS: "many"/,
  );
  assert.match(log, /TIDEGATE_TOKEN: its value \(not shown\)/);
  assert.ok(!log.includes("not a token"));
});

Deno.test("stdio says on one line why it did not start, whatever was wrong", async () => {
  const model = ["--model", "m"];
  const cases: [string[], RegExp][] = [
    [["--pace", "slow"], /option '--pace <ms>' argument 'slow' is invalid\. Give a number of mill/],
    [["--pac", "5"], /unknown option '--pac' \(Did you mean --pace\?\)$/],
    [["extra"], /there is nothing to do with "extra": add --agent acp to run it/],
    [["--api-key-env", "sk-secret"], /option '--api-key-env <name>' takes the name of an environ/],
    [model, /option '--model' means nothing to the echo agent/],
    [["--agent", "openai", "--base-url", "http://u:p@h/", ...model], /must not hold a user name/],
  ];
  for (const [flags, why] of cases) {
    await using child = new Child({ args: ["stdio", ...flags] });
    const { code, out, err } = await child.end();
    assert.equal(code, 2, flags.join(" "));
    assert.deepEqual(out, []);
    assert.match(err[0] ?? "", /^error: /);
    const [line, ...others] = exitLines(err);
    assert.match(line ?? "", /^\[gateway-exit\] did not start: (?!error)/);
    assert.match(line ?? "", why);
    assert.deepEqual(others, []);
    assert.ok(!err.join().includes("sk-secret"));
  }
});

Deno.test("stdio --help is an answer, not an end to explain", async () => {
  await using child = new Child({ args: ["stdio", "--help"] });
  const { code, err } = await child.end();
  assert.deepEqual([code, err], [0, []]);
});
