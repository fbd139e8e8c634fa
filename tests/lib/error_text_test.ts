import assert from "node:assert/strict";
import { errorMessage, errorStack } from "../../src/lib/error_text.ts";

/** What `throw` accepts and `String()` refuses. */
function unspeakable(): unknown[] {
  const muted = {
    toString() {
      throw new Error("no");
    },
  };
  return [Object.create(null), muted, { toString: 1, valueOf: 1 }];
}

Deno.test("errorMessage() is the message of an error", () => {
  assert.equal(errorMessage(new TypeError("wrong kind")), "wrong kind");
  assert.equal(errorMessage(new Error("")), "");
});

Deno.test("errorMessage() says anything else that was thrown", () => {
  assert.equal(errorMessage("text"), "text");
  assert.equal(errorMessage(undefined), "undefined");
  assert.equal(errorMessage(null), "null");
  assert.equal(errorMessage(Symbol("s")), "Symbol(s)");
  assert.equal(errorMessage(12n), "12");
});

Deno.test("errorMessage() is text for what cannot be turned into text", () => {
  for (const thrown of unspeakable()) {
    assert.equal(typeof errorMessage(thrown), "string");
    assert.notEqual(errorMessage(thrown), "");
  }
});

Deno.test("errorMessage() is text where an error's message is none", () => {
  const error = Object.assign(new Error(), { message: 404 });
  assert.equal(errorMessage(error), "404");
});

Deno.test("errorStack() holds name, message and where it was thrown", () => {
  const stack = errorStack(new RangeError("too far"));
  assert.match(stack, /^RangeError: too far\n/);
  assert.match(stack, /error_text_test\.ts/);
});

Deno.test("errorStack() says name and message of an error without a stack", () => {
  const error = new RangeError("too far");
  Object.defineProperty(error, "stack", { value: undefined });
  assert.equal(errorStack(error), "RangeError: too far");
});

Deno.test("errorStack() follows causes to the end", () => {
  const error = new Error("outer", { cause: new Error("middle", { cause: "the root" }) });
  assert.match(errorStack(error), /outer[^]*\ncaused by Error: middle[^]*\ncaused by the root$/);
});

Deno.test("errorStack() ends where causes run in a circle", () => {
  const first = new Error("first");
  const second = new Error("second", { cause: first });
  first.cause = second;
  const stack = errorStack(first);
  assert.equal(stack.split("Error: first\n").length, 2);
  assert.equal(stack.split("Error: second\n").length, 2);
});

Deno.test("errorStack() stops short of a chain of causes that is as deep as the stack", () => {
  let error: unknown = "the root";
  for (let i = 0; i < 20_000; i++) {
    error = Object.assign(new Error(`${i}`), { cause: error, stack: `Error: ${i}` });
  }
  assert.match(errorStack(error), /^Error: 19999\ncaused by Error: 19998\n/);
});

Deno.test("errorStack() is text for what cannot be turned into text", () => {
  for (const thrown of unspeakable()) {
    assert.equal(typeof errorStack(thrown), "string");
    assert.equal(typeof errorStack(new Error("outer", { cause: thrown })), "string");
  }
});
