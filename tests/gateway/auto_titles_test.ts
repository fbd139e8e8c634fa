import assert from "node:assert/strict";
import type { Agent, TitleInput } from "../../src/agent/agent.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { Stage } from "../support/stage.ts";
import { Outage } from "./support/outage.ts";
import { talk } from "./support/talks.ts";

/** A stage whose agents are asked for titles, and find what they are told to. */
function naming(options: ConstructorParameters<typeof Stage>[0] = {}) {
  const asked: { input: TitleInput; signal: AbortSignal; find: (title: unknown) => void }[] = [];
  const title: Agent["title"] = (input, signal) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    asked.push({ input, signal, find: (title) => resolve(title as string) });
    return promise;
  };
  return { stage: new Stage({ provider: new ScriptedProvider({ title }), ...options }), asked };
}

Deno.test("conformance 132: a first turn that completes gets the conversation a title, behind its end", async () => {
  const store = new MemoryStore();
  const { stage, asked } = naming({ store });
  await using _stage = stage;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  assert.equal(client.types().at(-1), "session.info", "the turn did not wait");
  assert.deepEqual(asked.map(({ input: { user, assistant, model } }) => [user, assistant, model]), [
    ["one", "re one", "model-a"],
  ]);
  asked[0]?.find(' "On  the\ntides');
  await stage.time.pass();
  const { session_key } = client.result("session.activate", { session_id: id });
  const told = client.take().flatMap(({ params }) => params ? [[params.type, params.payload]] : []);
  assert.deepEqual(told[0], ["session.title", { session_id: session_key, title: "On the" }]);
  assert.deepEqual([told[1]?.[0], told[1]?.[1].title], ["session.info", "On the"]);
  assert.equal(store.session(session_key)?.title, "On the");
  await talk(stage, { client, id, texts: ["two"] });
  assert.equal(asked.length, 1, "it has one");
});

Deno.test("conformance 132: no title for a turn that is interrupted, fails, or says nothing", async () => {
  const { stage, asked } = naming();
  await using _stage = stage;
  const ends: (() => void)[] = [
    () => client.interrupt(id),
    () => stage.provider.turn.fail(new Error("broken")),
    () => stage.provider.turn.end(),
  ];
  const { client, id } = await stage.open();
  for (const end of ends) {
    client.submit(id, "hello");
    await stage.time.pass();
    end();
    await stage.time.pass(50);
    client.result("session.undo", { session_id: id });
  }
  assert.equal(asked.length, 0);
  // Nor for the third prompt.
  for (const text of ["a", "b", "c"]) {
    client.submit(id, text);
    await stage.time.pass();
    if (text === "c") stage.provider.turn.text("at last");
    stage.provider.turn.end();
    await stage.time.pass(50);
  }
  assert.equal(asked.length, 0);
});

Deno.test("a title is unique, cut to 80 characters, and not the agent's prose", async () => {
  const cases: [found: unknown, title: string][] = [
    ["Tides", "Tides (2)"],
    ["Title: **The moon**", "The moon"],
    ["„Ebbe und Flut“", "Ebbe und Flut"],
    ["long ".repeat(50), "long ".repeat(16).trim()],
    ["a\u0000b\u202ec", "abc"],
    ["  \n ", ""],
    [undefined, ""],
    [5, ""],
  ];
  for (const [found, title] of cases) {
    const { stage, asked } = naming();
    await using _stage = stage;
    const { client, id } = await stage.open();
    client.result("session.create", { title: "Tides" });
    await talk(stage, { client, id, texts: ["one"] });
    asked[0]?.find(found);
    await stage.time.pass();
    assert.equal(client.result("session.title", { session_id: id }).title, title);
  }
});

Deno.test("a title that somebody sets meanwhile is not replaced", async () => {
  const { stage, asked } = naming();
  await using _stage = stage;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  client.result("session.title", { session_id: id, title: "Mine" });
  client.take();
  asked[0]?.find("Theirs");
  await stage.time.pass();
  assert.deepEqual(client.types(), []);
  assert.equal(client.result("session.title", { session_id: id }).title, "Mine");
});

Deno.test("a title that comes too late, or never, does no harm", async () => {
  const { stage, asked } = naming();
  await using _stage = stage;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  await stage.time.pass(29_900);
  assert.equal(asked[0]?.signal.aborted, false);
  await stage.time.pass(100);
  assert.equal(asked[0]?.signal.aborted, true);
  asked[0]?.find("Too late");
  await stage.time.pass();
  assert.equal(client.result("session.title", { session_id: id }).title, "");
  assert.deepEqual(stage.log.at("warn", "error"), []);
  await talk(stage, { client, id, texts: ["two"] });
  assert.equal(asked.length, 2, "the second turn asks again");
  client.result("session.close", { session_id: id });
  assert.equal(asked[1]?.signal.aborted, true, "a session that ends asks no more");
});

Deno.test("an agent that fails to find a title fails in silence", async () => {
  const titles: Agent["title"][] = [
    () => Promise.reject(new Error("no")),
    () => {
      throw new Error("at once");
    },
  ];
  for (const title of titles) {
    await using stage = new Stage({ provider: new ScriptedProvider({ title }) });
    const { client, id } = await stage.open();
    await talk(stage, { client, id, texts: ["one"] });
    assert.equal(client.types().at(-1), "session.info");
    assert.deepEqual(stage.log.at("warn", "error"), []);
    assert.equal(stage.log.at("debug").length, 1);
  }
});

Deno.test("no title is asked for where autoTitle is off", async () => {
  const { stage, asked } = naming({ autoTitle: false });
  await using _stage = stage;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  assert.equal(asked.length, 0);
});

Deno.test("a title is found while the store is out, and is pending", async () => {
  await using outage = new Outage();
  const { stage, plain } = outage;
  stage.provider.script.title = () => Promise.resolve("Tides");
  const { client, id } = await stage.open();
  outage.fail("write");
  await talk(stage, { client, id, texts: ["one"] });
  const again = client.result("session.title", { session_id: id, title: "Tides" });
  assert.deepEqual(again, { pending: true, title: "Tides" });
  await outage.recover();
  assert.equal(plain.store.sessionByTitle("Tides")?.liveId, id);
});
