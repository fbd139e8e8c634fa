import assert from "node:assert/strict";
import { droppedPath, looksDropped } from "../../src/workspace/dropped_path.ts";
import { MemoryWorkspace } from "./support/memory_workspace.ts";

const access = new MemoryWorkspace({
  "/pics/a.png": "",
  "/pics/my cat.png": "",
  "/pics/it's.png": "",
  "/folk/ada/b.png": "",
  "/desk/c.png": "",
});

function find(text: string) {
  return droppedPath(text, { access, folder: "/desk" });
}

Deno.test("droppedPath() finds a path, with what stands behind it", async () => {
  assert.deepEqual(await find("/pics/a.png"), { path: "/pics/a.png", remainder: "" });
  assert.deepEqual(await find(" /pics/a.png what is\nthis? "), {
    path: "/pics/a.png",
    remainder: "what is\nthis?",
  });
});

Deno.test("droppedPath() reads blanks that are escaped, quoted, or neither", async () => {
  const cat = { path: "/pics/my cat.png", remainder: "look" };
  assert.deepEqual(await find("/pics/my\\ cat.png look"), cat);
  assert.deepEqual(await find("'/pics/my cat.png' look"), cat);
  assert.deepEqual(await find('"/pics/my cat.png" look'), cat);
  assert.deepEqual(await find("/pics/my cat.png"), { ...cat, remainder: "" });
  assert.deepEqual(await find("/pics/it\\'s.png look"), {
    path: "/pics/it's.png",
    remainder: "look",
  });
});

Deno.test("droppedPath() reads a URL, a path from the home folder, and one from the session's", async () => {
  assert.equal((await find("file:///pics/my%20cat.png"))?.path, "/pics/my cat.png");
  assert.equal((await find("~/b.png hi"))?.path, "/folk/ada/b.png");
  assert.equal((await find("./c.png"))?.path, "/desk/c.png");
});

Deno.test("droppedPath() finds no folder, nothing that is not there, and nothing in a long text", async () => {
  for (
    const text of [
      "/pics",
      "/nowhere.png",
      "",
      "''",
      "\\",
      "file://%",
      "/\0",
      `/${"x".repeat(9_000)}`,
    ]
  ) {
    assert.equal(await find(text), undefined, text.slice(0, 20));
  }
});

Deno.test("looksDropped() takes what terminals write, and no commands or sentences", () => {
  for (const text of ["/a", "~/a", "./a", "../a", "'/a b'", "file:///a", "C:\\a.png"]) {
    assert.ok(looksDropped(text), text);
  }
  for (const text of ["hello", "a/b.png", "it's", "", "1/2"]) assert.ok(!looksDropped(text), text);
});
