/**
 * What a session is, and the small things that can be changed of it.
 *
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import {
  sessionHistory,
  sessionStatus,
  sessionTitle,
  sessionUndo,
  sessionUsage,
  terminalResize,
} from "../../protocol/session_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { refuseWhileHeld } from "./conversations.ts";

const history = implement(sessionHistory, (params, { registry }: CallContext) => {
  const { history } = registry.get(params.session_id);
  return { count: history.messages.length, messages: history.display(params) };
});

const title = implement(sessionTitle, (params, { registry, titles }: CallContext) => {
  const session = registry.get(params.session_id);
  if (params.title !== undefined && params.title !== null) {
    return titles.set(session, params.title);
  }
  titles.retry(session);
  return { title: titles.of(session), session_key: session.storedId };
});

const usage = implement(sessionUsage, ({ session_id }, { registry }: CallContext) => {
  const session = registry.get(session_id);
  return { ...session.usage(), active_subagents: session.subagents.size };
});

const status = implement(sessionStatus, ({ session_id }, { registry }: CallContext) => ({
  output: statusText(registry.get(session_id)),
}));

/** A few lines for a human: what a session is. */
export function statusText(session: Session): string {
  const { provider } = session.info();
  const { input, output } = session.usage();
  const rows = [
    ["Session", session.storedId],
    ["Live id", session.id],
    ["Title", session.title || "(none)"],
    ["Model", `${session.model} (${provider})`],
    ["Status", session.status],
    ["Messages", `${session.history.messages.length}`],
    ["Tokens", `${input} in, ${output} out`],
    ["Directory", session.cwd || "(none)"],
    ["Started", new Date(session.createdAt).toISOString()],
  ];
  return rows.map(([name, value]) => `${name}: ${value}`).join("\n");
}

const undo = implement(sessionUndo, ({ session_id }, { registry }: CallContext) => {
  const session = registry.get(session_id);
  refuseWhileBusy(session);
  session.touch();
  return { removed: session.history.undo() };
});

/**
 * Refuses what would change the history under a turn, or under its summary.
 *
 * @throws {RpcError} 4009
 */
export function refuseWhileBusy(session: Session): void {
  if (session.runner.running) throw wireError("sessionBusy", "session busy; interrupt it first");
  refuseWhileHeld(session);
}

const resize = implement(terminalResize, (params, { registry, caller }: CallContext) => {
  const { session_id, cols, rendered } = params;
  const session = registry.get(session_id);
  // Windows send it by themselves: an observer's is no fault, and the width is the controllers'.
  if (caller.roleIn(session) === "controller") {
    session.cols = cols;
    if (rendered !== undefined) session.rendering.want(rendered);
    session.rendering.resized();
  }
  return { cols };
});

/** See the module. */
export const sessionFactMethods: Method<CallContext>[] = [
  history,
  title,
  usage,
  status,
  undo,
  resize,
];
