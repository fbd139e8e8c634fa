/**
 * The live sessions of a gateway, and the one way each of them ends.
 *
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import { runAll } from "../lib/guard_callback.ts";
import { liveSessionId, storedSessionId } from "../lib/ids.ts";
import { wireError } from "../protocol/errors.ts";
import { type StoredSession, StoreError } from "../store/store.ts";
import { messagesBefore, rowsBefore } from "./chain.ts";
import { subjectOf } from "./hooks.ts";
import { Session } from "./session.ts";
import type { SessionEnvironment, SessionListener, SessionSeed } from "./session_parts.ts";
import type { EndReason } from "./session_state.ts";
import { RECALLED_EVENTS } from "./turn_memory.ts";

/** What a registry is given. */
export interface RegistryOptions extends SessionListener<Session> {
  environment: SessionEnvironment;
  /** Live sessions at most; 0: no limit. */
  maxSessions: number;
  /** Hears of every session that has been opened. */
  onStart(session: Session): void;
  /** Hears of every end, once. */
  onEnd(session: Session, reason: EndReason): void;
}

/** What a session that goes on is given anew. Model and cwd are for one that has none of its own. */
export type RevivalSeed = Pick<
  SessionSeed,
  "provider" | "cols" | "closeOnDisconnect" | "model" | "cwd" | "fast"
>;

/** See the module. In insertion order. */
export class Registry {
  readonly #options: RegistryOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  all(): Session[] {
    return [...this.#sessions.values()];
  }

  find(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /**
   * The live session with this id.
   *
   * @throws {RpcError} 4001
   */
  get(id: string): Session {
    const session = this.#sessions.get(id);
    if (session === undefined) throw wireError("sessionNotFound");
    return session;
  }

  /**
   * Opens a session.
   *
   * @throws {RpcError} 4090 when the limit is reached; clients know the text
   */
  create(seed: Omit<SessionSeed, "id" | "storedId">): Session {
    const { environment } = this.#options;
    let id = liveSessionId();
    while (this.#isTaken(id)) id = liveSessionId();
    const session = this.#open({ ...seed, id, storedId: storedSessionId(environment.clock.now()) });
    if (seed.title !== "") session.keeper.begin();
    return session;
  }

  #isTaken(id: string): boolean {
    if (this.#sessions.has(id)) return true;
    try {
      return this.#options.environment.ledger.store.sessionByLiveId(id) !== undefined;
    } catch (fault) {
      // A session can be opened while its store is out, and two random ids are hardly ever the same.
      if (fault instanceof StoreError) return false;
      throw fault;
    }
  }

  /**
   * Gives a stored conversation a new life, under the live id it had. Its events are numbered on.
   *
   * @throws {RpcError} 4090 when the limit is reached
   */
  revive(row: StoredSession, seed: RevivalSeed) {
    const { store } = this.#options.environment.ledger;
    const rows = rowsBefore(store, row);
    const session = this.#open({
      ...seed,
      id: row.liveId,
      storedId: row.id,
      model: row.model || seed.model,
      chosen: { model: row.model, cwd: row.cwd },
      providerName: row.provider,
      reasoningEffort: row.reasoningEffort,
      ...(row.fast === undefined ? {} : { fast: row.fast }),
      cwd: row.cwd || seed.cwd,
      source: row.source,
      title: row.title,
      messages: store.messages(row.id),
      earlier: messagesBefore(store, { rows, row }),
      parent: row.parent,
      saved: store.agentState(row.id),
      before: {
        createdAt: row.createdAt,
        latest: store.range(row.id).latest,
        chain: rows.map(({ id }) => id),
      },
    });
    this.#recall(session);
    // The row's end is taken back.
    session.keeper.row();
    return session;
  }

  #recall({ id, storedId, journal, history, runner }: Session): void {
    const { ledger: { store }, logger } = this.#options.environment;
    const after = Math.max(0, journal.latest - RECALLED_EVENTS);
    try {
      const newest = store.events(storedId, { after, limit: RECALLED_EVENTS });
      runner.memory.recall(newest.map(({ frame }) => frame), history.messages);
    } catch (error) {
      // The file is damaged, or somebody has edited it: no reason not to go on.
      const fields = { session: id, error: errorStack(error) };
      logger.warn("cannot read how the last turn of a conversation ended", fields);
    }
  }

  /** The live session of a stored conversation, by any stored id it has had. */
  findStored(storedId: string): Session | undefined {
    return this.all().find((session) => session.keeper.chain.includes(storedId));
  }

  #open(seed: SessionSeed): Session {
    const { environment, maxSessions, onStart } = this.#options;
    const live = this.#sessions.size;
    if (maxSessions > 0 && live >= maxSessions) {
      throw wireError(
        "tooManySessions",
        `Hermes is at the active session limit (${live}/${maxSessions}). ` +
          "Try again when another session finishes.",
      );
    }
    const session = new Session(seed, environment, this.#options);
    this.#sessions.set(seed.id, session);
    const resumed = seed.before !== undefined;
    environment.hooks.call("onSessionStart", { ...subjectOf(session), resumed, cwd: seed.cwd });
    onStart(session);
    return session;
  }

  /** Whether another live session already has this title. */
  isTitleTaken(title: string, by: Session | undefined): boolean {
    if (this.all().some((session) => session !== by && session.title === title)) return true;
    const kept = this.#options.environment.ledger.store.sessionByTitle(title);
    return kept !== undefined && kept.id !== by?.storedId;
  }

  /**
   * The funnel. Whoever comes second finds nothing and gets `false`: also in the middle of a close, when
   * the session is listed no more.
   */
  close(id: string, reason: EndReason): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined) return false;
    this.#sessions.delete(id);
    const { environment, onEnd } = this.#options;
    const { ledger, clock, logger, hooks } = environment;
    const interrupted = session.runner.running;
    runAll([
      () =>
        ledger.together(() => {
          session.close();
          session.keeper.end({ at: clock.now(), reason });
        }),
      () => session.audience.clear(),
      () => onEnd(session, reason),
      () => {
        const usage = session.meter.sum();
        hooks.call("onSessionEnd", { ...subjectOf(session), reason, interrupted, usage });
      },
    ], (error) => {
      logger.error("ending a session: a step failed", { session: id, error: errorStack(error) });
    });
    return true;
  }

  closeAll(reason: EndReason): void {
    for (const id of [...this.#sessions.keys()]) this.close(id, reason);
  }
}
