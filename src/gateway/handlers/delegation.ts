/**
 * Agents that agents have given work on to.
 *
 * @module
 */
import { errorStack } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import {
  delegationPause,
  delegationStatus,
  subagentInterrupt,
} from "../../protocol/overview_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { Session } from "../../session/session.ts";
import { type ActiveSubagent, SUBAGENT_ID_CHARS } from "../../session/subagents.ts";
import type { CallContext } from "../call_context.ts";
import { word } from "./word.ts";

const status = implement(delegationStatus, (_params, { registry, caller }: CallContext) => ({
  active: registry.all().filter((session) => caller.maySee(session)).flatMap((session) =>
    session.subagents.active.map((each) => shown(each, session))
  ),
  paused: false,
  max_spawn_depth: 0,
  max_concurrent_children: 0,
}));

function shown({ told, since }: ActiveSubagent, { id: session_id }: Session) {
  const { subagent_id, goal, parent_id, depth, model, tool_count } = told;
  return {
    ...{ subagent_id, session_id, goal },
    status: "running" as const,
    started_at: since / 1_000,
    ...(parent_id === undefined ? {} : { parent_id }),
    ...(depth === undefined ? {} : { depth }),
    ...(model === undefined ? {} : { model }),
    ...(tool_count === undefined ? {} : { tool_count }),
  };
}

const interrupt = implement(subagentInterrupt, ({ subagent_id }, context: CallContext) => {
  const asked = typeof subagent_id === "string" ? subagent_id : word(subagent_id, "").shown;
  const id = asked.slice(0, SUBAGENT_ID_CHARS);
  if (id.trim() === "") throw wireError("subagentIdRequired");
  const { registry, caller } = context;
  const sessions = registry.all().filter(({ subagents }) => subagents.get(id) !== undefined);
  // Ids are unique in a session: what the caller looks at is meant first.
  const session = sessions.find((each) => caller.watches(each)) ?? sessions[0];
  if (session !== undefined && caller.roleIn(session) === "observer") {
    throw wireError("mayOnlyWatch");
  }
  return { found: session !== undefined && stop(id, session, context), subagent_id: id };
});

function stop(id: string, session: Session, { options }: CallContext): boolean {
  const own = session.subagents.get(id)?.ownId ?? id;
  try {
    // A promise, from an agent that breaks the port's rules, is no yes.
    return session.agents.current?.interruptSubagent?.(own) === true;
  } catch (error) {
    const fields = { session: session.id, error: errorStack(error) };
    options.logger.error("agent failed to stop a sub-agent", fields);
    return false;
  }
}

/** See the module. */
export const delegationMethods: Method<CallContext>[] = [
  status,
  implement(delegationPause, () => ({ paused: false })),
  interrupt,
];
