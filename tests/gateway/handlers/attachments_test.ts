import assert from "node:assert/strict";
import type { AttachmentFolder } from "../../../src/workspace/attachment_folder.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";
import { GIF, PNG } from "../../workspace/support/images.ts";
import { MemoryWorkspace } from "../../workspace/support/memory_workspace.ts";
import { pendingCall } from "../support/talks.ts";

/** A folder of attachments in memory. */
class MemoryFolder implements AttachmentFolder {
  readonly kept = new Map<string, string[]>();

  keep(session: string, { name }: { name: string }): Promise<string> {
    const path = `/state/${session}/${name}`;
    this.kept.set(session, [...this.kept.get(session) ?? [], path]);
    return Promise.resolve(path);
  }

  removeFile(session: string, path: string): Promise<void> {
    this.kept.set(session, (this.kept.get(session) ?? []).filter((each) => each !== path));
    return Promise.resolve();
  }

  remove(session: string): Promise<void> {
    this.kept.delete(session);
    return Promise.resolve();
  }

  all() {
    return Promise.resolve([...this.kept.keys()].map((session) => ({ session, at: 0 })));
  }
}

class Desk {
  readonly stage: Stage;
  readonly folder = new MemoryFolder();
  readonly workspace = new MemoryWorkspace({
    "/desk/data/exam.csv": "a,b",
    "/desk/my notes.md": "x",
    "/desk/cat.png": PNG,
    "/desk/fake.png": "no image",
    "/elsewhere/b.txt": "b",
  });

  constructor() {
    const { folder: attachments, workspace } = this;
    this.stage = new Stage({ attachments, workspace, cwd: "/desk" });
  }

  async ask(client: Client, method: string, params: Json): Promise<Json> {
    const answer = pendingCall(client, method, params);
    for (let i = 0; i < 20 && answer() === undefined; i++) await this.stage.time.pass();
    const { result, error } = answer();
    return result ?? error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }
}

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const png = base64(PNG);

Deno.test("image.attach_bytes keeps an image, and the next prompt takes it to the agent", async () => {
  await using desk = new Desk();
  const { stage } = desk;
  const { client, id: session_id } = await stage.open();
  const params = { session_id, content_base64: png, filename: "C:\\pics\\a cat.jpeg" };
  const path = `/state/${session_id}/a cat.png`;
  assert.deepEqual(await desk.ask(client, "image.attach_bytes", params), {
    attached: true,
    path,
    count: 1,
    remainder: "",
    text: "[User attached image: a cat.png]",
    name: "a cat.png",
    width: 60,
    height: 50,
    token_estimate: 4,
    bytes: PNG.length,
  });
  client.submit(session_id, "what is it?");
  await stage.time.pass();
  assert.deepEqual(stage.provider.turn.input.attachments, [
    { kind: "image", mimeType: "image/png", data: png, name: "a cat.png" },
  ]);
  assert.equal(stage.provider.turn.input.text, "what is it?");
  const shown = `what is it?\nfile:///state/${session_id}/a%20cat.png`;
  assert.equal(client.result("session.activate", { session_id }).inflight.user, shown);
  stage.provider.turn.end();
  await stage.time.pass();
  const { messages } = client.result("session.history", { session_id });
  assert.equal(messages[0].text, shown);
  assert.equal(client.result("session.list").sessions[0].preview, "what is it?");
  client.submit(session_id, "and now?");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.attachments, undefined);
  stage.provider.turn.end();
});

Deno.test("image.attach_bytes takes a data: URL, and bytes under another name of theirs", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const url = { session_id, content_base64: `data:image/jpeg;base64,${base64(GIF)}` };
  assert.equal((await desk.ask(client, "image.attach_bytes", url)).name, "image.gif");
  const data = { session_id, data: png.replace(/.{10}/g, "$&\n") };
  const second = await desk.ask(client, "image.attach_bytes", data);
  assert.deepEqual([second.count, second.bytes], [2, PNG.length]);
});

Deno.test("image.attach_bytes tells what is wrong with what is sent", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const fault = async (params: Json) =>
    await desk.ask(client, "image.attach_bytes", { session_id, ...params });
  assert.equal((await fault({})).code, 4015);
  assert.equal((await fault({ content_base64: "%%%" })).code, 4017);
  assert.equal((await fault({ content_base64: "data:image/png;base64," })).code, 4017);
  assert.equal((await fault({ content_base64: "data:image/png,abc" })).code, 4017);
  const unknown = await fault({
    content_base64: btoa("%PDF-1.7 …".slice(0, 8)),
    filename: "a.pdf",
  });
  assert.equal(unknown.code, 4016);
  assert.match(unknown.message, /"a\.pdf" is no PNG, JPEG, GIF or WebP; convert it first/);
  const large = await fault({ content_base64: "A".repeat(33_333_600) });
  assert.equal(large.code, 4018);
  assert.match(large.message, /content_base64 is over the limit of 25 MB/);
  assert.equal(
    (await desk.ask(client, "image.attach_bytes", { session_id: "none0000" })).code,
    4001,
  );
  assert.equal(desk.folder.kept.size, 0);
});

