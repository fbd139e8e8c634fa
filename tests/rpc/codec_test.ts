import { EncodedResult } from "../../src/rpc/encoded_result.ts";
import assert from "node:assert/strict";
import {
  decode,
  encodeError,
  encodeOversize,
  encodeResult,
  maxNesting,
} from "../../src/rpc/codec.ts";

/** The request in a frame that holds one. */
function request(frame: string) {
  const decoded = decode(frame);
  assert.equal(decoded.kind, "request", frame);
  return decoded.kind === "request" ? decoded.request : assert.fail();
}

/** The answer to a frame that holds none. */
function refusal(frame: string): string {
  const decoded = decode(frame);
  assert.equal(decoded.kind, "bad", frame.slice(0, 100));
  return decoded.kind === "bad" ? decoded.answer : assert.fail();
}

function failure(id: string, code: number, message: string): string {
  return `{"jsonrpc":"2.0","id":${id},"error":{"code":${code},"message":"${message}"}}`;
}

const NO_OBJECT = failure("null", -32600, "invalid request: expected an object");
const PARSE_ERROR = '{"jsonrpc":"2.0","error":{"code":-32700,"message":"parse error"},"id":null}';

Deno.test("decode() reads a request", () => {
  assert.deepEqual(
    request('{"jsonrpc":"2.0","id":"r1","method":"prompt.submit","params":{"text":"hi"}}'),
    { id: "r1", method: "prompt.submit", params: { text: "hi" } },
  );
});

Deno.test("decode() takes any JSON as an id, and null where there is none", () => {
  for (const id of ['"r1"', "7", "-0.5", "null", "true", "[1,[2]]", '{"a":{"b":1}}', '""']) {
    assert.deepEqual(request(`{"id":${id},"method":"m"}`).id, JSON.parse(id));
  }
  assert.equal(request('{"method":"m"}').id, null);
});

Deno.test("decode() looks at neither the version nor members it does not know", () => {
  const expected = { id: 1, method: "m", params: {} };
  for (const extra of ["", '"jsonrpc":"1.0",', '"jsonrpc":null,', '"result":1,"x":{},']) {
    assert.deepEqual(request(`{${extra}"id":1,"method":"m"}`), expected);
  }
});

Deno.test("decode() takes params that are missing or null for none", () => {
  assert.deepEqual(request('{"method":"m"}').params, {});
  assert.deepEqual(request('{"method":"m","params":null}').params, {});
});

Deno.test("decode() leaves a blank frame unanswered", () => {
  for (const frame of ["", " ", "\n", "\r\n\t ", "\u00a0\u2003\u3000", "\u2028\u2029", "\ufeff"]) {
    assert.deepEqual(decode(frame), { kind: "blank" });
  }
});

Deno.test("decode() strips white space around a frame", () => {
  for (const space of ["\n", "\r\n", " \t", "\u00a0", "\u3000", "\ufeff"]) {
    assert.equal(request(`${space}{"id":1,"method":"m"}${space}`).method, "m");
  }
});

Deno.test("decode() answers a parse error, its id last", () => {
  const frames = [
    "{",
    "nonsense",
    "{'method':'m'}",
    '{"method":"m",}',
    "NaN",
    "[NaN]",
    "undefined",
  ];
  for (const frame of [...frames, '{"id":Infinity,"method":"m"}', "\0", '{"a":"\n"}', "{}{}"]) {
    assert.equal(refusal(frame), PARSE_ERROR, frame);
  }
});

Deno.test("decode() says of a refused frame whether it was JSON", () => {
  assert.deepEqual(decode("{"), { kind: "bad", parsed: false, answer: PARSE_ERROR });
  assert.deepEqual(decode("[]"), { kind: "bad", parsed: true, answer: NO_OBJECT });
});

Deno.test("decode() answers once for JSON that is no object, batches too", () => {
  for (const frame of ["[]", '[{"id":1,"method":"m"}]', "5", '"text"', "true", "null", "-1e9"]) {
    assert.equal(refusal(frame), NO_OBJECT, frame);
  }
});

Deno.test("decode() refuses a method that is missing, empty or no string, with the id", () => {
  const message = "invalid request: method must be a non-empty string";
  for (const method of ["", '"method":"",', '"method":5,', '"method":null,', '"method":["m"],']) {
    assert.equal(refusal(`{${method}"id":"r1"}`), failure('"r1"', -32600, message));
    assert.equal(refusal(`{${method}"x":1}`), failure("null", -32600, message));
  }
});

Deno.test("decode() looks at the method before it looks at the params", () => {
  assert.match(refusal('{"id":1,"params":[]}'), /-32600/);
});

Deno.test("decode() refuses params that are no object, with the id", () => {
  const message = "invalid params: expected an object";
  for (const params of ["[]", "[{}]", '"text"', "5", "0", "true", "false", '""']) {
    const frame = `{"id":[1],"method":"m","params":${params}}`;
    assert.equal(refusal(frame), failure("[1]", -32602, message));
  }
});

