/**
 * What a gateway says about itself.
 *
 * @module
 */
import { rpcDiscover } from "../../protocol/discovery_methods.ts";
import { EncodedResult } from "../../rpc/encoded_result.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

const discover = implement(
  rpcDiscover,
  (_params, { describe }: CallContext) => new EncodedResult(describe()),
);

/** See the module. */
export const discoveryMethods: Method<CallContext>[] = [discover];
