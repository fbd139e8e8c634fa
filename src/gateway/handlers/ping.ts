/**
 * A sign of life.
 *
 * @module
 */
import { gatewayPing } from "../../protocol/gateway_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

const ping = implement(gatewayPing, (_params, _context: CallContext) => ({ ok: true as const }));

/** See the module. */
export const pingMethods: Method<CallContext>[] = [ping];
