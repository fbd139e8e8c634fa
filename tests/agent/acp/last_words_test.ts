import assert from "node:assert/strict";
import { lastWords, nameOfEnd } from "../../../src/agent/acp/last_words.ts";

Deno.test("lastWords() shows the last lines, without colours, control characters and secrets", () => {
  const lines = [
    "\u001b[2J\u001b[31merror\u001b[0m: token=abcdef\u0007",
    "\u001b]0;title\u0007at\t3 ",
  ];
  assert.equal(lastWords(lines, []), "error: token=[redacted]\nat 3");
  assert.equal(
    lastWords(["the key is hunter2hunter2"], ["hunter2hunter2"]),
    "the key is [redacted]",
  );
  assert.equal(lastWords([], []), "");
});

Deno.test("lastWords() ends at what a window can show", () => {
  const many = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  assert.equal(lastWords(many, []).split("\n")[0], "line 22");
  const long = lastWords(["x".repeat(5_000)], []);
  assert.equal(long.length, 1_500);
  assert.ok(long.startsWith("…x"));
});

Deno.test("lastWords() does not show half a secret where a line was cut", () => {
  const cut = `${"x ".repeat(245)}key hunter2hun…`;
  assert.ok(lastWords([cut], ["hunter2hunter2"]).endsWith("x key …"));
});

Deno.test("nameOfEnd() tells a code from a signal", () => {
  assert.equal(nameOfEnd({ code: 3, signal: null }), "exit code 3");
  assert.equal(nameOfEnd({ code: null, signal: "SIGKILL" }), "signal SIGKILL");
});
