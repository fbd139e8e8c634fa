import assert from "node:assert/strict";
import { sleep, systemClock } from "../../src/lib/clock.ts";
import { FileIndex } from "../../src/workspace/file_index.ts";
import { queryOf } from "../../src/workspace/name_rank.ts";
import { GlobalTime } from "../support/global_time.ts";
import { MemoryWorkspace } from "./support/memory_workspace.ts";

async function find(index: FileIndex, text: string, { folder = "/desk", hidden = false } = {}) {
  const found = await index.find(folder, { query: queryOf(text), hidden, most: 30 });
  return found.map(({ path }) => path);
}

Deno.test("FileIndex.find() ranks by the name, then by lengths, then by the path", async () => {
  using time = new GlobalTime();
  const paths = [
    "main",
    "b/main.ts",
    "a/main.ts",
    "deep/er/main.ts",
    "main_loop.ts",
    "old_main.ts",
  ];
  const more = ["domain.ts", "m_a_i_n.ts", "other.ts"];
  const nodes = Object.fromEntries([...more, ...paths].map((path) => [`/desk/${path}`, ""]));
  const index = new FileIndex(new MemoryWorkspace(nodes), time.clock);
  assert.deepEqual(await find(index, "main"), [
    "main",
    "a/main.ts",
    "b/main.ts",
    "deep/er/main.ts",
    "main_loop.ts",
    "old_main.ts",
    "domain.ts",
    "m_a_i_n.ts",
  ]);
});

Deno.test("FileIndex.find() has hidden files only for those who ask for them", async () => {
  using time = new GlobalTime();
  const access = new MemoryWorkspace({ "/desk/.github/ci.yml": "", "/desk/ci.ts": "" });
  const index = new FileIndex(access, time.clock);
  assert.deepEqual(await find(index, "ci"), ["ci.ts"]);
  assert.deepEqual(await find(index, "ci", { hidden: true }), ["ci.ts", ".github/ci.yml"]);
});

Deno.test("FileIndex.find() walks once in five seconds, and then finds what is new", async () => {
  using time = new GlobalTime();
  const access = new MemoryWorkspace({ "/desk/one.ts": "" });
  const index = new FileIndex(access, time.clock);
  await Promise.all([find(index, "one"), find(index, "one")]);
  access.add("/desk/one_more.ts", "");
  await time.pass(4_900);
  assert.deepEqual(await find(index, "one"), ["one.ts"]);
  assert.equal(access.listed.length, 1);
  await time.pass(200);
  assert.deepEqual(await find(index, "one"), ["one.ts", "one_more.ts"]);
  assert.equal(time.timers, 0);
});

Deno.test("FileIndex.find() answers from the walk before while a new one takes long", async () => {
  using time = new GlobalTime();
  const access = new MemoryWorkspace({ "/desk/one.ts": "" });
  const index = new FileIndex(access, time.clock);
  await find(index, "one");
  await time.pass(6_000);
  const list = access.list.bind(access);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => goOn = resolve);
  access.list = async (path, most) => (await held, await list(path, most));
  access.add("/desk/one_more.ts", "");
  const answer = find(index, "one");
  await time.pass(200);
  assert.deepEqual(await answer, ["one.ts"]);
  goOn();
  await time.pass();
  assert.deepEqual(await find(index, "one"), ["one.ts", "one_more.ts"]);
});

Deno.test("FileIndex remembers a few folders, and forgets the one nobody has asked for longest", async () => {
  using time = new GlobalTime();
  const folders = Array.from({ length: 9 }, (_, i) => `/desk${i}`);
  const nodes = Object.fromEntries(folders.map((folder) => [`${folder}/one.ts`, ""]));
  const access = new MemoryWorkspace(nodes);
  const index = new FileIndex(access, time.clock);
  for (const folder of folders) await find(index, "one", { folder });
  await find(index, "one", { folder: "/desk8" });
  assert.equal(access.listed.length, 9);
  await find(index, "one", { folder: "/desk0" });
  assert.equal(access.listed.length, 10);
});

Deno.test("FileIndex lets others on the loop have their turn while it looks through much", async () => {
  const names = Array.from({ length: 9_000 }, (_, i) => [`/desk/${i}_file.ts`, ""]);
  const index = new FileIndex(new MemoryWorkspace(Object.fromEntries(names)), systemClock);
  await find(index, "file");
  let turns = 0;
  const others = async () => {
    for (; turns < 2; turns++) await sleep(systemClock, 0);
  };
  await Promise.all([others(), find(index, "file").then(() => assert.ok(turns > 0))]);
});
