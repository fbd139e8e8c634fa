/**
 * What an observer may call.
 *
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import type { Method, MethodContract } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

/** Methods that may change a setting. */
const sets: ReadonlySet<string> = new Set([
  "command.dispatch",
  "config.set",
  "plugins.manage",
  "reload.mcp",
  "slash.exec",
]);

/**
 * A method that refuses whoever may only watch the session it names, and, unless it only looks, whoever
 * may change nothing at all. A method that finds its session by something else than `session_id` asks
 * `caller.roleIn()` itself.
 */
export function guarded(method: Method<CallContext>): Method<CallContext> {
  const { contract } = method;
  if (contract.readOnly === true) return method;
  return {
    contract,
    call(params, context) {
      if (!looks(contract, params)) refuseObserver(params.session_id, context);
      const waiting = sets.has(contract.name) ? context.settings.prepare() : undefined;
      return waiting?.then(() => method.call(params, context)) ?? method.call(params, context);
    },
  };
}

function looks({ readOnly }: MethodContract, params: Record<string, unknown>): boolean {
  return typeof readOnly === "function" ? readOnly(params) : readOnly === true;
}

function refuseObserver(id: unknown, { registry, caller }: CallContext): void {
  const session = typeof id === "string" ? registry.find(id) : undefined;
  if (caller.roleIn(session) === "observer") throw wireError("mayOnlyWatch");
}
