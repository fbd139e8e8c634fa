import assert from "node:assert/strict";
import fc from "fast-check";
import { readRequest, readSaying, requestLine, sayingLine } from "../../src/commands/slash_line.ts";

Deno.test("readRequest() reads what requestLine() writes, whatever the command", () => {
  fc.assert(
    fc.property(fc.integer(), fc.string({ unit: "binary" }), (id, command) => {
      const line = requestLine({ id, command });
      assert.equal(line.indexOf("\n"), line.length - 1);
      assert.deepEqual(readRequest(line), { id, command });
    }),
    { seed: 41 },
  );
});

Deno.test("readSaying() reads what sayingLine() writes", () => {
  const commands = [{ name: "a", description: "b\nc" }];
  const sayings = [
    { kind: "hello", commands, faults: ["x"] },
    { kind: "output", id: 3, output: "a\nb" },
    { kind: "error", id: 4, error: "no" },
  ] as const;
  for (const saying of sayings) {
    const lines = sayingLine(structuredClone(saying) as Parameters<typeof sayingLine>[0]).split(
      "\n",
    );
    assert.equal(lines.length, 3);
    assert.equal(lines[0], "", "what stood in the line before is ended");
    assert.deepEqual(readSaying(lines[1] ?? ""), saying);
  }
});

Deno.test("readSaying() skips what is no answer, and an answer to nothing", () => {
  const none = [
    ...["", "x", "null", "[]", "5", "{}", '{"id":1}', '{"id":"1","ok":true,"output":""}'],
    ...['{"id":1,"ok":true}', '{"id":1,"ok":1,"output":""}', '{"id":1.5,"ok":false,"error":""}'],
    sayingLine({ kind: "error", id: null, error: "no request" }).trim(),
  ];
  for (const line of none) assert.equal(readSaying(line), undefined, line);
});

Deno.test("readSaying() makes the best of members that are missing or wrong", () => {
  assert.deepEqual(readSaying('{"id":1,"ok":false}'), {
    kind: "error",
    id: 1,
    error: "the command failed",
  });
  assert.deepEqual(readSaying('{"hello":true,"commands":[{"name":1},2],"faults":{}}'), {
    kind: "hello",
    commands: [{ name: "1", description: "" }],
    faults: [],
  });
});

Deno.test("readRequest() refuses what is none", () => {
  for (const line of ["", "x", "{}", '{"id":1}', '{"id":"1","command":""}', '{"command":"a"}']) {
    assert.equal(readRequest(line), undefined, line);
  }
});
