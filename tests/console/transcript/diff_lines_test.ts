import assert from "node:assert/strict";
import { readDiff } from "../../../src/console/transcript/diff_lines.ts";

Deno.test("readDiff() tells files, hunks and signs apart", () => {
  const files = readDiff(
    "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ f()\n same\n-old\n+new\n" +
      "--- /dev/null\n+++ b/made\t2026-01-01\n@@ -0,0 +1 @@\n+one\n\\ No newline at end of file\n",
  );
  assert.deepEqual(files.map(({ name, added, removed }) => ({ name, added, removed })), [
    { name: "x", added: 1, removed: 1 },
    { name: "made", added: 1, removed: 0 },
  ]);
  assert.deepEqual(files[0]?.lines.map(({ kind }) => kind), ["hunk", "same", "remove", "add"]);
  assert.deepEqual(files[1]?.lines.map(({ kind }) => kind), ["hunk", "add", "note"]);
});

Deno.test("readDiff() takes a removed line for a header nowhere in a hunk", () => {
  const [file, ...others] = readDiff(
    "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- gone\n+++ come\n same\n",
  );
  assert.deepEqual(others, []);
  assert.deepEqual(file?.lines.map(({ kind }) => kind), ["hunk", "remove", "add", "same"]);
});

Deno.test("readDiff() names a removed file as it was, and takes a bare hunk", () => {
  assert.equal(readDiff("--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n")[0]?.name, "x");
  assert.deepEqual(readDiff("@@ -1 +1 @@\n-a\n+b")[0]?.added, 1);
});
