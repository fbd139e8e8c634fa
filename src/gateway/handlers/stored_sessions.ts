/**
 * Conversations that may not be live, and events that were missed.
 *
 * @module
 */
import { wireError, type WireErrorName } from "../../protocol/errors.ts";
import {
  sessionDelete,
  sessionEventsSince,
  sessionMostRecent,
  sessionResume,
} from "../../protocol/stored_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { type EventReader, eventReader } from "../../session/event_range.ts";
import type { Session } from "../../session/session.ts";
import { type Store, type StoredSession, StoreError } from "../../store/store.ts";
import type { CallContext } from "../call_context.ts";
import { livePayload } from "./live_payload.ts";

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
  const { registry, caller, options, isDraining } = context;
  const { store } = options;
  const wanted = params.session_id;
  if (wanted === "") throw wireError("storedIdRequired");
  const live = registry.find(wanted) ?? registry.findStored(wanted);
  const session = live ?? askStore("resumeFailed", () => {
    const row = findRow(store, wanted);
    if (row === undefined) throw wireError("storedSessionNotFound");
    const again = registry.findStored(row.id);
    if (again !== undefined) return again;
    if (isDraining()) throw wireError("shuttingDown");
    const { cols, close_on_disconnect: closeOnDisconnect } = params;
    return registry.revive(row, { provider: options.provider, cols, closeOnDisconnect });
  });
  caller.watch(session);
  session.cols = params.cols;
  if (live === undefined && !params.lazy) build(session, params.eager_build);
  return { ...livePayload(session, store.epoch), resumed: session.storedId };
});

function build(session: Session, now: boolean): void {
  if (now) session.build.now();
  else session.build.soon();
}

function findRow(store: Store, wanted: string): StoredSession | undefined {
  return store.session(wanted) ?? store.sessionByLiveId(wanted) ?? store.sessionByTitle(wanted);
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

const remove = implement(sessionDelete, ({ session_id }, { options, registry }: CallContext) => {
  if (session_id === "") throw wireError("storedIdRequired");
  if (registry.findStored(session_id) !== undefined) throw wireError("sessionInUse");
  return askStore("deleteFailed", () => {
    if (options.store.session(session_id) === undefined) throw wireError("storedSessionNotFound");
    options.store.write([{ kind: "delete", sessionId: session_id }]);
    return { deleted: session_id };
  });
});

const eventsSince = implement(sessionEventsSince, (params, { options, registry }: CallContext) => {
  const { store } = options;
  const { session_id: id, last_seen: after, limit } = params;
  const live = registry.find(id) ?? registry.findStored(id);
  return askStore("storeUnavailable", () => {
    const { first, latest, read } = live === undefined ? keptEvents(store, id) : eventReader(live);
    const truncated = after > latest || after < first - 1;
    const frames = after > latest ? [] : read(Math.max(after, first - 1), limit);
    const events = frames.map((frame) => JSON.parse(frame).params);
    return { events, epoch: store.epoch, truncated, latest };
  });
});

function keptEvents(store: Store, id: string): EventReader {
  const row = store.session(id) ?? store.sessionByLiveId(id);
  if (row === undefined) return { first: 1, latest: 0, read: () => [] };
  const read = (after: number, limit: number) =>
    store.events(row.id, { after, limit }).map(({ frame }) => frame);
  return { ...store.range(row.id), read };
}

/** See the module. */
export const storedSessionMethods: Method<CallContext>[] = [
  resume,
  mostRecent,
  remove,
  eventsSince,
];
