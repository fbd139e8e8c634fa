/** What a window that opens a session later is told beside its messages, where it asks for details. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Store, StoreError } from "../../src/store/store.ts";
import type { AttachmentFolder } from "../../src/workspace/attachment_folder.ts";
import { raise } from "../support/raise.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { PNG } from "../workspace/support/images.ts";
import { MemoryWorkspace } from "../workspace/support/memory_workspace.ts";
import { crashable } from "./support/crashable_store.ts";
import { pendingCall } from "./support/talks.ts";

const TODOS = [{ content: "look", status: "in_progress" as const }];
/** The same as windows are told it. */
const TOLD = TODOS.map((todo) => ({ id: "1", ...todo }));

/** How the session stands, for whoever comes now. */
function look(stage: Stage, session_id: string, method = "session.activate"): Json {
  return stage.connect().result(method, { session_id, details: true });
}

async function end(stage: Stage): Promise<void> {
  stage.provider.turn.end();
  await stage.time.pass(100);
}

Deno.test("session.activate tells nothing of it to who asks for no details", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.running();
  stage.provider.turn.push({ type: "todos", todos: TODOS });
  await end(stage);
  const live = client.result("session.activate", { session_id });
  for (const member of ["todos", "ending", "attachments"]) assert.equal(member in live, false);
});

Deno.test("session.activate tells the plan, and how the last turn ended", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  assert.deepEqual(look(stage, id).todos, []);
  assert.equal("ending" in look(stage, id), false);
  client.submit(id, "one");
  await stage.time.pass();
  stage.provider.turn.push({ type: "todos", todos: TODOS });
  stage.provider.turn.text("well");
  await end(stage);
  assert.deepEqual([look(stage, id).todos, look(stage, id).ending], [TOLD, {
    status: "complete",
  }]);
  client.submit(id, "two");
  await stage.time.pass();
  assert.deepEqual(look(stage, id).ending, { status: "complete" }, "of the last that is over");
  client.result("session.interrupt", { session_id: id });
  await stage.time.pass(100);
  assert.deepEqual(look(stage, id).ending, { status: "interrupted" });
});

Deno.test("session.activate tells what went wrong in the last turn, until something else is the last", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("one");
  stage.provider.turn.push({ type: "failure", message: "no credit" });
  await end(stage);
  const ending = { status: "error", message: "Error: no credit" };
  assert.deepEqual(look(stage, id).ending, ending);
  client.submit(id, "two");
  await stage.time.pass();
  stage.provider.turn.text("half");
  stage.provider.turn.push({ type: "failure", message: "no credit" });
  await end(stage);
  assert.deepEqual(look(stage, id).ending, { status: "error", warning: "no credit" });
  client.result("session.undo", { session_id: id });
  assert.equal("ending" in look(stage, id), false);
});

Deno.test("session.activate tells how many prompts were called off with the last turn", async () => {
  await using stage = new Stage({ busyMode: "queue" });
  const { client, id } = await stage.running("one");
  stage.provider.turn.text("half");
  client.submit(id, "two");
  client.result("session.interrupt", { session_id: id });
  await stage.time.pass(100);
  assert.deepEqual(look(stage, id).ending, { status: "interrupted", called_off: 1 });
  assert.deepEqual(look(stage, id).messages.at(-1), { role: "user", text: "two" });
});

Deno.test("session.resume tells how a turn ended that a crash cut, and the plan there was", async () => {
  const store = crashable(new MemoryStore());
  let id = "";
  {
    await using stage = new Stage({ store });
    ({ id } = await stage.running("one"));
    stage.provider.turn.push({ type: "todos", todos: TODOS });
    stage.provider.turn.text("half of");
    await stage.time.pass(100);
    store.crash();
  }
  await using stage = new Stage({ store: store.survivor });
  const live = look(stage, id, "session.resume");
  assert.deepEqual(live.messages.at(-1), { role: "assistant", text: "half of" });
  assert.deepEqual([live.ending, live.todos], [{ status: "interrupted" }, TOLD]);
});

Deno.test("session.resume tells no end of a turn that was undone before", async () => {
  const store = new MemoryStore();
  let id = "";
  {
    await using stage = new Stage({ store });
    const opened = await stage.running("one");
    ({ id } = opened);
    stage.provider.turn.text("well");
    await end(stage);
    opened.client.submit(id, "two");
    await stage.time.pass();
    stage.provider.turn.text("half of");
    opened.client.result("session.interrupt", { session_id: id });
    await stage.time.pass(100);
    opened.client.result("session.undo", { session_id: id });
    await stage.time.pass(100);
  }
  await using stage = new Stage({ store });
  assert.equal("ending" in look(stage, id, "session.resume"), false);
});

const folder: AttachmentFolder = {
  keep: (session, { name }) => Promise.resolve(`/state/${session}/${name}`),
  removeFile: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  all: () => Promise.resolve([]),
};

async function ask(stage: Stage, client: Client, call: [method: string, params: Json]) {
  const answer = pendingCall(client, ...call);
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  return answer()?.result;
}

Deno.test("session.activate tells what goes along with the next prompt, until one takes it", async () => {
  const workspace = new MemoryWorkspace({ "/desk/cat.png": PNG, "/elsewhere/b.txt": "b" });
  await using stage = new Stage({ workspace, cwd: "/desk", attachments: folder });
  const { client, id: session_id } = await stage.open();
  assert.deepEqual(look(stage, session_id).attachments, []);
  await ask(stage, client, ["image.attach", { session_id, path: "cat.png" }]);
  const data_url = "data:text/plain;base64,eHl6";
  await ask(stage, client, ["file.attach", { session_id, data_url, name: "a b.txt" }]);
  const [image, file] = look(stage, session_id).attachments;
  const bytes = PNG.length;
  assert.deepEqual(image, { id: "/desk/cat.png", name: "cat.png", kind: "image", bytes });
  const id = `/state/${session_id}/a b.txt`;
  const ref_text = `@file:\`${id}\``;
  assert.deepEqual(file, { id, name: "a b.txt", kind: "file", bytes: 3, ref_text });
  client.submit(session_id, "look");
  await stage.time.pass();
  assert.deepEqual(look(stage, session_id).attachments, []);
  stage.provider.turn.end();
});

Deno.test("session.resume goes on with a conversation whose events somebody has edited", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const client = stage.connect();
  const made = client.result("session.create", { title: "Cats" });
  const { session_id: id, stored_session_id: sessionId } = made;
  client.result("session.close", { session_id: id });
  const seq = store.range(sessionId).latest + 1;
  const frame = '{"params":{"type":"message.complete"';
  store.write([{ kind: "event", sessionId, event: { seq, frame } }]);
  assert.equal("ending" in look(stage, id, "session.resume"), false);
  assert.equal(stage.log.at("warn").length, 1);
});

Deno.test("session.resume goes on where the events of a conversation cannot be read", async () => {
  const kept = new MemoryStore();
  await using first = new Stage({ store: kept });
  const { client, id } = await first.open();
  const { session_key } = client.result("session.activate", { session_id: id });
  client.submit(id, "one");
  await first.time.pass();
  first.provider.turn.text("well");
  await end(first);
  const store: Store = new Proxy(kept, {
    get(target, name) {
      if (name === "events") return () => raise(new StoreError("the file is damaged"));
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  await using again = new Stage({ store });
  const resumed = again.connect().result("session.resume", {
    session_id: session_key,
    details: true,
  });
  assert.equal(resumed.messages.length, 2);
  assert.equal("ending" in resumed, false);
  assert.match(JSON.stringify(again.log.at("warn")), /the file is damaged/);
});
