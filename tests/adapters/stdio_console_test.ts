import assert from "node:assert/strict";
import { consoleOver } from "../../src/adapters/stdio_console.ts";
import { LineQueue } from "../../src/adapters/stdio_line_queue.ts";
import { codedError, HandClock, TestPipe } from "./stdio_support.ts";

Deno.test("consoleOver() sends every method to the lines", async () => {
  const pipe = new TestPipe();
  const lines = new LineQueue({ write: pipe.write, clock: new HandClock() });
  const console = consoleOver(lines);
  console.log("log %d", 1);
  console.info("info");
  console.debug("debug");
  console.warn("warn");
  console.error("error");
  console.group("group");
  console.dir({ a: 1 });
  console.groupEnd();
  console.table([{ b: 2 }]);
  console.assert(false, "assert");
  console.count("count");
  console.trace("trace");
  await lines.flush(100);
  for (const word of ["log 1", "info", "debug", "warn", "error", "group", "a: 1", "b", "assert"]) {
    assert.ok(pipe.text.includes(word), word);
  }
  assert.ok(pipe.text.includes("count: 1"));
  assert.ok(pipe.text.includes("Trace: trace"));
  assert.ok(!pipe.text.includes("\n\n"));
});

Deno.test("consoleOver() survives a stderr that is gone", async () => {
  const pipe = new TestPipe();
  pipe.plan.push(codedError("EPIPE"));
  const lines = new LineQueue({ write: pipe.write, clock: new HandClock() });
  const console = consoleOver(lines);
  console.log("one");
  await lines.flush(100);
  console.error("two");
  await lines.flush(100);
  assert.equal(pipe.text, "");
});