Deno.test("what waits has a limit in all", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  for (let i = 0; i < 32; i++) {
    await desk.ask(client, "image.attach_bytes", { session_id, data: png, filename: `${i}` });
  }
  const one = { session_id, data: png, filename: "one" };
  const { code, message } = await desk.ask(client, "image.attach_bytes", one);
  assert.equal(code, 4018);
  assert.match(message, /32 attachments .* send or detach some first/);
});

Deno.test("image.attach takes an image of the machine, and what stands behind its path", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const attached = await desk.ask(client, "image.attach", {
    session_id,
    path: "cat.png look here",
  });
  assert.deepEqual([attached.path, attached.remainder, attached.text, attached.count], [
    "/desk/cat.png",
    "look here",
    "look here",
    1,
  ]);
  const again = await desk.ask(client, "image.attach", { session_id, path: "/desk/cat.png" });
  assert.deepEqual([again.count, again.text], [1, "[User attached image: cat.png]"]);
  const code = async (path: string) =>
    (await desk.ask(client, "image.attach", { session_id, path })).code;
  assert.deepEqual(
    [await code(" "), await code("gone.png"), await code("fake.png"), await code("data")],
    [4015, 4016, 4016, 4016],
  );
});

Deno.test("image.detach takes back what waits, once", async () => {
  await using desk = new Desk();
  const { stage } = desk;
  const { client, id: session_id } = await stage.open();
  const { path } = await desk.ask(client, "image.attach", { session_id, path: "cat.png" });
  const detach = () => client.result("image.detach", { session_id, path });
  assert.deepEqual(detach(), { detached: true, count: 0 });
  assert.deepEqual(detach(), { detached: false, count: 0 });
  client.submit(session_id, "hello");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.attachments, undefined);
  stage.provider.turn.end();
});

Deno.test("conformance 186: file.attach of a file inside the workspace copies nothing", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const params = { session_id, path: "/desk/data/exam.csv" };
  assert.deepEqual(await desk.ask(client, "file.attach", params), {
    attached: true,
    name: "exam.csv",
    path: "/desk/data/exam.csv",
    ref_path: "data/exam.csv",
    ref_text: "@file:data/exam.csv",
    uploaded: false,
  });
  assert.equal(desk.folder.kept.size, 0);
});

Deno.test("conformance 188: file.attach puts a name with a blank into back-quotes", async () => {
  await using desk = new Desk();
  const { client, id: session_id } = await desk.stage.open();
  const { ref_text } = await desk.ask(client, "file.attach", { session_id, path: "my notes.md" });
  assert.equal(ref_text, "@file:`my notes.md`");
});

Deno.test("file.attach of what lies elsewhere, and of what is sent, goes along with the prompt", async () => {
  await using desk = new Desk();
  const { stage } = desk;
  const { client, id: session_id } = await stage.open();
  const other = await desk.ask(client, "file.attach", { session_id, path: "/elsewhere/b.txt" });
  assert.deepEqual([other.ref_text, other.uploaded], ["@file:/elsewhere/b.txt", false]);
  const sent = await desk.ask(client, "file.attach", {
    session_id,
    name: "../../c.txt",
    data_url: `data:text/plain;base64,${btoa("c")}`,
  });
  const path = `/state/${session_id}/c.txt`;
  assert.deepEqual([sent.path, sent.ref_text, sent.uploaded], [path, `@file:${path}`, true]);
  client.submit(session_id, `look at ${sent.ref_text}`);
  await stage.time.pass();
  assert.deepEqual(stage.provider.turn.input.attachments, [
    { kind: "file", path: "/elsewhere/b.txt" },
    { kind: "file", path },
  ]);
  stage.provider.turn.end();
  await stage.time.pass();
  const [row] = client.result("session.history", { session_id }).messages;
  assert.equal(row.text, `look at ${sent.ref_text}`);
  const code = async (params: Json) =>
    (await desk.ask(client, "file.attach", { session_id, ...params })).code;
  assert.deepEqual(
    [await code({}), await code({ path: "gone.txt" }), await code({ data_url: "data:,x" })],
    [4015, 5028, 5028],
  );
});

Deno.test("conformance 189, 190: input.detect_drop finds images and files, and nothing in other texts", async () => {
  await using desk = new Desk();
  desk.workspace.add("/pics/my cat.png", PNG);
  const { client, id: session_id } = await desk.stage.open();
  const detect = (text: string) => desk.ask(client, "input.detect_drop", { session_id, text });
  const image = await detect("/desk/cat.png");
  assert.deepEqual([image.matched, image.is_image, image.count, image.text], [
    true,
    true,
    1,
    "[User attached image: cat.png]",
  ]);
  const escaped = await detect("/pics/my\\ cat.png what is this?");
  assert.deepEqual([escaped.path, escaped.text, escaped.count], [
    "/pics/my cat.png",
    "what is this?",
    2,
  ]);
  const file = await detect("/desk/data/exam.csv sum it up");
  assert.deepEqual([file.is_image, file.name, file.text, file.count], [
    false,
    "exam.csv",
    "[User attached file: /desk/data/exam.csv]\nsum it up",
    undefined,
  ]);
  assert.equal((await detect("/desk/fake.png")).is_image, false);
  for (const text of ["hello", "/help", "/desk", "~/nothing", ""]) {
    assert.deepEqual(await detect(text), { matched: false });
  }
});
