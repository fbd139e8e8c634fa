/**
 * Conversations that may not be live, and events that were missed.
 *
 * @module
 */
import type { z } from "zod";
import { paramsOf } from "../../protocol/event_frame.ts";
import { wireError, type WireErrorName } from "../../protocol/errors.ts";
import {
  sessionDelete,
  sessionEventsSince,
  sessionMostRecent,
  sessionResume,
  SINCE_LIMIT,
} from "../../protocol/stored_methods.ts";
import { EncodedResult } from "../../rpc/encoded_result.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { chainEvents, chainRange, rowsBefore, tipOf } from "../../session/chain.ts";
import { type EventReader, eventReader } from "../../session/event_range.ts";
import type { Session } from "../../session/session.ts";
import { type Store, type StoredSession, StoreError } from "../../store/store.ts";
import type { CallContext } from "../call_context.ts";
import { livePayload } from "./live_payload.ts";
import { modelOf } from "./model_of.ts";
import { finishOpening, resuming } from "./opening.ts";

/**
 * Asks the store.
 *
 * @throws {RpcError} the named one, saying why the store cannot be asked
 */
export function askStore<T>(error: WireErrorName, ask: () => T): T {
  try {
    return ask();
  } catch (fault) {
    if (!(fault instanceof StoreError)) throw fault;
    throw wireError(error, `state.db unavailable: ${fault.message}`);
  }
}

const resume = implement(sessionResume, (params, context: CallContext) => {
  return resuming(context, () => openStored(params, context));
});

function openStored(params: z.output<typeof sessionResume.params>, context: CallContext) {
  const { registry, caller, options, providers, settings, isDraining } = context;
  const { store } = options;
  const wanted = params.session_id;
  if (wanted === "") throw wireError("storedIdRequired");
  const live = registry.find(wanted) ?? registry.findStored(wanted);
  let revived = false;
  const session = live ?? askStore("resumeFailed", () => {
    const row = findRow(store, wanted);
    if (row === undefined) throw wireError("storedSessionNotFound");
    const again = registry.findStored(row.id) ?? registry.find(row.liveId);
    if (again !== undefined) return again;
    if (isDraining()) throw wireError("shuttingDown");
    const { cols, close_on_disconnect: closeOnDisconnect } = params;
    revived = true;
    const provider = providers.of(row.provider);
    const { cwd } = options;
    const model = modelOf(provider, context);
    const fast = settings.get("fast") === "fast";
    return registry.revive(row, { provider, cols, closeOnDisconnect, model, cwd, fast });
  });
  const attach = () => {
    caller.watch(session, params.role ?? undefined);
    caller.remind(session);
    const controls = caller.roleIn(session) === "controller";
    if (controls) session.cols = params.cols;
    if (controls && params.rendered !== undefined) session.rendering.want(params.rendered);
    if (controls && !params.lazy) buildFor(session, { revived, now: params.eager_build });
    // Nobody builds its agent until somebody speaks.
    else if (revived) session.life.restAt("watch");
    return { ...livePayload(session, context, params), resumed: session.storedId };
  };
  return revived ? finishOpening(session, context, attach) : attach();
}

function buildFor(session: Session, { revived, now }: { revived: boolean; now: boolean }): void {
  if (!revived && session.life.state !== "watch") return;
  if (now) session.build.now();
  else session.build.soon();
}

function findRow(store: Store, wanted: string): StoredSession | undefined {
  const found = store.session(wanted) ?? store.sessionByLiveId(wanted) ??
    store.sessionByTitle(wanted);
  return found && tipOf(store, found);
}

const mostRecent = implement(sessionMostRecent, (_params, { options }: CallContext) => {
  const none = { session_id: null };
  try {
    const [row] = options.store.sessions({ limit: 1, without: ["tool"] });
    if (row === undefined) return none;
    const { id, title, createdAt, source } = row;
    return { session_id: id, title, started_at: createdAt / 1000, source };
  } catch (fault) {
    // A client that starts asks this to be kind: it must not fail.
    if (!(fault instanceof StoreError)) throw fault;
    options.logger.warn("cannot look for the newest session", { why: fault.message });
    return none;
  }
});

const remove = implement(sessionDelete, ({ session_id }, context: CallContext) => {
  const { options, registry, files, news } = context;
  if (session_id === "") throw wireError("storedIdRequired");
  if (registry.findStored(session_id) !== undefined) throw wireError("sessionInUse");
  return askStore("deleteFailed", () => {
    const { store } = options;
    const row = store.session(session_id);
    if (row === undefined) throw wireError("storedSessionNotFound");
    // All of the conversation: what a summary stood for would be listed again, and is meant too.
    const tip = tipOf(store, row);
    if (registry.findStored(tip.id) !== undefined) throw wireError("sessionInUse");
    const { outage } = store;
    // What waits in memory would be back after a crash: "deleted" is said of what is gone.
    if (outage !== undefined) throw new StoreError(outage);
    const all = [...rowsBefore(store, tip), tip];
    store.write(all.map(({ id }) => ({ kind: "delete", sessionId: id })));
    files.remove(tip.liveId);
    news.tell("deleted", { storedId: tip.id });
    return { deleted: session_id };
  });
});

const eventsSince = implement(sessionEventsSince, (params, { options, registry }: CallContext) => {
  const { store } = options;
  const { session_id: id, last_seen: after, limit = SINCE_LIMIT } = params;
  const live = registry.find(id) ?? registry.findStored(id);
  return askStore("storeUnavailable", () => {
    const { first, latest, read } = live === undefined ? keptEvents(store, id) : eventReader(live);
    const from = Math.max(after, first - 1);
    const frames = after > latest ? [] : read(from, limit);
    const count = frames.length;
    // A client of tui_gateway asks once and takes what it gets for all there is.
    const hasMore = params.limit === undefined && from + count < latest;
    const truncated = after > latest || after < first - 1 || hasMore;
    const rest = JSON.stringify({
      ...{ epoch: store.epoch, truncated, latest, latest_seq: latest, count },
    });
    // Whoever comes back with many others asks for hundreds of events: they were encoded once.
    return new EncodedResult(`{"events":[${frames.map(paramsOf).join()}],${rest.slice(1)}`);
  });
});

function keptEvents(store: Store, id: string): EventReader {
  const found = store.session(id) ?? store.sessionByLiveId(id);
  if (found === undefined) return { first: 1, latest: 0, read: () => [] };
  const row = tipOf(store, found);
  const ids = [...rowsBefore(store, row), row].map((each) => each.id);
  const read = (after: number, limit: number) =>
    chainEvents(store, ids, { after, limit }).map(({ frame }) => frame);
  return { ...chainRange(store, ids), read };
}

/** See the module. */
export const storedSessionMethods: Method<CallContext>[] = [
  resume,
  mostRecent,
  remove,
  eventsSince,
];
