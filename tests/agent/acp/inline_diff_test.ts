import assert from "node:assert/strict";
import { applyPatch } from "diff";
import fc from "fast-check";
import { inlineDiff } from "../../../src/agent/acp/inline_diff.ts";

Deno.test("inlineDiff() is a unified diff, also of a file that is emptied or has no last newline", () => {
  assert.equal(
    inlineDiff([{ path: "a", before: "x", after: "" }], 1_000),
    "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-x\n\\ No newline at end of file\n",
  );
  assert.equal(inlineDiff([], 1_000), "");
});

Deno.test("inlineDiff() shows what is too different to be compared as wholly replaced", () => {
  const lines = (word: string) => Array.from({ length: 700 }, (_, i) => `${word} ${i}\n`).join("");
  const change = { path: "a", before: `${lines("a")}same`, after: `${lines("b")}same` };
  const all = inlineDiff([change], 1_000_000);
  assert.ok(all.startsWith("--- a\n+++ a\n@@ -1,701 +1,701 @@\n-a 0\n-a 1\n"));
  const last = "same\n\\ No newline at end of file\n";
  assert.ok(all.includes(`-a 699\n-${last}+b 0\n`));
  assert.ok(all.endsWith(`+b 699\n+${last}`));
  assert.equal(applyPatch(change.before, all), change.after);
});

Deno.test("inlineDiff() does not show what is too large", () => {
  const large = inlineDiff([{ path: "a", before: undefined, after: "x".repeat(2_000_000) }], 1_000);
  assert.equal(large, "--- /dev/null\n+++ a\n[2000000 characters, too many to be compared]\n");
});

Deno.test("inlineDiff() can be applied, whatever was changed", () => {
  const text = fc.array(fc.constantFrom("a\n", "b\n", "c", "")).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const patch = inlineDiff([{ path: "a", before, after }], 1_000_000);
      assert.equal(applyPatch(before, patch), after);
    }),
    { seed: 4, numRuns: 500 },
  );
});

Deno.test("inlineDiff() is cut to its limit, and says so", () => {
  const after = Array.from({ length: 100 }, (_, i) => `${i}\n`).join("");
  const cut = inlineDiff([{ path: "a", before: undefined, after }], 50);
  assert.match(cut, /\n… \[50 of \d+ characters\]$/);
});
