/**
 * What a front end asks when it starts.
 *
 * @module
 */
import { setupStatus } from "../../protocol/chat_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

const status = implement(setupStatus, (_params, { options }: CallContext) => ({
  provider_configured: options.provider.describe().configured,
}));

/** See the module. */
export const setupMethods: Method<CallContext>[] = [status];