Deno.test("decode() takes the last of duplicate members", () => {
  const frame = '{"id":1,"method":"a","params":{"x":1},"id":2,"method":"b","params":{"x":2,"x":3}}';
  assert.deepEqual(request(frame), { id: 2, method: "b", params: { x: 3 } });
});

Deno.test("decode() takes no member from a prototype", () => {
  const message = "invalid request: method must be a non-empty string";
  const hostile = '{"__proto__":{"method":"m","id":1,"params":{"x":1}}}';
  assert.equal(refusal(hostile), failure("null", -32600, message));
  const { params } = request('{"method":"m","params":{"__proto__":{"polluted":1}}}');
  assert.equal(params.polluted, undefined);
  assert.deepEqual(Object.keys(params), ["__proto__"]);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("decode() takes a prototype somebody else has spoilt for what it is", () => {
  const spoilt = Object.prototype as Record<string, unknown>;
  Object.assign(spoilt, { method: "evil", id: "evil", params: { evil: true } });
  try {
    assert.match(refusal('{"a":1}'), /"id":null,"error":\{"code":-32600/);
    const { id, method, params } = request('{"method":"m"}');
    assert.deepEqual([id, method, Object.keys(params)], [null, "m", []]);
  } finally {
    for (const name of ["method", "id", "params"]) delete spoilt[name];
  }
});

Deno.test("decode() allows as many levels as it says", () => {
  const levels = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const frame = (depth: number) => `{"id":${levels(depth - 1)},"method":"m"}`;
  assert.equal(request(frame(maxNesting)).method, "m");
  const expected = failure("null", -32600, `invalid request: nested deeper than ${maxNesting}`);
  assert.equal(refusal(frame(maxNesting + 1)), expected);
});

Deno.test("encodeResult() writes the members in their order", () => {
  assert.equal(
    encodeResult("r1", { status: "ok", text: "\u{1F300}\n" }),
    '{"jsonrpc":"2.0","id":"r1","result":{"status":"ok","text":"\u{1F300}\\n"}}',
  );
  assert.equal(encodeResult(null, {}), '{"jsonrpc":"2.0","id":null,"result":{}}');
});

Deno.test("encodeResult() escapes half a surrogate pair, so that the frame is proper UTF-8", () => {
  const text = encodeResult("\ud83c", { text: "\udf00" });
  assert.ok(text.isWellFormed());
  assert.deepEqual(JSON.parse(text), { jsonrpc: "2.0", id: "\ud83c", result: { text: "\udf00" } });
});

Deno.test("encodeResult() throws for what is no object, or becomes none", () => {
  const none = [
    [],
    null,
    undefined,
    5,
    "text",
    () => {},
    { toJSON: () => undefined },
    { toJSON: () => [] },
    new Date(0),
    { big: 1n },
  ];
  for (const result of none) assert.throws(() => encodeResult(1, result as object), TypeError);
});

Deno.test("encodeError() writes code and message and nothing else", () => {
  const error = { code: 4001, message: 'no "x"', data: "inside" };
  assert.equal(encodeError(7, error), failure("7", 4001, 'no \\"x\\"'));
});

Deno.test("encodeOversize() tells the size and the limit", () => {
  const message = "invalid request: frame of 40000000 bytes is over the limit of 33554432";
  assert.equal(encodeOversize(40_000_000, 33_554_432), failure("null", -32600, message));
});

Deno.test("decode() echoes a number as it was written, whatever a double makes of it", () => {
  for (const id of ["12345678901234567890", "1e400", "-0", "1.50", "0.1e-7", "9007199254740993"]) {
    const frame = `{"params":{"id":7.5,"deep":[{"id":1e9}]},"id":${id},"method":"m"}`;
    const decoded = decode(frame);
    assert.ok(decoded.kind === "request");
    assert.equal(
      encodeResult(decoded.request.id, {}),
      `{"jsonrpc":"2.0","id":${id},"result":{}}`,
    );
  }
});

Deno.test("decode() does not mistake an id of the params, or one before it, for its own", () => {
  const before = decode('{"id":1.5,"id":2.25,"method":"m","params":{"id":3.125}}');
  assert.ok(before.kind === "request");
  assert.equal(encodeResult(before.request.id, {}), '{"jsonrpc":"2.0","id":2.25,"result":{}}');
  const without = decode('{"method":"m","params":{"id":1e400}}');
  assert.ok(without.kind === "request");
  assert.equal(without.request.id, null);
});

Deno.test("decode() reads a large frame once, whatever its id", () => {
  const decoded = decode(`{"id":1.50,"method":"m","params":{"x":"${"y".repeat(70_000)}"}}`);
  assert.ok(decoded.kind === "request");
  assert.equal(decoded.request.id, 1.5);
});

Deno.test("encodeResult() sends a result that is JSON already as it is", () => {
  const answer = encodeResult("r1", new EncodedResult('{"a":[1, 2]}'));
  assert.equal(answer, '{"jsonrpc":"2.0","id":"r1","result":{"a":[1, 2]}}');
  assert.throws(() => encodeResult(1, new EncodedResult("[]")), TypeError);
});
