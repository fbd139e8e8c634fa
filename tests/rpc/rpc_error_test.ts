import assert from "node:assert/strict";
import { rpcCodes, RpcError, rpcError, toWireError } from "../../src/rpc/rpc_error.ts";

Deno.test("rpcError() makes an error with a code and a message", () => {
  const error = rpcError(4001, "session not found");
  assert.ok(error instanceof RpcError);
  assert.ok(error instanceof Error);
  assert.equal(`${error}`, "RpcError: session not found");
  assert.equal(error.code, 4001);
});

Deno.test("rpcCodes are those of JSON-RPC 2.0, and one of the range it leaves to servers", () => {
  assert.deepEqual(rpcCodes, {
    parseError: -32700,
    invalidRequest: -32600,
    methodNotFound: -32601,
    invalidParams: -32602,
    internalError: -32603,
    overloaded: -32000,
  });
});

Deno.test("toWireError() tells an RpcError as it is, and nothing beside", () => {
  const error = Object.assign(rpcError(4009, "session busy"), { data: "inside" });
  error.cause = new Error("inside");
  assert.deepEqual(toWireError(error), { code: 4009, message: "session busy" });
});

Deno.test("toWireError() makes everything else an internal error, look-alikes too", () => {
  const thrown = [
    new Error("secret"),
    new TypeError("secret"),
    { code: 4001, message: "secret" },
    Object.assign(new Error("secret"), { name: "RpcError", code: 4001 }),
    "secret",
    null,
    undefined,
    Object.create(null),
  ];
  for (const each of thrown) {
    assert.deepEqual(toWireError(each), { code: -32603, message: "internal error" });
  }
});
