/** Renderings of an answer while it is being said: from end to end, without a socket. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { markdownText } from "../../src/adapters/ansi_text.ts";
import { LIVE_CHARS } from "../../src/session/live_rendering.ts";
import type { MarkdownLook, TextRenderer } from "../../src/session/rendering.ts";
import { type Client, Stage, streamed, type WireEvent } from "../support/stage.ts";

/** A renderer that answers when it is told to, and counts what it is asked. */
class SlowRenderer implements TextRenderer {
  readonly asked: { text: string; look: MarkdownLook; answer(shown?: string): void }[] = [];

  markdown(text: string, look: MarkdownLook): Promise<string | undefined> {
    return new Promise((answer) => this.asked.push({ text, look, answer }));
  }

  diff(): undefined {}

  /** Answers the newest order with its own text. */
  answer(): void {
    const order = this.asked.at(-1);
    order?.answer(`<${order.text}>`);
  }
}

const plain: TextRenderer = {
  markdown: (text, { cols, isOpen }) => `${cols}${isOpen ? " open" : ""}|${text}`,
  diff: () => undefined,
};

const stageOf = (renderer: TextRenderer) =>
  new Stage({ renderer: () => Promise.resolve(renderer) });
const renderedOf = (events: readonly WireEvent[]) =>
  events.filter(({ payload }) => payload?.rendered !== undefined).map(({ payload }) =>
    payload.rendered
  );

async function say(stage: Stage, ...texts: string[]): Promise<void> {
  stage.provider.turn.text(...texts);
  await stage.time.pass();
}

async function end(stage: Stage, client: Client): Promise<WireEvent[]> {
  stage.provider.turn.end();
  await stage.time.pass(400);
  return client.events();
}

Deno.test("message.delta is followed by a rendering of all there is, behind its text and without a number", async () => {
  await using stage = stageOf(plain);
  const { client } = await stage.running("go", { cols: 90, rendered: true });
  await say(stage, "**a** ");
  const [text, shown, ...more] = client.events();
  assert.deepEqual([text?.type, text?.payload], ["message.delta", { text: "**a** " }]);
  assert.deepEqual([shown?.type, shown?.payload], [
    "message.delta",
    { text: "", rendered: "90 open|**a** " },
  ]);
  assert.equal(typeof text?.seq, "number");
  assert.equal(shown?.seq, undefined);
  assert.deepEqual(more, []);
  await say(stage, "b");
  await stage.time.pass(200);
  const later = client.events();
  assert.deepEqual(renderedOf(later), ["90 open|**a** b"]);
  assert.equal(later[0]?.seq, (text?.seq ?? 0) + 1);
  const last = await end(stage, client);
  assert.deepEqual(renderedOf(last), ["90|**a** b"]);
});

Deno.test("message.delta is not rendered where nobody asked, or nobody reads", async () => {
  const renderer = new SlowRenderer();
  await using stage = new Stage({ renderer: () => Promise.resolve(renderer), highWaterBytes: 1 });
  const { client, id: session_id } = await stage.running("go");
  await say(stage, "a");
  await stage.time.pass(100);
  assert.deepEqual(renderer.asked, []);
  // The answers stay in the socket.
  client.socket.reading = false;
  client.send("terminal.resize", { session_id, cols: 80, rendered: true });
  await say(stage, "b");
  await stage.time.pass(1_000);
  assert.deepEqual(renderer.asked, []);
  client.send("terminal.resize", { session_id, cols: 80, rendered: false });
  client.socket.reading = true;
  client.socket.drain();
  await end(stage, client);
  assert.deepEqual(renderer.asked, []);
});

Deno.test("a rendering that an event has overtaken is not shown, and the newest state is the next", async () => {
  const renderer = new SlowRenderer();
  await using stage = stageOf(renderer);
  const { client } = await stage.running("go", { rendered: true });
  await say(stage, "a");
  for (const text of ["b", "c", "d"]) {
    await say(stage, text);
    await stage.time.pass(40);
  }
  assert.deepEqual(renderer.asked.map(({ text }) => text), ["a"]);
  renderer.answer();
  await stage.time.pass(1_000);
  assert.deepEqual(renderer.asked.map(({ text }) => text), ["a", "abcd"]);
  const before = client.events();
  assert.equal(streamed(before), "abcd");
  assert.deepEqual(renderedOf(before), []);
  renderer.answer();
  await stage.time.pass();
  assert.deepEqual(renderedOf(client.events()), ["<abcd>"]);
  await end(stage, client);
});

