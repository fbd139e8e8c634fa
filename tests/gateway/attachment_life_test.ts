/** What becomes of attachments: prompts that take them, sessions that end. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { AttachmentFolder } from "../../src/workspace/attachment_folder.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { PNG } from "../workspace/support/images.ts";
import { MemoryWorkspace } from "../workspace/support/memory_workspace.ts";
import { pendingCall } from "./support/talks.ts";

const workspace = new MemoryWorkspace({ "/desk/cat.png": PNG });

async function attach(stage: Stage, client: Client, session_id: string): Promise<Json> {
  const answer = pendingCall(client, "image.attach", { session_id, path: "cat.png" });
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  return answer()?.result;
}

/** Names of the images the newest turn was given. */
function images(stage: Stage): unknown[] {
  const { attachments = [] } = stage.provider.turn.input;
  return attachments.map((each) => "name" in each ? each.name : each);
}

Deno.test("a prompt that was taken before takes nothing along when it is sent again", async () => {
  await using stage = new Stage({ workspace, cwd: "/desk" });
  const { client, id } = await stage.open();
  client.submit(id, "one", { client_message_id: "m1" });
  await stage.time.pass();
  await attach(stage, client, id);
  client.submit(id, "one", { client_message_id: "m1" });
  stage.provider.turn.end();
  await stage.time.pass();
  client.submit(id, "two");
  await stage.time.pass();
  assert.deepEqual(images(stage), ["cat.png"]);
  stage.provider.turn.end();
});

Deno.test("a prompt with an image is no hint: it is queued, and the agent has it in its own turn", async () => {
  await using stage = new Stage({ workspace, cwd: "/desk", busyMode: "steer" });
  stage.provider.script.takesHints = true;
  const { client, id } = await stage.running("one");
  assert.equal(client.submit(id, "a hint"), "steered");
  await attach(stage, client, id);
  assert.equal(client.submit(id, "two"), "queued");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "two");
  assert.deepEqual(images(stage), ["cat.png"]);
  stage.provider.turn.end();
});

Deno.test("prompts that are joined while they wait bring all their images along", async () => {
  await using stage = new Stage({ workspace, cwd: "/desk", busyMode: "queue" });
  const { client, id } = await stage.running("one");
  await attach(stage, client, id);
  assert.equal(client.submit(id, "two"), "queued");
  await attach(stage, client, id);
  assert.equal(client.submit(id, "three"), "queued");
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.text, "two\n\nthree");
  assert.deepEqual(images(stage), ["cat.png", "cat.png"]);
  stage.provider.turn.end();
  await stage.time.pass();
  const { messages } = client.result("session.history", { session_id: id });
  const url = "file:///desk/cat.png";
  assert.equal(messages.at(-1).text, `two\n\nthree\n${url}\n${url}`);
});

Deno.test("what waits belongs to the session: another window's prompt takes it", async () => {
  await using stage = new Stage({ workspace, cwd: "/desk" });
  const { client, id } = await stage.open();
  await attach(stage, client, id);
  stage.connect().submit(id, "what is it?");
  await stage.time.pass();
  assert.deepEqual(images(stage), ["cat.png"]);
  stage.provider.turn.end();
});

Deno.test("observers attach nothing", async () => {
  await using stage = new Stage({ workspace, cwd: "/desk" });
  const { id: session_id } = await stage.open();
  const observer = stage.connect(undefined, "observer");
  for (const method of ["image.attach", "file.attach", "image.detach", "input.detect_drop"]) {
    assert.equal(observer.error(method, { session_id, path: "cat.png" }).code, 4040);
  }
});

/** A folder that tells what is asked of it. */
class Recorder implements AttachmentFolder {
  readonly removed: string[] = [];
  readonly old: { session: string; at: number }[] = [];

  keep(session: string): Promise<string> {
    return Promise.resolve(`/state/${session}/image.png`);
  }

  removeFile(): Promise<void> {
    return Promise.resolve();
  }

  remove(session: string): Promise<void> {
    this.removed.push(session);
    return Promise.resolve();
  }

  all() {
    return Promise.resolve(this.old);
  }
}

async function send(stage: Stage, client: Client, session_id: string): Promise<void> {
  const data = btoa(String.fromCharCode(...PNG));
  const answer = pendingCall(client, "image.attach_bytes", { session_id, data });
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  assert.equal(answer()?.result.attached, true);
}

Deno.test("attachments leave with a session that leaves no trace, and stay with one that is kept", async () => {
  const attachments = new Recorder();
  await using stage = new Stage({ workspace, attachments, store: new MemoryStore() });
  const { client, id } = await stage.open();
  await send(stage, client, id);
  client.result("session.close", { session_id: id });
  await stage.time.pass();
  assert.deepEqual(attachments.removed, [id]);
  const kept = await stage.open({ title: "Cats" });
  await send(stage, kept.client, kept.id);
  kept.client.result("session.close", { session_id: kept.id });
  await stage.time.pass();
  assert.deepEqual(attachments.removed, [id]);
});

Deno.test("attachments leave with every session where nothing outlives the process", async () => {
  const attachments = new Recorder();
  await using stage = new Stage({ workspace, attachments });
  const { client, id } = await stage.open({ title: "Cats" });
  await send(stage, client, id);
  client.result("session.close", { session_id: id });
  await stage.time.pass();
  assert.deepEqual(attachments.removed, [id]);
});

Deno.test("attachments leave with a conversation that is deleted", async () => {
  const attachments = new Recorder();
  await using stage = new Stage({ workspace, attachments, store: new MemoryStore() });
  const client = stage.connect();
  const { session_id, stored_session_id } = client.result("session.create", { title: "Cats" });
  await stage.time.pass(50);
  client.result("session.close", { session_id });
  client.result("session.delete", { session_id: stored_session_id });
  await stage.time.pass();
  assert.deepEqual(attachments.removed, [session_id]);
});

Deno.test("with the first attachment, those leave that retention has reached and nobody knows", async () => {
  const attachments = new Recorder();
  await using stage = new Stage({ workspace, attachments, retentionMs: 1_000 });
  const { client, id } = await stage.open();
  const known = client.result("session.create", { title: "Cats" }).session_id;
  const now = stage.time.clock.now();
  attachments.old.push({ session: "00000001", at: now - 1_001 });
  attachments.old.push({ session: "00000002", at: now - 999 });
  attachments.old.push({ session: known, at: now - 5_000 });
  assert.deepEqual(attachments.removed, []);
  await send(stage, client, id);
  await send(stage, client, id);
  assert.deepEqual(attachments.removed, ["00000001"]);
  attachments.old.splice(0, 1);
  await stage.time.pass(3_600_000);
  await send(stage, client, id);
  assert.deepEqual(attachments.removed, ["00000001", "00000002"]);
});

Deno.test("an attachment that cannot be kept is 5027, with the reason", async () => {
  await using stage = new Stage({ workspace });
  const { client, id: session_id } = await stage.open();
  const data = btoa(String.fromCharCode(...PNG));
  const answer = pendingCall(client, "image.attach_bytes", { session_id, data });
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  const { code, message } = answer()?.error;
  assert.equal(code, 5027);
  assert.match(message, /^Cannot keep the attachment: this gateway has no folder for attachments$/);
});
