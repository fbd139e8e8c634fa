/**
 * The windows on a session.
 *
 * @module
 */
import { sessionDetach, sessionViewers } from "../../protocol/viewer_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { seats } from "../../session/presence.ts";
import type { CallContext } from "../call_context.ts";

const detach = implement(sessionDetach, ({ session_id }, { registry, caller }: CallContext) => {
  const session = registry.find(session_id);
  return { detached: session !== undefined && caller.leave(session) };
});

const viewers = implement(sessionViewers, ({ session_id }, { registry, caller }: CallContext) => ({
  viewers: seats(registry.get(session_id)).map((seat) => ({
    ...seat,
    current: seat.id === caller.id,
  })),
}));

/** See the module. */
export const viewerMethods: Method<CallContext>[] = [detach, viewers];
