import assert from "node:assert/strict";
import * as fc from "fast-check";
import { cutRedactor, redactor } from "../../src/agent/redact.ts";

Deno.test("redactor() replaces every occurrence of a secret", () => {
  const redact = redactor(["sk-1.2+3"]);
  assert.equal(redact("sk-1.2+3 and sk-1.2+3!"), "[redacted] and [redacted]!");
  assert.equal(redact("sk-1x2+3"), "sk-1x2+3");
});

Deno.test("redactor() finds a secret written as in JSON or in a URL", () => {
  const secret = 'a/b"c+d';
  const redact = redactor([secret]);
  const json = JSON.stringify(secret).slice(1, -1);
  assert.equal(redact(json), "[redacted]");
  assert.equal(redact(json.replaceAll("/", "\\/")), "[redacted]");
  assert.equal(redact(`?key=${encodeURIComponent(secret)}`), "?key=[redacted]");
});

Deno.test("redactor() replaces the token behind any Bearer, but keeps the word", () => {
  const redact = redactor([]);
  assert.equal(redact("Authorization: Bearer abc.def"), "Authorization: Bearer [redacted]");
  assert.equal(redact('{"h":"bearer  x"}'), '{"h":"bearer [redacted]"}');
});

Deno.test("redactor() leaves nothing of a secret that begins with another", () => {
  const redact = redactor(["abc", "abcdef"]);
  assert.equal(redact("abcdef abc"), "[redacted] [redacted]");
});

Deno.test("redactor() finds secrets of any length, and many of them", () => {
  const secrets = Array.from({ length: 32 }, (_, i) => `${i}"`.repeat(500 * (i + 1)));
  const redact = redactor([...secrets, "z".repeat(1_000_000)]);
  for (const secret of secrets) assert.equal(redact(`<${secret}>`), "<[redacted]>");
  assert.equal(
    redact(`${"z".repeat(1_000_000)} ${JSON.stringify(secrets[3])}`),
    '[redacted] "[redacted]"',
  );
});

Deno.test("redactor() takes a secret that is no good Unicode", () => {
  assert.equal(redactor(["ab\ud800cd"])("<ab\ud800cd>"), "<[redacted]>");
});

Deno.test("redactor() without secrets changes nothing else", () => {
  assert.equal(redactor(["", ""])("plain text"), "plain text");
});

Deno.test("redactor() lets no key through, wherever it stands", () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 12,
    maxLength: 60,
  });
  fc.assert(
    fc.property(visible, fc.string(), fc.string(), (key, before, after) => {
      const redact = redactor([key]);
      for (const text of [`${before}${key}${after}`, `${before}Bearer ${key}${after}`]) {
        assert.ok(!redact(text).includes(key));
      }
    }),
    { seed: 20260103, numRuns: 500 },
  );
});

Deno.test("cutRedactor() takes out what a cut left of a secret, whatever stands behind the cut", () => {
  const redact = cutRedactor(["hunter2/and-more", "other-secret"]);
  assert.equal(redact("with hunter2/and"), "with [redacted]");
  assert.equal(redact("with hunter2/an…"), "with [redacted]…");
  assert.equal(redact("with hunter2\\/and […]"), "with [redacted] […]");
  const left = "\n[… 3 more characters of this result were left out]";
  assert.equal(redact(`huntehunter2/${left}`), `hunte[redacted]${left}`);
  assert.equal(redact("hunter2/and-more, other-secre"), "[redacted], [redacted]");
});

Deno.test("cutRedactor() leaves what has three letters in common with a secret, or is in the middle", () => {
  const redact = cutRedactor(["hunter2", "abcd"]);
  for (const text of ["with hun", "hunter and more", "abc", ""]) assert.equal(redact(text), text);
});

Deno.test("cutRedactor() is done soon, whatever was given", () => {
  const letters = "a".repeat(1_000_000);
  assert.equal(cutRedactor([`${letters}b`])(`${letters}c`), `${letters}c`);
});
