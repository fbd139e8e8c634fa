import assert from "node:assert/strict";
import { asText, inSeconds, length } from "../../../src/console/transcript/wording.ts";

Deno.test("inSeconds() says how long something took", () => {
  assert.deepEqual([0.04, 0.42, 12.4, 61.2].map(inSeconds), [
    "40 ms",
    "0.4 s",
    "12 s",
    "1 min 1 s",
  ]);
});

Deno.test("length() counts characters", () => {
  assert.deepEqual(["a", "ab".repeat(600)].map(length), ["1 character", "1,200 characters"]);
});

Deno.test("asText() shows data as people read it", () => {
  assert.equal(asText({ a: [1] }), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(asText('{"a":1}'), '{\n  "a": 1\n}');
  assert.equal(asText("[no json"), "[no json");
  assert.equal(asText("\u001b[32mgreen\u001b[0m\u001b]0;title\u0007"), "green");
  assert.equal(asText(undefined), "");
});
