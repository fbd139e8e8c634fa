import assert from "node:assert/strict";
import { documentShelf } from "../../../src/adapters/document_shelf.ts";
import { Folder } from "../../store/support/sqlite.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";

const limits = { maxDocuments: 8, maxBytes: 2_000 };

/** The answer to a call that waits for the disk, in which no fake time passes. */
async function ask(client: Client, method: string, params: Json = {}): Promise<Json> {
  const id = client.send(method, params);
  while (true) {
    const answer = client.take().find((frame) => frame.id === id);
    if (answer !== undefined) return answer;
    await Deno.stat(".");
  }
}

function stageIn(folder: Folder): Stage {
  return new Stage({
    pastes: documentShelf(() => folder.file("pastes"), limits),
    spawnTrees: documentShelf(() => folder.file("spawn_trees"), limits),
  });
}

Deno.test("paste.collapse puts a paste into a file, and answers what stands for it", async () => {
  using folder = new Folder();
  await using stage = stageIn(folder);
  const { client } = await stage.open();
  const text = "one\ntwo\nthree";
  const { result } = await ask(client, "paste.collapse", { text });
  assert.equal(await Deno.readTextFile(result.path), text);
  assert.equal(result.lines, 3);
  assert.equal(result.placeholder, `[Pasted text: 3 lines → ${result.path}]`);
});

Deno.test("paste.collapse refuses what is empty, no text or too long, and says so without a folder", async () => {
  using folder = new Folder();
  await using stage = stageIn(folder);
  const { client } = await stage.open();
  for (const text of [undefined, "", " \n", 7, null]) {
    const { error } = await ask(client, "paste.collapse", { text });
    assert.deepEqual(error, { code: 4004, message: "empty paste" });
  }
  const { error } = await ask(client, "paste.collapse", { text: "x".repeat(2_001) });
  assert.equal(error.code, 5000);
  assert.match(error.message, /^Cannot keep the paste: it has 2001 bytes, of 2000 at most/);
  await using bare = new Stage();
  const { client: nobody } = await bare.open();
  const refused = await ask(nobody, "paste.collapse", { text: "hello" });
  assert.match(refused.error.message, /this gateway has no folder for documents/);
});

const tree = {
  session_id: "20260101_123015_abcdef",
  subagents: [{ id: "a", goal: "look" }, { id: "b" }],
  started_at: 100.5,
  finished_at: 200,
  label: "two helpers",
};

Deno.test("spawn_tree.* keeps what it is given, lists it and gives it back", async () => {
  using folder = new Folder();
  await using stage = stageIn(folder);
  const { client } = await stage.open();
  const saved = (await ask(client, "spawn_tree.save", tree)).result;
  assert.equal(saved.session_id, tree.session_id);
  const another = (await ask(client, "spawn_tree.save", { subagents: [{}] })).result;
  assert.equal(another.session_id, "default");
  const { subagents, ...entry } = { ...tree, count: 2, path: saved.path };
  const listed = async (params: Json) => (await ask(client, "spawn_tree.list", params)).result;
  const { session_id } = tree;
  assert.deepEqual(await listed({ session_id }), { entries: [entry] });
  assert.equal((await listed({ session_id, cross_session: true })).entries.length, 2);
  assert.equal((await listed({})).entries.length, 2);
  assert.equal((await listed({ limit: 1 })).entries.length, 1);
  const loaded = (await ask(client, "spawn_tree.load", { path: saved.path })).result;
  assert.deepEqual(loaded, { ...tree, count: 2 });
  assert.equal(subagents.length, 2);
});

Deno.test("spawn_tree.save does not write over one of the same second", async () => {
  using folder = new Folder();
  await using stage = stageIn(folder);
  const { client } = await stage.open();
  const first = (await ask(client, "spawn_tree.save", tree)).result;
  const second = (await ask(client, "spawn_tree.save", tree)).result;
  assert.notEqual(first.path, second.path);
});

Deno.test("spawn_tree.* refuses what is missing, lies elsewhere or is none", async () => {
  using folder = new Folder();
  await using stage = stageIn(folder);
  const { client } = await stage.open();
  const { path } = (await ask(client, "spawn_tree.save", tree)).result;
  await Deno.writeTextFile(path, "no tree");
  const refusals: [method: string, params: Json, code: number, message: RegExp][] = [
    ["spawn_tree.save", { session_id: "a" }, 4000, /subagents list required/],
    ["spawn_tree.save", { subagents: [] }, 4000, /subagents list required/],
    ["spawn_tree.save", { subagents: ["x".repeat(3_000)] }, 5000, /Cannot keep the spawn tree/],
    ["spawn_tree.load", {}, 4000, /path required/],
    ["spawn_tree.load", { path: "/etc/passwd" }, 4030, /outside/],
    ["spawn_tree.load", { path: `${path}x` }, 5000, /there is none/],
    ["spawn_tree.load", { path }, 5000, /there is none/],
  ];
  for (const [method, params, code, message] of refusals) {
    const { error } = await ask(client, method, params);
    assert.equal(error.code, code, method);
    assert.match(error.message, message);
  }
  const { result } = await ask(client, "spawn_tree.list");
  assert.deepEqual(result, { entries: [] });
});
