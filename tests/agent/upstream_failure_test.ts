import assert from "node:assert/strict";
import { failureOf, readFailure } from "../../src/agent/upstream_failure.ts";

const cases: [what: string, body: unknown, failure: unknown][] = [
  ["OpenAI", {
    error: {
      message: "no quota",
      type: "insufficient_quota",
      param: null,
      code: "insufficient_quota",
    },
  }, { message: "no quota", code: "insufficient_quota" }],
  ["llama.cpp", { error: { code: 503, message: "Loading model", type: "unavailable_error" } }, {
    message: "Loading model",
    code: "unavailable_error",
    status: 503,
  }],
  ["Ollama", { error: "model 'x' not found" }, { message: "model 'x' not found" }],
  ["old vLLM", { object: "error", message: "bad roles", type: "BadRequestError", code: 400 }, {
    message: "bad roles",
    code: "BadRequestError",
    status: 400,
  }],
  ["Mistral", { object: "error", message: { detail: [{ msg: "Extra inputs" }] } }, {
    message: "Extra inputs",
  }],
  ["FastAPI", { detail: [{ loc: ["body"], msg: "field required" }] }, {
    message: "field required",
  }],
  ["FastAPI, text", { detail: "Not Found" }, { message: "Not Found" }],
  ["Gemini", [{ error: { code: 400, message: "API key not valid", status: "INVALID" } }], {
    message: "API key not valid",
    status: 400,
  }],
  ["no message", { error: { code: "boom" } }, { message: "boom", code: "boom" }],
  ["nothing at all", { error: {} }, { message: "an error without a message" }],
];

for (const [what, body, failure] of cases) {
  Deno.test(`readFailure() reads the shape of ${what}`, () => {
    assert.deepEqual(readFailure(body), failure);
  });
}

Deno.test("readFailure() is undefined for what is no failure", () => {
  for (const body of [null, 1, "error", [], {}, { error: null }, { choices: [], error: null }]) {
    assert.equal(readFailure(body), undefined);
  }
});

Deno.test("readFailure() does not follow nesting without end", () => {
  const text = `{"error":${'{"message":'.repeat(50_000)}"x"${"}".repeat(50_000)}}`;
  assert.deepEqual(readFailure(JSON.parse(text)), { message: "an error without a message" });
});

Deno.test("failureOf() takes a bare text", () => {
  assert.deepEqual(failureOf("out of memory"), { message: "out of memory" });
});