Deno.test("no delta waits for a renderer that never answers", async () => {
  const renderer = new SlowRenderer();
  await using stage = stageOf(renderer);
  const { client } = await stage.running("go", { rendered: true });
  for (let i = 0; i < 50; i++) {
    await say(stage, `${i} `);
    await stage.time.pass(33);
    assert.equal(streamed(client.events()), `${i} `);
  }
  assert.equal(renderer.asked.length, 1);
  const [complete] = await end(stage, client);
  assert.equal(complete?.type, "message.complete");
});

Deno.test("a text that cannot be rendered is not tried again; the next one is", async () => {
  const renderer = new SlowRenderer();
  await using stage = stageOf(renderer);
  const { client } = await stage.running("go", { rendered: true });
  await say(stage, "a");
  renderer.asked[0]?.answer(undefined);
  await stage.time.pass(500);
  await say(stage, "b");
  await stage.time.pass(500);
  assert.equal(renderer.asked.length, 1);
  const tool = { id: "1", name: "read", args: {}, context: "" };
  stage.provider.turn.push({ type: "tool_start", ...tool });
  await say(stage, "c");
  assert.equal(renderer.asked.at(-1)?.text, "c");
  await end(stage, client);
});

Deno.test("a rendering is of the text since the last tool, and of no more than there may be", async () => {
  await using stage = stageOf(plain);
  const { client } = await stage.running("go", { rendered: true });
  await say(stage, "before");
  stage.provider.turn.push({ type: "tool_start", id: "1", name: "read", args: {}, context: "" });
  await stage.time.pass(200);
  client.take();
  await say(stage, "after");
  await stage.time.pass(200);
  assert.deepEqual(renderedOf(client.events()), ["80 open|after"]);
  await say(stage, "x".repeat(LIVE_CHARS));
  await stage.time.pass(1_000);
  assert.deepEqual(renderedOf(client.events()), []);
  assert.match(renderedOf(await end(stage, client))[0], /^80\|afterx+$/);
});

Deno.test("terminal.resize brings what there is in the new width", async () => {
  await using stage = stageOf(plain);
  const { client, id: session_id } = await stage.running("go", { cols: 80, rendered: true });
  await say(stage, "a");
  await stage.time.pass(1_000);
  client.take();
  client.result("terminal.resize", { session_id, cols: 50 });
  await stage.time.pass(100);
  assert.deepEqual(renderedOf(client.events()), ["50 open|a"]);
  const renderer = await end(stage, client);
  assert.deepEqual(renderedOf(renderer), ["50|a"]);
});

Deno.test("renderings are paced, however fast a text grows", async () => {
  let count = 0;
  const counting = { ...plain, markdown: () => `${++count}` };
  await using stage = stageOf(counting);
  const { client } = await stage.running("go", { rendered: true });
  for (let i = 0; i < 1_000; i++) {
    stage.provider.turn.text("word ");
    await stage.time.pass(1);
  }
  assert.ok(count >= 5 && count <= 17, `${count} in a second`);
  await end(stage, client);
});

const TEXT =
  "# T\n\n**a** `b` *c*, [l](https://x.org)\n\n- x\n- y\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" +
  "```ts\nlet x\n```\n\nEnd **of** it.";

Deno.test("whatever the pieces an answer comes in, its last rendering is the same", async () => {
  const render: TextRenderer = { markdown: markdownText, diff: () => undefined };
  const look = { cols: 80, colours: true, isOpen: false };
  const cuts = fc.array(fc.integer({ min: 0, max: TEXT.length }), { maxLength: 12 });
  const pauses = fc.array(fc.constantFrom(0, 5, 40, 100), { minLength: 14, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(cuts, pauses, async (cuts, pauses) => {
      await using stage = stageOf(render);
      const { client } = await stage.running("go", { rendered: true });
      let from = 0;
      for (const [i, cut] of [...cuts.toSorted((a, b) => a - b), TEXT.length].entries()) {
        if (cut > from) stage.provider.turn.text(TEXT.slice(from, cut));
        from = cut;
        await stage.time.pass(pauses[i] ?? 0);
      }
      const events = [...client.events(), ...await end(stage, client)];
      assert.equal(streamed(events), TEXT);
      assert.equal(renderedOf(events).at(-1), markdownText(TEXT, look));
      let said = "";
      for (const { type, payload } of events) {
        said += type === "message.delta" ? payload.text : "";
        if (type !== "message.delta" || payload.rendered === undefined) continue;
        assert.equal(payload.rendered, markdownText(said, { ...look, isOpen: true }));
      }
    }),
    { numRuns: 40 },
  );
});
