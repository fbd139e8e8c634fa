import assert from "node:assert/strict";
import { systemClock } from "../../src/lib/clock.ts";
import { FileIndex } from "../../src/workspace/file_index.ts";
import { completePath } from "../../src/workspace/path_completion.ts";
import { MemoryWorkspace, type Node } from "./support/memory_workspace.ts";

const tree: Record<string, Node> = {
  "/desk/src/main.ts": "",
  "/desk/src/my notes.md": "",
  "/desk/src/lib/clock.ts": "",
  "/desk/README.md": "",
  "/desk/.env": "",
  "/desk/.git/config": "",
  "/desk/node_modules/x/main.ts": "",
  "/desk/linked": { link: "/desk/src" },
  "/folk/ada/notes.txt": "",
  "/folk/ada/Docs/a.txt": "",
  "/etc/hosts": "",
};

async function items(word: string, nodes = tree) {
  const access = new MemoryWorkspace(nodes);
  const index = new FileIndex(access, systemClock);
  return await completePath(word, { access, index, folder: "/desk" });
}

async function texts(word: string, nodes = tree): Promise<string[]> {
  return (await items(word, nodes)).map(({ text }) => text);
}

Deno.test("completePath() has nothing for a blank word, and six starters for an @", async () => {
  assert.deepEqual(await items(" "), []);
  assert.deepEqual(await texts("@"), ["@diff", "@staged", "@file:", "@folder:", "@url:", "@git:"]);
});

Deno.test("completePath() finds files by their names behind an @ and two letters", async () => {
  assert.deepEqual(await items("@mai"), [
    { text: "@file:src/main.ts", display: "main.ts", meta: "src" },
  ]);
  assert.deepEqual(await items("@file:cloc"), [
    { text: "@file:src/lib/clock.ts", display: "clock.ts", meta: "src/lib" },
  ]);
});

Deno.test("completePath() puts a path with a blank into back-quotes", async () => {
  assert.deepEqual(await texts("@notes"), ["@file:`src/my notes.md`"]);
  assert.deepEqual(await texts("@file:src/my"), ["@file:`src/my notes.md`"]);
});

Deno.test("completePath() lists a folder in the style that was typed", async () => {
  assert.deepEqual(await items("src/"), [
    { text: "src/lib/", display: "lib/", meta: "dir" },
    { text: "src/main.ts", display: "main.ts", meta: "" },
    { text: "src/my notes.md", display: "my notes.md", meta: "" },
  ]);
  assert.deepEqual(await texts("./src/ma"), ["./src/main.ts"]);
  assert.deepEqual(await texts("~/"), ["~/Docs/", "~/notes.txt"]);
  assert.deepEqual(await texts("~/DO"), ["~/Docs/"]);
  assert.deepEqual(await texts("/et"), ["/etc/"]);
  assert.deepEqual(await texts("/etc/h"), ["/etc/hosts"]);
});

Deno.test("completePath() lists behind an @ with what each thing is", async () => {
  assert.deepEqual(await texts("@src/"), [
    "@folder:src/lib/",
    "@file:src/main.ts",
    "@file:`src/my notes.md`",
  ]);
  assert.deepEqual(await texts("@folder:"), ["@folder:linked/", "@folder:src/"]);
  assert.deepEqual(await texts("@folder:sr"), ["@folder:src/"]);
});

Deno.test("completePath() leaves dot files and the work of others out, unless they are begun", async () => {
  assert.deepEqual(await texts("@r"), ["@file:README.md"]);
  assert.deepEqual(await texts("@./"), [
    "@folder:./linked/",
    "@file:./README.md",
    "@folder:./src/",
  ]);
  assert.deepEqual(await texts("@.e"), ["@file:.env"]);
  assert.deepEqual(await texts("node"), ["node_modules/"]);
  assert.deepEqual(await texts("./"), ["./.env", "./linked/", "./README.md", "./src/"]);
});

Deno.test("completePath() has what begins like a starter, and nothing behind one that is no path", async () => {
  assert.deepEqual(await texts("@fi"), ["@file:"]);
  for (const word of ["@diff", "@staged", "@url:https://x", "@git:3"]) {
    assert.deepEqual(await texts(word), []);
  }
});

Deno.test("completePath() has nothing of a folder that is not there or may not be read", async () => {
  assert.deepEqual(await texts("nowhere/"), []);
  assert.deepEqual(await texts("x/", { "/desk/x": { denied: true } }), []);
});

Deno.test("completePath() has 30 things at most, in the order of their names", async () => {
  const nodes = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`/desk/f${i + 10}`, ""]));
  const found = await texts("f", nodes);
  assert.deepEqual([found.length, found[0], found[29]], [30, "f10", "f39"]);
});

Deno.test("completePath() takes odd words as they are", async () => {
  for (
    const word of ["@..", "@../", "..", "@~", "~", "@//", "\0", "@`", "@file:`", "a".repeat(5_000)]
  ) {
    await items(word);
  }
  assert.deepEqual(await texts("~"), ["~/Docs/", "~/notes.txt"]);
});
