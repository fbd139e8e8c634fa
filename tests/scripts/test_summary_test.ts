import assert from "node:assert/strict";
import {
  addUp,
  closingLine,
  explain,
  type Output,
  parseSummary,
  SummaryReader,
  type TestCounts,
} from "../../scripts/test_summary.ts";

const GREEN: TestCounts = { passed: 3, failed: 0, skipped: 1 };

function read(...chunks: string[]): TestCounts | null {
  const reader = new SummaryReader();
  for (const chunk of chunks) reader.push(new TextEncoder().encode(chunk));
  reader.end();
  return reader.counts;
}

Deno.test("parseSummary() reads the closing lines of deno test", () => {
  const lines: [line: string, counts: TestCounts][] = [
    ["ok | 11 passed | 0 failed (742ms)", { passed: 11, failed: 0, skipped: 0 }],
    ["ok | 0 passed | 0 failed | 6 filtered out (6ms)", { passed: 0, failed: 0, skipped: 0 }],
    [
      "FAILED | 3 passed (3 steps) | 3 failed (1 step) | 1 ignored (1 step) (88ms)",
      { passed: 3, failed: 3, skipped: 1 },
    ],
    [
      "ok | 3 passed | 0 failed | 1 ignored | 2 measured | 4 filtered out (1m2s)",
      { passed: 3, failed: 0, skipped: 1 },
    ],
    [
      "\x1b[0m\x1b[32mok\x1b[0m | 2 passed | 0 failed \x1b[38;5;245m(7ms)\x1b[0m\r",
      { passed: 2, failed: 0, skipped: 0 },
    ],
  ];
  for (const [line, counts] of lines) assert.deepEqual(parseSummary(line), counts, line);
});

Deno.test("parseSummary() takes nothing else for a closing line", () => {
  for (
    const line of [
      "",
      "ok",
      "a test ... ok (0ms)",
      "ok | many passed | 0 failed",
      "ok | 3 passed",
      "1 passed | 0 failed",
      "running 3 tests from ./a_test.ts",
    ]
  ) assert.equal(parseSummary(line), null, line);
});

Deno.test("SummaryReader finds the line however the output is cut", () => {
  const output = "a … ok\n\nok | 3 passed | 0 failed | 1 ignored (5ms)\n\n";
  assert.deepEqual(read(output), GREEN);
  assert.deepEqual(read(...output), GREEN);
  assert.deepEqual(read(output.trimEnd()), GREEN);
});

Deno.test("SummaryReader finds the line with a word to stderr in its middle", () => {
  const reader = new SummaryReader();
  const push = (text: string, from: Output) => reader.push(new TextEncoder().encode(text), from);
  push("ok | 3 passed | 0 fai", "stdout");
  push("a warning, ", "stderr");
  push("led | 1 ignored (5ms)\n", "stdout");
  push("in two pieces\n", "stderr");
  assert.deepEqual(reader.counts, GREEN);
  assert.equal(reader.lastLines.at(-1), "a warning, in two pieces");
});

Deno.test("SummaryReader believes the last closing line", () => {
  const fake = "ok | 900 passed | 0 failed (1ms)\n";
  assert.deepEqual(read(fake, "FAILED | 1 passed | 2 failed (5ms)\n", "Coverage …\n"), {
    passed: 1,
    failed: 2,
    skipped: 0,
  });
  assert.equal(read("a test ... ok\n"), null);
});

Deno.test("SummaryReader gets past a line of a megabyte", () => {
  assert.deepEqual(
    read("x".repeat(1_000_000), "x\nok | 3 passed | 0 failed | 1 ignored (5ms)\n"),
    GREEN,
  );
});

Deno.test("addUp() adds the runs up", () => {
  const runs = [{ code: 0, counts: GREEN }, { code: 1, counts: { ...GREEN, failed: 2 } }];
  assert.deepEqual(addUp(runs), { passed: 6, failed: 2, skipped: 2 });
  assert.deepEqual(addUp([{ code: 0, counts: GREEN }]), GREEN);
});

Deno.test("addUp() counts a run that broke as one failure", () => {
  const green = { code: 0, counts: GREEN };
  assert.equal(addUp([green, { code: 137, counts: null }]).failed, 1);
  assert.equal(addUp([green, { code: 0, counts: null }]).failed, 1);
  assert.equal(addUp([{ code: 1, counts: GREEN }]).failed, 1);
});

Deno.test("addUp() counts no tests at all as one failure", () => {
  const none = { code: 0, counts: { passed: 0, failed: 0, skipped: 4 } };
  assert.deepEqual(addUp([none]), { passed: 0, failed: 1, skipped: 4 });
  assert.deepEqual(addUp([none, { code: 0, counts: GREEN }]).failed, 0);
});

Deno.test("explain() speaks of runs that broke without a failed test, only", () => {
  assert.deepEqual(explain([{ code: 0, counts: GREEN }]), []);
  assert.deepEqual(explain([{ code: 1, counts: { ...GREEN, failed: 1 } }]), []);
  const [broken, killed] = explain([{ code: 1, counts: GREEN }, { code: 137, counts: null }]);
  assert.match(broken ?? "", /code 1 though no test failed$/);
  assert.match(killed ?? "", /code 137 and without a closing line/);
});

Deno.test("explain() shows what was printed before a run hung or died", () => {
  const reader = new SummaryReader();
  const push = (text: string) => reader.push(new TextEncoder().encode(text));
  push("running 2 tests\na ... ok\n\nb ...");
  const hung = { code: null, counts: null, lastLines: reader.lastLines };
  assert.equal(addUp([{ code: 0, counts: GREEN }, hung]).failed, 1);
  const [why, ...behind] = explain([hung]);
  assert.match(why ?? "", /hung and was killed/);
  assert.deepEqual(behind, ["    running 2 tests", "    a ... ok", "    b ..."]);
  push("\n\nFatal: out of memory\n");
  const died = explain([{ code: 133, counts: null, lastLines: reader.lastLines }]);
  assert.equal(died.at(-1), "    Fatal: out of memory");
});

Deno.test("SummaryReader keeps few of the last lines, none of them long", () => {
  const reader = new SummaryReader();
  for (let i = 0; i < 100; i++) reader.push(new TextEncoder().encode(`${i}\n`));
  reader.push(new TextEncoder().encode("x".repeat(1_000_000) + "\n"));
  assert.equal(reader.lastLines.length, 30);
  assert.equal(reader.lastLines[0], "71");
  assert.ok((reader.lastLines.at(-1) ?? "").length < 10_000);
});

Deno.test("explain() speaks up when no test ran", () => {
  const none = { code: 0, counts: { passed: 0, failed: 0, skipped: 4 } };
  assert.match(explain([none])[0] ?? "", /no test ran/);
  assert.deepEqual(explain([none, { code: 0, counts: GREEN }]), []);
});

Deno.test("closingLine() is plain", () => {
  assert.equal(closingLine(GREEN), "3 passed, 0 failed, 1 skipped");
});
