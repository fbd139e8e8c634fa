/** What tests of contracts look at. */
import assert from "node:assert/strict";
import { z } from "zod";
import { implement, type MethodContract } from "../../../src/rpc/method.ts";
import { RpcError } from "../../../src/rpc/rpc_error.ts";

/** The contracts among the exports of a module. */
export function contractsOf(module: object): MethodContract[] {
  return Object.values(module).filter((each) =>
    typeof each === "object" && each !== null && "lane" in each
  );
}

/** What a handler is given for such params. */
export function parsed(contract: MethodContract, params: unknown): unknown {
  return contract.params.parse(params);
}

/** What a peer is told of such params. */
export function told(contract: MethodContract, params: Record<string, unknown>): string {
  const method = implement(contract, () => assert.fail("the params were accepted"));
  try {
    method.call(params, undefined);
  } catch (error) {
    if (error instanceof RpcError) return error.message;
    throw error;
  }
  assert.fail("the handler answered nothing");
}

/** Asserts that every value is taken as it is. */
export function assertGives(contract: MethodContract, ...results: unknown[]): void {
  for (const result of results) assert.deepEqual(contract.result.parse(result), result);
}

const GARBAGE: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  "text",
  "",
  [],
  [1],
  {},
  JSON.parse('{"__proto__":{"polluted":true},"valueOf":1,"toString":1}'),
];

/** Whatever a member holds: the params are taken, or a fault names that member and says why. */
export function assertFaultsAreClear(contract: MethodContract): void {
  const members = contract.params instanceof z.ZodObject ? Object.keys(contract.params.shape) : [];
  for (const member of members) {
    for (const value of GARBAGE) {
      const method = implement(contract, () => ({}));
      try {
        method.call({ session_id: "a", text: "hi", [member]: value }, undefined);
      } catch (error) {
        assert.ok(error instanceof RpcError, `${contract.name}: ${member}: ${error}`);
        assert.equal(error.code, -32602);
        assert.match(error.message, new RegExp(`^invalid params: ${member}(\\.\\w+)*: .`));
        assert.doesNotMatch(error.message, /Invalid input/, `${contract.name}: ${member}`);
      }
    }
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
}
