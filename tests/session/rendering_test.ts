import assert from "node:assert/strict";
import {
  RENDERED_CHARS,
  RENDERED_DIFF_CHARS,
  Rendering,
  RENDERING_WAIT_MS,
  type TextRenderer,
} from "../../src/session/rendering.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";
import { Stage } from "../support/stage.ts";

const plain: TextRenderer = {
  markdown: (text, { cols, colours, isOpen }) =>
    `${cols}${colours ? "" : " mono"}${isOpen ? " open" : ""}|${text}`,
  diff: (text, { cols, colours }) => `${cols}${colours ? "" : " mono"} diff|${text}`,
};

/** What the end of a turn says, in a session opened with such params. */
async function completed(
  renderer: TextRenderer | undefined,
  { params = {}, text = "**hi**" }: { params?: object; text?: string } = {},
) {
  await using stage = new Stage(renderer && { renderer: () => Promise.resolve(renderer) });
  const { client } = await stage.running("go", params);
  stage.provider.turn.text(text);
  stage.provider.turn.end();
  await stage.time.pass(100);
  const complete = client.events().find(({ type }) => type === "message.complete");
  return { payload: complete?.payload, warnings: stage.log.at("warn").length };
}

Deno.test("message.complete is rendered for whoever asked for it, as wide as the session's window", async () => {
  const { payload } = await completed(plain, { params: { cols: 100, rendered: true } });
  assert.deepEqual([payload.text, payload.rendered], ["**hi**", "100|**hi**"]);
});

Deno.test("message.complete is rendered without colours for who says so", async () => {
  const { payload } = await completed(plain, { params: { rendered: "no_color" } });
  assert.equal(payload.rendered, "80 mono|**hi**");
});

Deno.test("message.complete is not rendered where nobody asked, or the answer is long", async () => {
  for (const params of [{}, { rendered: false }]) {
    const { payload } = await completed(plain, { params });
    assert.ok(!("rendered" in payload));
  }
  const text = "x".repeat(RENDERED_CHARS + 1);
  const { payload } = await completed(plain, { params: { rendered: true }, text });
  assert.ok(!("rendered" in payload));
});

Deno.test("conformance 294: without a renderer, or with one that throws, there is no `rendered`", async () => {
  const params = { rendered: true };
  const none = await completed(undefined, { params });
  assert.ok(!("rendered" in none.payload));
  const failures: TextRenderer["markdown"][] = [
    () => assert.fail("no such token"),
    () => Promise.reject(new Error("no such token")),
  ];
  for (const markdown of failures) {
    const raised = await completed({ ...plain, markdown }, { params });
    assert.equal(raised.payload.text, "**hi**");
    assert.ok(!("rendered" in raised.payload));
    // Once for what there was of it, and once for all of it.
    assert.equal(raised.warnings, 2);
  }
  const silent = await completed({ ...plain, markdown: () => undefined }, { params });
  assert.ok(!("rendered" in silent.payload));
});

Deno.test("message.complete waits for a rendering, and not for long", async () => {
  const never = { ...plain, markdown: () => new Promise<undefined>(() => {}) };
  await using stage = new Stage({ renderer: () => Promise.resolve(never) });
  const { client, id } = await stage.running("go", { rendered: true });
  stage.provider.turn.text("all ", "of it");
  stage.provider.turn.end();
  await stage.time.pass();
  // What was said has left all the same.
  const texts = client.events().map(({ payload }) => payload?.text);
  assert.equal(texts.join(""), "all of it");
  await stage.time.pass(RENDERING_WAIT_MS - 1);
  assert.deepEqual(client.types(), []);
  client.submit(id, "and then?");
  await stage.time.pass(1);
  const events = client.events();
  assert.equal(events[0]?.type, "message.complete");
  assert.equal(events[0]?.payload.status, "complete");
  assert.ok(!("rendered" in events[0]?.payload));
  stage.provider.turn.end();
  await stage.time.pass(RENDERING_WAIT_MS);
});

Deno.test("a session that is closed while its last answer is rendered has had that answer", async () => {
  const never = { ...plain, markdown: () => new Promise<undefined>(() => {}) };
  await using stage = new Stage({ renderer: () => Promise.resolve(never) });
  const { client, id } = await stage.running("go", { rendered: true });
  stage.provider.turn.text("done");
  stage.provider.turn.end();
  await stage.time.pass();
  client.take();
  client.result("session.close", { session_id: id });
  const complete = client.events().find(({ type }) => type === "message.complete");
  assert.equal(complete?.payload.status, "complete");
  await stage.time.pass(RENDERING_WAIT_MS);
  assert.deepEqual(client.types(), []);
});

