import assert from "node:assert/strict";
import { inOrder, type Violation } from "../../scripts/report.ts";

Deno.test("inOrder() sorts by file, then by line as a number", () => {
  const violation = (file: string, line: number): Violation => ({
    file,
    line,
    message: "",
    remedy: "",
  });
  const mixed = [violation("b", 1), violation("a", 10), violation("a", 9)];
  assert.deepEqual(inOrder(mixed).map(({ file, line }) => `${file}:${line}`), [
    "a:9",
    "a:10",
    "b:1",
  ]);
});
