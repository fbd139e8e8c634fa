/**
 * Methods as data: what a method is called, what it takes and gives, and how its calls queue.
 *
 * @module
 */
import type { z } from "zod";
import type { EncodedResult } from "./encoded_result.ts";
import { rpcCodes, rpcError } from "./rpc_error.ts";

/**
 * How calls of a method wait for each other on one connection.
 *
 * - `inline`: strictly one after another, in the order they came.
 * - `background`: beside everything else, a few at a time; answers come when they are ready.
 * - `urgent`: at once, whatever else waits. For answers to questions and for interrupts.
 */
export type Lane = "inline" | "background" | "urgent";

/** A method's public half: a client needs nothing else to call it. */
export interface MethodContract<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** One line for humans. */
  readonly summary: string;
  readonly lane: Lane;
  /** Whether a call only looks; `false` by default. A function answers for the params as they came. */
  readonly readOnly?: boolean | ((params: Record<string, unknown>) => boolean);
  readonly params: P;
  readonly result: R;
}

/** A contract and the code that keeps it. `C` is what the caller's side hands to every handler. */
export interface Method<C> {
  readonly contract: MethodContract;
  /**
   * @throws {RpcError} an error for the peer
   */
  call(params: Record<string, unknown>, context: C): object | Promise<object>;
}

/** Declares a method's contract. */
export function contract<P extends z.ZodType, R extends z.ZodType>(
  declared: MethodContract<P, R>,
): MethodContract<P, R> {
  return declared;
}

/**
 * Joins a contract and its handler. The handler sees parsed params: defaults filled in, unknown members
 * dropped.
 */
export function implement<P extends z.ZodType, R extends z.ZodType, C>(
  declared: MethodContract<P, R>,
  handler: (
    params: z.output<P>,
    context: C,
  ) => z.input<R> | EncodedResult | Promise<z.input<R> | EncodedResult>,
): Method<C> {
  return {
    contract: declared,
    call(params, context) {
      const parsed = declared.params.safeParse(params);
      if (!parsed.success) throw paramsFault(parsed.error);
      return handler(parsed.data, context) as object | Promise<object>;
    },
  };
}

/** Says which params are wrong and why: `invalid params: cols: expected number, received string`. */
export function paramsFault(
  error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] },
): Error {
  const faults = error.issues.slice(0, 3).map((issue) => {
    const where = issue.path.map(String).join(".");
    const why = issue.message.replace(/^Invalid input: /, "");
    return where === "" ? why : `${where}: ${why}`;
  });
  return rpcError(rpcCodes.invalidParams, `invalid params: ${faults.join("; ")}`);
}
