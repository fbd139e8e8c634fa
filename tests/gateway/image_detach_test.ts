/** What becomes of files that were sent and are taken back. */
import assert from "node:assert/strict";
import type { AttachmentFolder } from "../../src/workspace/attachment_folder.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { PNG } from "../workspace/support/images.ts";
import { MemoryWorkspace } from "../workspace/support/memory_workspace.ts";
import { pendingCall } from "./support/talks.ts";

const png = btoa(String.fromCharCode(...PNG));
const workspace = new MemoryWorkspace({ "/elsewhere/b.txt": "b" });

/** A folder in memory, of one session. */
class Files implements AttachmentFolder {
  readonly all = () => Promise.resolve([]);
  readonly paths: string[] = [];

  keep(session: string, { name }: { name: string }): Promise<string> {
    this.paths.push(`/state/${session}/${name}`);
    return Promise.resolve(`/state/${session}/${name}`);
  }

  removeFile(_session: string, path: string): Promise<void> {
    this.paths.splice(this.paths.indexOf(path), 1);
    return Promise.resolve();
  }

  remove(): Promise<void> {
    this.paths.length = 0;
    return Promise.resolve();
  }
}

async function ask(stage: Stage, client: Client, [method, params]: [string, Json]): Promise<Json> {
  const answer = pendingCall(client, method, params);
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  return answer()?.result;
}

Deno.test("image.detach removes the file of what was sent, and no other", async () => {
  const attachments = new Files();
  await using stage = new Stage({ workspace, attachments, cwd: "/desk" });
  const { client, id: session_id } = await stage.open();
  const bytes = { session_id, data: png, filename: "one.png" };
  const image = await ask(stage, client, ["image.attach_bytes", bytes]);
  const data_url = "data:text/plain;base64,eA==";
  const file = await ask(stage, client, ["file.attach", { session_id, data_url, name: "a.txt" }]);
  const foreign = { session_id, path: "/elsewhere/b.txt" };
  await ask(stage, client, ["file.attach", foreign]);
  const detach = async (path: string) => {
    const { detached } = client.result("image.detach", { session_id, path });
    await stage.time.pass();
    return detached;
  };
  assert.equal(await detach(image.path), true);
  assert.deepEqual(attachments.paths, [file.path]);
  assert.equal(await detach(foreign.path), true);
  assert.equal(await detach(image.path), false);
  assert.deepEqual(attachments.paths, [file.path]);
  assert.equal(await detach(file.path), true);
  assert.deepEqual(attachments.paths, []);
});

Deno.test("image.detach leaves the file of what has gone to the agent", async () => {
  const attachments = new Files();
  await using stage = new Stage({ workspace, attachments, cwd: "/desk" });
  const { client, id: session_id } = await stage.open();
  const { path } = await ask(stage, client, ["image.attach_bytes", { session_id, data: png }]);
  client.submit(session_id, "look");
  await stage.time.pass();
  assert.equal(client.result("image.detach", { session_id, path }).detached, false);
  await stage.time.pass();
  assert.deepEqual(attachments.paths, [path]);
  stage.provider.turn.end();
});
