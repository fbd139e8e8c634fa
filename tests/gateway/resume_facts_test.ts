/** What a resumed conversation is: its rows, its settings, its agent. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { StoredMessage } from "../../src/store/store.ts";
import { keepSession } from "../store/support/samples.ts";
import { type Json, Stage } from "../support/stage.ts";
import { crashable } from "./support/crashable_store.ts";
import { lines, talk } from "./support/talks.ts";

/** A store with one conversation that has ended; others may have written its rows. */
function stored(messages: Json[], row: Parameters<typeof keepSession>[1] = {}): MemoryStore {
  const store = new MemoryStore();
  store.write([
    keepSession("20260101_000000_00c0de", { liveId: "0badcafe", ...row }),
    {
      kind: "messages",
      sessionId: "20260101_000000_00c0de",
      from: 0,
      messages: messages as StoredMessage[],
    },
  ]);
  return store;
}

const resume = { session_id: "20260101_000000_00c0de" };

Deno.test("conformance 074: rows that are blank, null or of an unknown role are not shown", async () => {
  const store = stored([
    { role: "user", text: "one" },
    { role: "assistant", text: "  \n" },
    { role: "assistant", text: null },
    { role: "assistant" },
    { role: "narrator", text: "meanwhile" },
    { role: "assistant", text: null, reasoning: "hm" },
    { role: "tool", text: null, name: "ls", context: "/srv" },
  ]);
  await using stage = new Stage({ store });
  const { messages, message_count } = stage.connect().result("session.resume", resume);
  assert.deepEqual(messages, [
    { role: "user", text: "one" },
    { role: "assistant", text: "", reasoning: "hm" },
    { role: "tool", name: "ls", context: "/srv" },
  ]);
  assert.equal(message_count, 7, "raw rows are counted");
});

Deno.test("conformance 077: text and image of one message are shown as text and address", async () => {
  const store = new MemoryStore();
  const content = [
    { type: "image_url", image_url: { url: "https://example.org/a.png" } },
    { type: "text", text: "describe this" },
  ];
  await using stage = new Stage({ store });
  const { client, id } = await stage.open({
    title: "Picture",
    messages: [{ role: "user", content }, { role: "assistant", reasoning: "a tide" }],
  });
  client.result("session.close", { session_id: id });
  const { messages } = client.result("session.resume", { session_id: "Picture" });
  assert.deepEqual(messages, [
    { role: "user", text: "describe this\nhttps://example.org/a.png" },
    { role: "assistant", text: "", reasoning: "a tide" },
  ]);
});

Deno.test("conformance 076: a cold resume goes on in the row it was resumed from", async () => {
  const store = stored([{ role: "user", text: "one" }, { role: "assistant", text: "re one" }]);
  await using stage = new Stage({ store });
  const client = stage.connect();
  const { session_id, session_key } = client.result("session.resume", resume);
  assert.deepEqual([session_id, session_key], ["0badcafe", resume.session_id]);
  await stage.time.pass(50);
  assert.equal(stage.provider.builds.length, 1, "it is no mere watch");
  await talk(stage, { client, id: session_id, texts: ["two"] });
  assert.equal(store.messages(resume.session_id).length, 4);
  assert.equal(store.sessions({ limit: 9 }).length, 1);
});

Deno.test("conformance 081: two eager resumes at once end in one session with one agent", async () => {
  const store = stored([{ role: "user", text: "one" }]);
  await using stage = new Stage({ store });
  stage.provider.script.builds = "hold";
  const [one, other] = [stage.connect(), stage.connect()];
  const eager = { ...resume, eager_build: true };
  const ids = [one, other].map((client) => client.result("session.resume", eager).session_id);
  assert.deepEqual(ids, ["0badcafe", "0badcafe"]);
  assert.equal(stage.provider.builds.length, 1);
  stage.provider.builds[0]?.finish();
  await stage.time.pass(100);
  assert.equal(stage.provider.builds.length, 1);
  assert.equal(one.result("session.active_list").sessions.length, 1);
});

Deno.test("conformance 084: a lazy resume builds no agent, and repeated it is the same session", async () => {
  const store = stored([{ role: "user", text: "one" }]);
  await using stage = new Stage({ store });
  const client = stage.connect();
  const lazy = () => client.result("session.resume", { ...resume, lazy: true }).session_id;
  assert.equal(lazy(), lazy());
  await stage.time.pass(10_000);
  assert.equal(stage.provider.builds.length, 0);
  assert.equal(client.submit("0badcafe", "two"), "streaming");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.history.length, 1, "the first prompt builds it");
});