Deno.test("terminal.resize changes the width, and puts renderings on and off", async () => {
  await using stage = new Stage({ renderer: () => Promise.resolve(plain) });
  const { client, id: session_id } = await stage.open();
  const turn = async () => {
    client.submit(session_id, "go");
    await stage.time.pass();
    stage.provider.turn.text("a");
    stage.provider.turn.end();
    await stage.time.pass(100);
    return client.events().find(({ type }) => type === "message.complete")?.payload.rendered;
  };
  client.result("terminal.resize", { session_id, cols: 60, rendered: true });
  assert.equal(await turn(), "60|a");
  client.result("terminal.resize", { session_id, cols: 5 });
  assert.equal(await turn(), "20|a");
  client.result("terminal.resize", { session_id, cols: 60, rendered: "no_color" });
  assert.equal(await turn(), "60 mono|a");
  client.result("terminal.resize", { session_id, cols: 60, rendered: false });
  assert.equal(await turn(), undefined);
});

Deno.test("tool.complete tells its diff for a terminal too, without what must not be shown", async () => {
  await using stage = new Stage({ renderer: () => Promise.resolve(plain) });
  const { client, id: session_id } = await stage.running("go", { cols: 90, rendered: true });
  const complete = async (inlineDiff?: string) => {
    const call = { id: "1", name: "edit", args: {}, result: "ok", inlineDiff };
    stage.provider.turn.push({ type: "tool_complete", ...call });
    await stage.time.pass(100);
    const told = client.events().find(({ type }) => type === "tool.complete")?.payload;
    return [told.inline_diff, told.rendered];
  };
  assert.deepEqual(await complete("+a"), ["+a", "90 diff|+a"]);
  assert.deepEqual(await complete(), [undefined, undefined]);
  const long = "+".repeat(RENDERED_DIFF_CHARS + 1);
  assert.deepEqual(await complete(long), [long, undefined]);
  client.result("terminal.resize", { session_id, cols: 90, rendered: false });
  assert.deepEqual(await complete("+a"), ["+a", undefined]);
  stage.provider.turn.end();
  await stage.time.pass();
});

function rendering(renderer: TextRenderer) {
  const [time, logger] = [fakeClock(), new LogBook()];
  const load = () => Promise.resolve(renderer);
  return { logger, time, it: new Rendering({ load, cols: () => 80, clock: time.clock, logger }) };
}

Deno.test("diff() is for who wants it, and one that throws is told of", async () => {
  const { it } = rendering(plain);
  it.want(true);
  assert.equal(it.diff("+a"), undefined);
  await Promise.resolve();
  assert.equal(it.diff("+a"), "80 diff|+a");
  assert.equal(it.diff(" "), undefined);
  it.want(false);
  assert.equal(it.diff("+a"), undefined);
  const broken = rendering({ ...plain, diff: () => assert.fail("no such line") });
  broken.it.want(true);
  await Promise.resolve();
  assert.equal(broken.it.diff("+a"), undefined);
  assert.equal(broken.logger.at("warn").length, 1);
});

Deno.test("whole() and beginning() take what is no text for nothing", async () => {
  const { it, time } = rendering({ ...plain, markdown: () => 5 as unknown as string });
  it.want(true);
  await Promise.resolve();
  assert.equal(await it.whole("a"), undefined);
  assert.equal(await it.beginning("a"), undefined);
  assert.equal(it.whole(" \n"), undefined);
  assert.equal(time.timers, 0);
});

Deno.test("a renderer that cannot be loaded is told of once", async () => {
  const [{ clock }, logger] = [fakeClock(), new LogBook()];
  const load = () => Promise.reject(new Error("not installed"));
  const it = new Rendering({ load, cols: () => 80, clock, logger });
  it.want(true);
  it.want(true);
  // The promise, what follows it, and its failure.
  for (let i = 0; i < 3; i++) await Promise.resolve();
  assert.equal(it.whole("a"), undefined);
  assert.match(JSON.stringify(logger.at("warn")), /not installed/);
  assert.equal(logger.at("warn").length, 1);
});
