import assert from "node:assert/strict";
import { documentShelf } from "../../src/adapters/document_shelf.ts";
import { Folder } from "../store/support/sqlite.ts";
import { symlink } from "./support/symlink.ts";

const posix = Deno.build.os !== "windows";
const roomy = { maxDocuments: 100, maxBytes: 1_000 };

function shelfIn(folder: Folder, limits = roomy) {
  return documentShelf(() => folder.file("shelf"), limits);
}

Deno.test("documentShelf() keeps documents for their owner alone, and gives them back", async () => {
  using folder = new Folder();
  const shelf = shelfIn(folder);
  const path = await shelf.keep("a/../b", { name: "one.txt", text: "hello" });
  assert.equal(path, folder.file("shelf/a_b/one.txt"));
  assert.deepEqual(await shelf.read(path), { kind: "read", text: "hello" });
  if (posix) assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
});

Deno.test("documentShelf() writes over nothing, and tells drawers apart", async () => {
  using folder = new Folder();
  const shelf = shelfIn(folder);
  const keep = (drawer: string) => shelf.keep(drawer, { name: "x.json", text: "{}" });
  const paths = [await keep("one"), await keep("one"), await keep("two")];
  assert.equal(new Set(paths).size, 3);
  const of = async (drawer?: string) => (await shelf.list(drawer)).map(({ path }) => path).sort();
  assert.deepEqual(await of("one"), paths.slice(0, 2).sort());
  assert.deepEqual(await of(), paths.toSorted());
});

Deno.test("documentShelf() lists the newest first, and lets the oldest go where it is full", async () => {
  using folder = new Folder();
  const shelf = shelfIn(folder, { ...roomy, maxDocuments: 2 });
  const paths: string[] = [];
  for (const [i, name] of ["a.txt", "b.txt", "c.txt"].entries()) {
    const path = await shelf.keep("one", { name, text: name });
    // Three writes may be within one tick of the disk's clock.
    await Deno.utime(path, 1_000 + i, 1_000 + i);
    paths.push(path);
  }
  assert.deepEqual((await shelf.list()).map(({ path }) => path), [paths[2], paths[1]]);
  assert.deepEqual(await shelf.read(paths[0]!), { kind: "missing" });
});

Deno.test("documentShelf() reads nothing outside of its folder, also not by a link", async () => {
  using folder = new Folder();
  const shelf = shelfIn(folder);
  const path = await shelf.keep("one", { name: "a.txt", text: "mine" });
  await Deno.writeTextFile(folder.file("secret.txt"), "secret");
  for (const other of [folder.file("secret.txt"), "../secret.txt", "one/../../secret.txt", "x"]) {
    assert.deepEqual(await shelf.read(other), { kind: "outside" }, other);
  }
  if (!posix) return;
  await Deno.remove(path);
  await symlink(folder.file("secret.txt"), path);
  assert.deepEqual(await shelf.read(path), { kind: "outside" });
  assert.deepEqual(await shelf.list(), []);
});

Deno.test("documentShelf() refuses what is too long, and says where there is no folder", async () => {
  using folder = new Folder();
  const document = { name: "a.txt", text: "é".repeat(501) };
  await assert.rejects(shelfIn(folder).keep("one", document), /1002 bytes, of 1000 at most/);
  const nowhere = documentShelf(() => undefined, roomy);
  const short = { name: "a.txt", text: "" };
  await assert.rejects(nowhere.keep("one", short), /no folder for the state; set HOME/);
  assert.deepEqual(await shelfIn(folder).list(), []);
});

Deno.test("documentShelf() leaves no drawer behind that it has emptied", async () => {
  using folder = new Folder();
  const shelf = shelfIn(folder, { ...roomy, maxDocuments: 2 });
  for (const drawer of ["one", "two", "two", "three"]) {
    const path = await shelf.keep(drawer, { name: "a.txt", text: drawer });
    await Deno.utime(path, 1_000, 1_000);
  }
  const drawers = await Array.fromAsync(Deno.readDir(folder.file("shelf")), ({ name }) => name);
  assert.deepEqual(drawers.length, (await shelf.list()).length);
  assert.ok(!drawers.includes("one"));
});

Deno.test({
  name: "documentShelf() neither lists nor removes what a link among the drawers leads to",
  ignore: !posix,
  async fn() {
    using folder = new Folder();
    const shelf = shelfIn(folder, { ...roomy, maxDocuments: 1 });
    const path = await shelf.keep("one", { name: "a.txt", text: "mine" });
    await Deno.mkdir(folder.file("theirs"));
    await Deno.writeTextFile(folder.file("theirs/letter.txt"), "dear");
    await symlink(folder.file("theirs"), folder.file("shelf/link"));
    assert.deepEqual((await shelf.list()).map((document) => document.path), [path]);
    await shelf.keep("one", { name: "b.txt", text: "mine too" });
    assert.equal(await Deno.readTextFile(folder.file("theirs/letter.txt")), "dear");
  },
});
