import assert from "node:assert/strict";
import type { LogRecord } from "@logtape/logtape";
import { formatRecord, stderrSink } from "../../src/adapters/stderr_sink.ts";
import { LineQueue } from "../../src/adapters/stdio_line_queue.ts";
import { HandClock, TestPipe } from "./stdio_support.ts";

function record(
  fields: Record<string, unknown> = {},
  message: unknown[] = ["ws accepted"],
): LogRecord {
  return {
    category: ["tidegate"],
    level: "info",
    message,
    rawMessage: message.join(""),
    timestamp: Date.parse("2026-07-01T12:00:00.123Z"),
    properties: fields,
  };
}

function fieldsOf(fields: Record<string, unknown>): string {
  return formatRecord(record(fields)).slice("2026-07-01T12:00:00.123Z INFO    ws accepted ".length);
}

Deno.test("formatRecord() shows time, level, message and fields", () => {
  assert.equal(
    formatRecord(
      record({ peer: "127.0.0.1:5", messages: 3, ok: true, none: null, gone: undefined }),
    ),
    "2026-07-01T12:00:00.123Z INFO    ws accepted peer=127.0.0.1:5 messages=3 ok=true none=null " +
      "gone=undefined",
  );
  assert.equal(
    formatRecord({ ...record({}, ["a ", 1, " b"]), level: "warning" }),
    "2026-07-01T12:00:00.123Z WARNING a 1 b",
  );
});

Deno.test("formatRecord() quotes text that would read as something else", () => {
  assert.equal(fieldsOf({ a: "x y" }), 'a="x y"');
  assert.equal(fieldsOf({ a: "" }), 'a=""');
  assert.equal(fieldsOf({ a: "b=c" }), 'a="b=c"');
  assert.equal(fieldsOf({ a: { b: [1, "x y"] } }), 'a={"b":[1,"x y"]}');
});

Deno.test("formatRecord() lets no value begin a line or drive a terminal", () => {
  const evil = 'x\r\n2026-07-01T12:00:00.123Z INFO    spoofed\u001b[2J\u0085\u2028"';
  for (const text of [formatRecord(record({ evil })), formatRecord(record({}, [evil]))]) {
    for (const line of text.split("\n").slice(1)) assert.match(line, /^ {4}/);
    const controls = [...text].filter((character) => /[\p{Cc}\u2028]/u.test(character));
    assert.deepEqual(controls.filter((character) => character !== "\n"), []);
  }
});

Deno.test("formatRecord() puts the stack of an error below, indented", () => {
  const error = new TypeError("bad thing", { cause: new Error("deeper") });
  const [first, ...rest] = formatRecord(record({ error })).split("\n");
  assert.ok(first?.endsWith('error="TypeError: bad thing"'));
  assert.ok(rest.every((line) => line.startsWith("    ")));
  assert.match(rest.join("\n"), /caused by Error: deeper/);
});

Deno.test("formatRecord() puts text of several lines below, indented", () => {
  assert.equal(
    fieldsOf({ error: "one two\n  at three" }),
    'error="one two"\n    one two\n      at three',
  );
});

Deno.test("stderrSink() writes the message even if a field cannot be shown", async () => {
  const pipe = new TestPipe();
  const lines = new LineQueue({ write: pipe.write, clock: new HandClock() });
  const sink = stderrSink(lines);
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  sink(record({ circular }));
  sink(record({ peer: "b" }));
  await lines.flush(100);
  const [first, second] = pipe.text.split("\n");
  assert.match(first ?? "", /ws accepted \(a field could not be shown\)$/);
  assert.match(second ?? "", /ws accepted peer=b$/);
});
