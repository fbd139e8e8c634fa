import assert from "node:assert/strict";
import { z } from "zod";
import { contract, implement } from "../../src/rpc/method.ts";
import { RpcError } from "../../src/rpc/rpc_error.ts";

const resize = contract({
  name: "terminal.resize",
  summary: "tells the width",
  lane: "inline",
  params: z.object({
    session_id: z.string(),
    cols: z.number().default(80),
    nested: z.object({ list: z.array(z.number()) }).optional(),
  }),
  result: z.object({ cols: z.number() }),
});

/** The error a call with such params ends with. */
function fault(params: Record<string, unknown>): RpcError {
  const method = implement(resize, () => assert.fail("the handler must not be called"));
  try {
    method.call(params, undefined);
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
  assert.fail("the params were accepted");
}

Deno.test("contract() gives back what was declared", () => {
  assert.equal(resize.name, "terminal.resize");
  assert.equal(resize.lane, "inline");
});

Deno.test("implement() hands the handler parsed params: defaults in, unknown members out", () => {
  const seen: unknown[] = [];
  const method = implement(resize, (params, context: { peer: string }) => {
    seen.push(params, context);
    return { cols: params.cols };
  });
  const context = { peer: "me" };
  const result = method.call({ session_id: "a", extra: 1 }, context);
  assert.deepEqual(seen[0], { session_id: "a", cols: 80 });
  assert.equal(seen[1], context);
  assert.deepEqual(result, { cols: 80 });
  assert.equal(method.contract, resize);
});

Deno.test("implement() gives a handler's promise on as it is", async () => {
  const method = implement(resize, ({ cols }) => Promise.resolve({ cols }));
  const result = method.call({ session_id: "a", cols: 5 }, undefined);
  assert.ok(result instanceof Promise);
  assert.deepEqual(await result, { cols: 5 });
});

Deno.test("implement() lets a handler's exception through as it is", () => {
  const error = new Error("crash");
  const method = implement(resize, () => {
    throw error;
  });
  assert.throws(() => method.call({ session_id: "a" }, undefined), error);
});

Deno.test("implement() names the field that is wrong, and why", () => {
  const { code, message } = fault({ session_id: "a", cols: "wide" });
  assert.equal(code, -32602);
  assert.equal(message, "invalid params: cols: expected number, received string");
});

Deno.test("implement() names a field that is missing", () => {
  assert.equal(
    fault({}).message,
    "invalid params: session_id: expected string, received undefined",
  );
});

Deno.test("implement() names the place inside a field", () => {
  assert.equal(
    fault({ session_id: "a", nested: { list: [1, "x"] } }).message,
    "invalid params: nested.list.1: expected number, received string",
  );
});

Deno.test("implement() names at most three faults, the first ones", () => {
  const { message } = fault({ session_id: 1, cols: "x", nested: { list: ["a", "b", "c"] } });
  assert.equal(
    message,
    "invalid params: session_id: expected string, received number; " +
      "cols: expected number, received string; " +
      "nested.list.0: expected number, received string",
  );
});

Deno.test("implement() says what is wrong with the params as a whole", () => {
  const either = contract({
    name: "either",
    summary: "",
    lane: "inline",
    params: z.object({ a: z.number().optional(), b: z.number().optional() })
      .refine(({ a, b }) => a !== undefined || b !== undefined, "a or b is needed"),
    result: z.object({}),
  });
  const method = implement(either, () => ({}));
  assert.throws(() => method.call({}, undefined), {
    name: "RpcError",
    code: -32602,
    message: "invalid params: a or b is needed",
  });
});

Deno.test("implement() takes no member from the prototype of hostile params", () => {
  const params = JSON.parse('{"__proto__":{"session_id":"stolen"}}');
  assert.match(fault(params).message, /^invalid params: session_id: /);
});