Deno.test("conformance 086: a lazy resume of a conversation nobody knows is 4007", async () => {
  await using stage = new Stage();
  const error = stage.connect().error("session.resume", { session_id: "nobody", lazy: true });
  assert.deepEqual(error, { code: 4007, message: "session not found" });
});

Deno.test("conformance 305: a resume answers before the build with the stored model and provider; eager_build builds", async () => {
  const store = stored([], { model: "model-z", provider: "elsewhere" });
  await using stage = new Stage({ store });
  const client = stage.connect();
  const { info } = client.result("session.resume", resume);
  assert.deepEqual([info.lazy, info.model, info.provider], [true, "model-z", "elsewhere"]);
  assert.equal(stage.provider.builds.length, 0);
  client.result("session.close", { session_id: "0badcafe" });
  client.result("session.resume", { ...resume, eager_build: true });
  assert.equal(stage.provider.builds.length, 1);
  assert.equal(stage.provider.builds[0]?.context.model, "model-z");
});

Deno.test("conformance 062: a row keeps the folder and the model that were asked for, not the usual ones", async () => {
  const store = new MemoryStore();
  const row = (client: Json, id: string) => {
    const { session_key } = client.result("session.activate", { session_id: id });
    return store.session(session_key);
  };
  {
    await using stage = new Stage({ store, cwd: "/usual" });
    const plain = await stage.open({ title: "plain" });
    const asked = await stage.open({ title: "asked", cwd: "/usual", model: "model-a" });
    const [kept, chosen] = [row(plain.client, plain.id), row(asked.client, asked.id)];
    assert.deepEqual([kept?.cwd, kept?.model], ["", ""]);
    assert.deepEqual([chosen?.cwd, chosen?.model], ["/usual", "model-a"]);
    plain.client.result("config.set", { key: "model", value: "model-c", session_id: plain.id });
    plain.client.result("session.title", { session_id: plain.id, title: "plain too" });
    assert.equal(row(plain.client, plain.id)?.model, "model-c");
    const unset = await stage.open({ title: "unset" });
    assert.deepEqual(row(unset.client, unset.id)?.model, "");
  }
  await using stage = new Stage({ store, cwd: "/other" });
  stage.provider.description = { ...stage.provider.description, model: "model-n" };
  const client = stage.connect();
  const facts = (title: string) => {
    const { info } = client.result("session.resume", { session_id: title });
    return [info.cwd, info.model];
  };
  assert.deepEqual(facts("plain too"), ["/other", "model-c"]);
  assert.deepEqual(facts("asked"), ["/usual", "model-a"]);
  assert.deepEqual(facts("unset"), ["/other", "model-n"]);
});

Deno.test("conformance 066: what a session was asked for is stored with it", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const asked = { model: "model-b", provider: "elsewhere", reasoning_effort: "high" };
  const { client, id } = await stage.open(asked);
  await talk(stage, { client, id, texts: ["one"] });
  const [row] = store.sessions({ limit: 1 });
  const { model, provider, reasoningEffort: reasoning_effort } = row ?? {};
  assert.deepEqual({ model, provider, reasoning_effort }, asked);
});

Deno.test("a turn that a crash cut ends with the model and the folder in force", async () => {
  const store = crashable(new MemoryStore());
  const before = new Stage({ store, cwd: "/usual" });
  const { client, id } = await before.running("tell me");
  const { seq } = client.result("session.activate", { session_id: id });
  store.crash();
  await before[Symbol.asyncDispose]();
  await using stage = new Stage({ store: store.survivor, cwd: "/usual" });
  const { events } = stage.connect().result("session.events.since", {
    session_id: id,
    last_seen: seq,
  });
  const { payload } = events.at(-1);
  assert.deepEqual([payload.cwd, payload.model], ["/usual", "model-a"]);
  assert.deepEqual(lines(store.survivor.messages(store.survivor.sessions({ limit: 1 })[0]!.id)), [
    "user: tell me",
  ]);
});

Deno.test("conformance 276: a status keeps the kind its agent gave it", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  const said = [
    { kind: "compacting", text: "Compacting…" },
    { kind: "lifecycle", text: "trying again" },
  ];
  for (const status of said) stage.provider.turn.push({ type: "status", ...status });
  await stage.time.pass(50);
  assert.deepEqual(client.events().map(({ payload }) => payload), said);
});
