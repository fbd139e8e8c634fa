import assert from "node:assert/strict";
import { systemClock } from "../../src/lib/clock.ts";
import { walkFiles } from "../../src/workspace/file_walk.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { MemoryWorkspace, type Node } from "./support/memory_workspace.ts";

async function walk(nodes: Record<string, Node>, maxFiles = 20_000) {
  const access = new MemoryWorkspace(nodes);
  const walked = await walkFiles("/desk", { access, clock: systemClock, maxFiles, maxMs: 2_000 });
  return { ...walked, access };
}

Deno.test("walkFiles() finds the files of a tree, nearer ones first", async () => {
  const { files, cut } = await walk({
    "/desk/a/deep/x.ts": "",
    "/desk/a/b.ts": "",
    "/desk/z.ts": "",
    "/elsewhere/y.ts": "",
  });
  assert.deepEqual([files, cut], [["z.ts", "a/b.ts", "a/deep/x.ts"], false]);
});

Deno.test("walkFiles() leaves out what .gitignore names, the innermost deciding", async () => {
  const { files } = await walk({
    "/desk/.gitignore": "*.log\n/build/\n# a comment\n[z-a]\n",
    "/desk/build/out.js": "",
    "/desk/a.log": "",
    "/desk/src/build/kept.ts": "",
    "/desk/src/.gitignore": "!kept.log\n/own.ts\n",
    "/desk/src/kept.log": "",
    "/desk/src/own.ts": "",
    "/desk/src/deep/own.ts": "",
    "/desk/src/deep/a.log": "",
  });
  assert.deepEqual([...files].sort(), [
    ".gitignore",
    "src/.gitignore",
    "src/build/kept.ts",
    "src/deep/own.ts",
    "src/kept.log",
  ]);
});

Deno.test("walkFiles() does not look into what others made, whatever .gitignore says", async () => {
  const { files, access } = await walk({
    "/desk/.git/config": "",
    "/desk/node_modules/x/index.js": "",
    "/desk/a.ts": "",
  });
  assert.deepEqual(files, ["a.ts"]);
  assert.deepEqual(access.listed, ["/desk"]);
});

Deno.test("walkFiles() ends where links lead in a circle, and takes links to files", async () => {
  const { files, access } = await walk({
    "/desk/a/b.ts": "",
    "/desk/a/up": { link: "/desk" },
    "/desk/a/c.ts": { link: "/desk/a/b.ts" },
    "/desk/a/gone": { link: "/nowhere" },
  });
  assert.deepEqual(files, ["a/b.ts", "a/c.ts"]);
  assert.deepEqual(access.listed, ["/desk", "/desk/a"]);
});

Deno.test("walkFiles() passes over folders it may not read, and names nobody could type", async () => {
  const { files } = await walk({
    "/desk/secret": { denied: true },
    "/desk/ok name — ünïcode.ts": "",
    "/desk/two\nlines.ts": "",
    "/desk/back`quote.ts": "",
    "/desk/\u202egpj.exe": "",
  });
  assert.deepEqual(files, ["ok name — ünïcode.ts"]);
});

Deno.test("walkFiles() stops at its number of files, and says so", async () => {
  const nodes = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`/desk/${i}.ts`, ""]));
  const some = await walk(nodes, 200);
  assert.deepEqual([some.files.length, some.cut], [200, true]);
  const all = await walk(nodes, 300);
  assert.deepEqual([all.files.length, all.cut], [300, false]);
});

Deno.test("walkFiles() stops when its time is over, and says so", async () => {
  const { clock, tick } = fakeClock();
  const access = new MemoryWorkspace({ "/desk/a.ts": "", "/desk/b/c.ts": "" });
  const list = access.list.bind(access);
  access.list = (path, most) => (tick(1_500), list(path, most));
  const { files, cut } = await walkFiles("/desk", { access, clock, maxFiles: 9, maxMs: 1_000 });
  assert.deepEqual([files, cut], [["a.ts"], true]);
});

Deno.test("walkFiles() is not held up by a .gitignore whose rules fit in too many ways", async () => {
  const nodes: Record<string, Node> = { "/desk/.gitignore": `${"**/a/".repeat(12)}x\n*.log\n` };
  const deep = `/desk/${"a/".repeat(30)}`;
  for (let i = 0; i < 300; i++) nodes[`${deep}${i}.ts`] = "";
  nodes[`${deep}a.log`] = "";
  const { files, cut } = await walk(nodes);
  assert.deepEqual([files.length, cut], [301, false]);
});

Deno.test("walkFiles() goes down so far and no further, and says so", async () => {
  const down = (folders: number) => `${"a/".repeat(folders)}b.ts`;
  const { files, cut } = await walk({ [`/desk/${down(32)}`]: "", [`/desk/${down(33)}`]: "" });
  assert.deepEqual([files, cut], [[down(32)], true]);
});

Deno.test("walkFiles() stops in the midst of a folder whose names take long to compare", async () => {
  const nodes: Record<string, Node> = {};
  for (let i = 0; i < 200; i++) nodes[`/desk/${i}.ts`] = "";
  let now = 0;
  const clock = { ...systemClock, monotonic: () => now += 20 };
  const access = new MemoryWorkspace(nodes);
  const walked = await walkFiles("/desk", { access, clock, maxFiles: 1_000, maxMs: 1_000 });
  assert.ok(walked.cut);
  assert.ok(walked.files.length > 0 && walked.files.length < 60);
});
