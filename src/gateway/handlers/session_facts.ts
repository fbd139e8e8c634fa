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
import type { CallContext } from "../call_context.ts";
import { tidyTitle, titleFault } from "../title_rules.ts";

const history = implement(sessionHistory, ({ session_id }, { registry }: CallContext) => {
  const { history } = registry.get(session_id);
  return { count: history.messages.length, messages: history.display() };
});

const title = implement(sessionTitle, (params, { registry }: CallContext) => {
  const session = registry.get(params.session_id);
  if (params.title === undefined || params.title === null) {
    return { title: session.title, session_key: session.storedId };
  }
  const wanted = tidyTitle(params.title);
  if (wanted === "") throw wireError("titleRequired");
  const fault = titleFault(wanted, registry, session);
  if (fault !== undefined) throw wireError("badTitle", fault);
  if (wanted !== session.title) {
    session.title = wanted;
    session.touch();
    session.keeper.begin();
    session.keeper.row();
    if (session.agents.current !== undefined) session.tellInfo();
  }
  return { pending: false, title: wanted };
});

const usage = implement(sessionUsage, ({ session_id }, { registry }: CallContext) => {
  return registry.get(session_id).usage();
});

const status = implement(sessionStatus, ({ session_id }, { registry }: CallContext) => {
  const session = registry.get(session_id);
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
  return { output: rows.map(([name, value]) => `${name}: ${value}`).join("\n") };
});

const undo = implement(sessionUndo, ({ session_id }, { registry }: CallContext) => {
  const session = registry.get(session_id);
  if (session.runner.running) throw wireError("sessionBusy", "session busy; interrupt it first");
  session.touch();
  return { removed: session.history.undo() };
});

const resize = implement(terminalResize, ({ session_id, cols }, { registry }: CallContext) => {
  registry.get(session_id).cols = cols;
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
