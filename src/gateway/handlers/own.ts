/**
 * @module
 */
import type { z } from "zod";
import type { Method } from "../../rpc/method.ts";
import { subjectOf } from "../../session/hooks.ts";
import type { CallContext } from "../call_context.ts";
import type { OwnMethod } from "../own_method.ts";

/** A method from outside, which sees of the gateway what is meant for it. */
export function ownMethod(method: OwnMethod): Method<CallContext> {
  const { name, summary, lane, readOnly } = method;
  // They are zod's: the port names only what is used of them.
  const params = method.params as z.ZodType;
  const result = method.result as z.ZodType;
  return {
    contract: { name, summary, lane, readOnly, params, result },
    call: (params, { caller, registry }) =>
      method.call(params, {
        windowId: caller.id,
        role: caller.roleIn(undefined),
        session: (id) => subjectOf(registry.get(id)),
      }),
  };
}
