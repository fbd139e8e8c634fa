/** What attachments may cost: while prompts wait, when sessions end meanwhile, on the disk. */
import assert from "node:assert/strict";
import { MOST_PENDING } from "../../src/session/pending_attachments.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { PNG } from "../workspace/support/images.ts";
import { MemoryWorkspace } from "../workspace/support/memory_workspace.ts";
import { pendingCall } from "./support/talks.ts";

const data = btoa(String.fromCharCode(...PNG));

async function ask(stage: Stage, client: Client, [method, params]: [string, Json]): Promise<Json> {
  const answer = pendingCall(client, method, params);
  for (let i = 0; i < 200 && answer() === undefined; i++) await stage.time.pass();
  const { result, error } = answer();
  return result ?? error;
}

/** A folder that takes its time, and tells what is asked of it. */
class SlowFolder {
  readonly kept: string[] = [];
  readonly removed: string[] = [];
  gate: Promise<void> = Promise.resolve();

  async keep(session: string, { name }: { name: string }): Promise<string> {
    await this.gate;
    this.kept.push(name);
    return `/state/${session}/${this.kept.length}`;
  }

  remove(session: string): Promise<void> {
    this.removed.push(`${session} after ${this.kept.length}`);
    return Promise.resolve();
  }

  removeFile = () => Promise.resolve();
  all = () => Promise.resolve([]);
}

Deno.test("what goes along with a prompt that waits counts with what is attached behind it", async () => {
  const large = new Uint8Array(13_000_000);
  large.set(PNG);
  const workspace = new MemoryWorkspace({ "/desk/cat.png": large });
  await using stage = new Stage({ workspace, cwd: "/desk", busyMode: "queue" });
  const { client, id: session_id } = await stage.running("one");
  const attach: [string, Json] = ["image.attach", { session_id, path: "cat.png" }];
  assert.equal((await ask(stage, client, attach)).attached, true);
  assert.equal(client.submit(session_id, "two"), "queued");
  assert.equal((await ask(stage, client, attach)).code, 4018);
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal((await ask(stage, client, attach)).attached, true);
  stage.provider.turn.end();
});

Deno.test("file.attach writes nothing where nothing more may wait", async () => {
  const attachments = new SlowFolder();
  await using stage = new Stage({ attachments });
  const { client, id: session_id } = await stage.open();
  const file: [string, Json] = ["file.attach", { session_id, data_url: `data:;base64,${data}` }];
  for (let i = 0; i < MOST_PENDING; i++) await ask(stage, client, file);
  assert.equal((await ask(stage, client, file)).code, 4018);
  assert.equal(attachments.kept.length, MOST_PENDING);
});

Deno.test("what is written while its session ends without a trace leaves none either", async () => {
  for (const method of ["image.attach_bytes", "file.attach"]) {
    const attachments = new SlowFolder();
    const { promise, resolve } = Promise.withResolvers<void>();
    attachments.gate = promise;
    await using stage = new Stage({ attachments });
    const { client, id: session_id } = await stage.open();
    const given = method === "file.attach" ? { data_url: `data:;base64,${data}` } : { data };
    const answer = pendingCall(client, method, { session_id, ...given });
    for (let i = 0; i < 20; i++) await stage.time.pass();
    stage.connect().result("session.close", { session_id });
    resolve();
    for (let i = 0; i < 20; i++) await stage.time.pass();
    assert.equal(answer()?.error.code, 4001);
    assert.equal(attachments.removed.at(-1), `${session_id} after 1`);
  }
});

Deno.test("the name an image is sent under is kept as long as names are", async () => {
  await using stage = new Stage({ attachments: new SlowFolder() });
  const { client, id: session_id } = await stage.open();
  const filename = `${"x".repeat(100_000)}.png`;
  const { name } = await ask(stage, client, ["image.attach_bytes", { session_id, data, filename }]);
  assert.equal(name, `${"x".repeat(200)}.png`);
});

Deno.test("a file's name is cut, however it came: it stays in memory, and is sent to every window", async () => {
  const workspace = new MemoryWorkspace({ "/elsewhere/a.txt": "1", "/desk/b.txt": "" });
  await using stage = new Stage({ workspace, cwd: "/desk", attachments: new SlowFolder() });
  const { client, id } = await stage.open();
  const name = `x/${"n".repeat(199)}😀 ${"n".repeat(100_000)}`;
  for (
    const what of [{ path: "/elsewhere/a.txt" }, { path: "/desk/b.txt" }, {
      data_url: "data:;base64,QQ==",
    }]
  ) {
    const answer = await ask(stage, client, ["file.attach", { session_id: id, name, ...what }]);
    assert.equal(answer.name, "n".repeat(199) + "\ufffd", JSON.stringify(what));
  }
});
