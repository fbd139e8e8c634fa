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
import { conversationRows } from "../../session/conversation_rows.ts";
import { shorten } from "../../lib/shorten.ts";
import { seedMessages } from "../../session/history.ts";
import { withoutImages } from "../../session/prompt.ts";
import { PREVIEW_CHARS } from "../../session/stored_row.ts";
import { type StoredSession, StoreError } from "../../store/store.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { usualFolder } from "./config_readers.ts";
import { livePayload } from "./live_payload.ts";
import { modelOf } from "./model_of.ts";
import { finishOpening } from "./opening.ts";
import { askStore } from "./stored_sessions.ts";

const create = implement(sessionCreate, (params, context: CallContext) => {
  const { registry, settings, titles, caller, providers, isDraining } = context;
  if (isDraining()) throw wireError("shuttingDown");
  const { provider, model, providerName } = providers.pick({
    agent: params.agent ?? "",
    model: params.model ?? "",
    provider: params.provider ?? "",
  });
  const { title, wanted } = titles.admit(params.title ?? "");
  const session = registry.create({
    provider,
    model: model || modelOf(provider, context),
    providerName,
    reasoningEffort: params.reasoning_effort ?? settings.get("reasoning_effort"),
    fast: params.fast ?? settings.get("fast") === "fast",
    cwd: params.cwd || usualFolder(context),
    source: params.source || "tui",
    chosen: { model, cwd: params.cwd ?? "" },
    parent: parentOf(params.parent_session_id ?? "", context),
    title,
    cols: params.cols,
    closeOnDisconnect: params.close_on_disconnect,
    messages: seedMessages(params.messages ?? []),
  });
  return finishOpening(session, context, () => {
    titles.opened(session, wanted);
    caller.watch(session);
    session.rendering.want(params.rendered);
    session.build.soon();
    return {
      session_id: session.id,
      stored_session_id: session.storedId,
      message_count: session.history.messages.length,
      messages: session.history.display(),
      info: session.info(),
    };
  });
});

/** What a client says a session was made from: a stored or a live id. One nobody knows says nothing. */
function parentOf(id: string, { registry, options }: CallContext): StoredSession["parent"] {
  if (id === "") return undefined;
  try {
    const live = registry.find(id) ?? registry.findStored(id);
    const found = live?.storedId ?? options.store.session(id)?.id;
    return found === undefined ? undefined : { id: found, how: "branch" };
  } catch (fault) {
    // A session can be opened while the store is out.
    if (fault instanceof StoreError) return { id, how: "branch" };
    throw fault;
  }
}

const activate = implement(
  sessionActivate,
  ({ session_id, role, details }, context: CallContext) => {
    const session = context.registry.get(session_id);
    // The snapshot and the first event behind it: nothing is said between the two.
    context.caller.watch(session, role ?? undefined);
    context.caller.remind(session);
    return livePayload(session, context, { details });
  },
);

const close = implement(sessionClose, ({ session_id }, { registry }: CallContext) => {
  return { closed: registry.close(session_id, "tui_close") };
});

/** Characters that are searched for: titles and previews are not much longer. */
const LONGEST_QUERY = 200;

const list = implement(sessionList, ({ limit, query }, { registry, options }: CallContext) => {
  const text = query.trim().slice(0, LONGEST_QUERY);
  const rows = askStore(
    "storeUnavailable",
    () => conversationRows(registry, options.store, { limit, without: ["tool"], text }),
  );
  return {
    sessions: rows.slice(0, limit).map((
      { id, title, preview, createdAt, messageCount, source },
    ) => ({
      id,
      title,
      preview,
      started_at: createdAt / 1000,
      message_count: messageCount,
      source,
    })),
  };
});

const activeList = implement(sessionActiveList, (params, { registry, caller }: CallContext) => {
  const current = registry.find(params.current_session_id ?? "");
  if (current !== undefined) caller.shows(current);
  return {
    sessions: registry.all().map((session) => ({
      current: session === current,
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
  };
});

/** What was said last: in a turn the answer so far, or the prompt until there is one. */
function preview(session: Session): string {
  const inflight = session.inflight();
  if (inflight === undefined) return session.history.preview(PREVIEW_CHARS);
  return shorten(inflight.assistant, PREVIEW_CHARS) ||
    shorten(withoutImages(inflight.user), PREVIEW_CHARS);
}

/** See the module. */
export const sessionLifeMethods: Method<CallContext>[] = [
  create,
  activate,
  close,
  list,
  activeList,
];
