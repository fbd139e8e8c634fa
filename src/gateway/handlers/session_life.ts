/**
 * Opening, closing and listing sessions.
 *
 * @module
 */
import {
  sessionActivate,
  sessionActiveList,
  sessionClose,
  sessionCreate,
  sessionList,
} from "../../protocol/session_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { wireError } from "../../protocol/errors.ts";
import { seedMessages, shorten } from "../../session/history.ts";
import { PREVIEW_CHARS, storedRow } from "../../session/stored_row.ts";
import type { StoredSession } from "../../store/store.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { livePayload } from "./live_payload.ts";
import { askStore } from "./stored_sessions.ts";
import { tidyTitle, titleFault } from "../title_rules.ts";

const create = implement(sessionCreate, (params, context: CallContext) => {
  const { options, registry, settings, caller, isDraining } = context;
  if (isDraining()) throw wireError("shuttingDown");
  const title = tidyTitle(params.title ?? "");
  const session = registry.create({
    provider: options.provider,
    model: params.model || settings.get("model") || options.provider.describe().model,
    providerName: params.provider ?? "",
    reasoningEffort: params.reasoning_effort ?? settings.get("reasoning_effort"),
    cwd: params.cwd || options.cwd,
    source: params.source || "tui",
    // A title that is refused does not keep a session from being opened; it can be set later.
    title: titleFault(title, registry) === undefined ? title : "",
    cols: params.cols,
    closeOnDisconnect: params.close_on_disconnect,
    messages: seedMessages(params.messages ?? []),
  });
  caller.watch(session);
  session.build.soon();
  return {
    session_id: session.id,
    stored_session_id: session.storedId,
    message_count: session.history.messages.length,
    messages: session.history.display(),
    info: session.info(),
  };
});

const activate = implement(sessionActivate, ({ session_id }, context: CallContext) => {
  const session = context.registry.get(session_id);
  // The snapshot and the first event behind it: nothing is said between the two.
  context.caller.watch(session);
  return livePayload(session, context.options.store.epoch);
});

const close = implement(sessionClose, ({ session_id }, { registry }: CallContext) => {
  return { closed: registry.close(session_id, "tui_close") };
});

const list = implement(sessionList, ({ limit }, { registry, options }: CallContext) => {
  const rows = new Map<string, StoredSession>();
  // Live ones know more than their rows, and are there while the store is not.
  for (const session of registry.all()) {
    if (session.keeper.kept) rows.set(session.storedId, storedRow(session));
  }
  const kept = askStore(
    "storeUnavailable",
    () => options.store.sessions({ limit: limit + rows.size, without: ["tool"] }),
  );
  for (const row of kept) if (!rows.has(row.id)) rows.set(row.id, row);
  const sessions = [...rows.values()]
    .filter(({ source }) => source !== "tool")
    .sort((a, b) => b.lastActive - a.lastActive)
    .slice(0, limit);
  return {
    sessions: sessions.map(({ id, title, preview, createdAt, messageCount, source }) => ({
      id,
      title,
      preview,
      started_at: createdAt / 1000,
      message_count: messageCount,
      source,
    })),
  };
});

const activeList = implement(sessionActiveList, (params, { registry }: CallContext) => ({
  sessions: registry.all().map((session) => ({
    current: session.id === params.current_session_id,
    id: session.id,
    last_active: session.lastActive / 1000,
    message_count: session.history.messages.length,
    model: session.model,
    preview: preview(session),
    session_key: session.storedId,
    started_at: session.createdAt / 1000,
    status: session.status,
    title: session.title,
  })),
}));

/** What was said last: in a turn the answer so far, or the prompt until there is one. */
function preview(session: Session): string {
  const inflight = session.inflight();
  if (inflight === undefined) return session.history.preview(PREVIEW_CHARS);
  return shorten(inflight.assistant, PREVIEW_CHARS) || shorten(inflight.user, PREVIEW_CHARS);
}

/** See the module. */
export const sessionLifeMethods: Method<CallContext>[] = [
  create,
  activate,
  close,
  list,
  activeList,
];
