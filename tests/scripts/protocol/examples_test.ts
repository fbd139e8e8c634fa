import assert from "node:assert/strict";
import { inlineJson, json, shortened } from "../../../scripts/protocol/examples.ts";
import { steady } from "../../../scripts/protocol/record.ts";

Deno.test("shortened() cuts lists, and names shapes that are told elsewhere", () => {
  assert.deepEqual(shortened({ list: [1, 2, 3] }), { list: [1, 2, "…"] });
  assert.deepEqual(shortened({ info: { model: "a" } }), { info: { "…": "a SessionInfo" } });
  assert.deepEqual(shortened({ info: null }), { info: null });
  const event = { type: "session.info", payload: { model: "a" } };
  assert.deepEqual(shortened(event), { type: "session.info", payload: { "…": "a SessionInfo" } });
});

Deno.test("json() breaks lines only where they are too long", () => {
  assert.equal(json({ a: [1, "x"], b: {} }), '{ "a": [1, "x"], "b": {} }');
  const long = { text: "x".repeat(90), n: 1 };
  assert.equal(json(long), `{\n  "text": "${long.text}",\n  "n": 1\n}`);
  assert.deepEqual(JSON.parse(json([long, { deep: [long] }])), [long, { deep: [long] }]);
  assert.equal(inlineJson({ a: 1 }), '{ "a": 1 }');
});

Deno.test("steady() gives ids names that depend on their order alone, wherever they stand", () => {
  const said = (live: string, stored: string, task: string) =>
    JSON.stringify({ live, stored, output: `Live id: ${live}\n`, task, number: 12345678 });
  const first = steady(said("0badcafe", "20260101_123015_00ff00", "bg_a1b2c3"));
  const second = steady(said("1234abcd", "20260101_123015_abcdef", "bg_ffffff"));
  assert.notEqual(first, "");
  const { live, stored, output, task } = JSON.parse(first);
  assert.match(live, /^[0-9a-f]{8}$/);
  assert.equal(output, `Live id: ${live}\n`);
  assert.match(stored, /^20260101_123015_[0-9a-f]{6}$/);
  assert.match(task, /^bg_[0-9a-f]{6}$/);
  assert.equal(JSON.parse(second).live, live);
  assert.equal(steady("nothing drawn"), "nothing drawn");
});
