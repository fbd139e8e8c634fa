import assert from "node:assert/strict";
import { saveDocument } from "../../src/adapters/saved_documents.ts";
import { Folder } from "../store/support/sqlite.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { lines, pendingCall, talk } from "./support/talks.ts";

async function save(stage: Stage, client: Client, session_id: string): Promise<Json> {
  const answer = pendingCall(client, "session.save", { session_id });
  await stage.time.pass();
  return answer();
}

Deno.test("conformance 122: session.save writes into the folder it was given, not into the cwd", async () => {
  using folder = new Folder();
  const saved = `${folder.path}/state/saved`;
  await using stage = new Stage({
    saveDocument: (name, text) => saveDocument(saved, { name, text }),
  });
  const { client, id } = await stage.open({ title: "Tides", cwd: folder.path });
  await talk(stage, { client, id, texts: ["one", "two", "three"] });
  const first = await save(stage, client, id);
  const second = await save(stage, client, id);
  assert.deepEqual([first.result.file, second.result.file], [
    `${saved}/tidegate_conversation_20260101_123015.json`,
    `${saved}/tidegate_conversation_20260101_123015_2.json`,
  ]);
  assert.deepEqual(folder.names(), ["state"]);
  const document = JSON.parse(await Deno.readTextFile(first.result.file));
  assert.equal(document.title, "Tides");
  assert.deepEqual(document.message_count, 6);
  assert.deepEqual(lines(document.messages).slice(0, 2), ["user: one", "assistant: re one"]);
  if (Deno.build.os === "windows") return;
  assert.equal((await Deno.stat(first.result.file)).mode! & 0o777, 0o600);
});

Deno.test("session.save keeps what a summary stands for, too", async () => {
  let written = "";
  await using stage = new Stage({ saveDocument: (name, text) => (written = text, `/x/${name}`) });
  stage.provider.script.summarize = () => Promise.resolve("in short");
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two"] });
  const done = pendingCall(client, "session.compress", { session_id: id });
  await stage.time.pass();
  assert.equal(done()?.result.after_messages, 3);
  await save(stage, client, id);
  const { messages, earlier_messages } = JSON.parse(written);
  assert.deepEqual(lines(earlier_messages), ["user: one", "assistant: re one"]);
  assert.equal(messages.length, 3);
});

Deno.test("session.save is 5011 with the reason where it fails, and where there is no folder", async () => {
  const failures: [saveDocument: (() => Promise<string>) | undefined, message: string][] = [
    [undefined, "Cannot save the conversation: this gateway has no folder for documents"],
    [() => Promise.reject(new Error("disk full")), "Cannot save the conversation: disk full"],
  ];
  for (const [saveDocument, message] of failures) {
    await using stage = new Stage({ saveDocument });
    const { client, id } = await stage.open();
    const { error } = await save(stage, client, id);
    assert.deepEqual(error, { code: 5011, message });
  }
});
