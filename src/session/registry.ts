/**
 * The live sessions of a gateway, and the one way each of them ends.
 *
 * @module
 */
import { liveSessionId, storedSessionId } from "../lib/ids.ts";
import { wireError } from "../protocol/errors.ts";
import type { StoredSession } from "../store/store.ts";
import { Session } from "./session.ts";
import type { SessionEnvironment, SessionSeed } from "./session_parts.ts";

/** Why a session ended. */
export type EndReason =
  | "tui_close"
  | "ws_disconnect"
  | "ws_orphan_reap"
  | "idle_timeout"
  | "tui_shutdown";

/** What a registry is given. */
export interface RegistryOptions {
  environment: SessionEnvironment;
  /** Live sessions at most; 0: no limit. */
  maxSessions: number;
  /** Hears when a session has no turn to run any more. */
  onIdle(session: Session): void;
  /** Hears of every end, once. */
  onEnd(session: Session, reason: EndReason): void;
}

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
    const { store } = environment.ledger;
    let id = liveSessionId();
    while (this.#sessions.has(id) || store.sessionByLiveId(id) !== undefined) id = liveSessionId();
    const session = this.#open({ ...seed, id, storedId: storedSessionId(environment.clock.now()) });
    if (seed.title !== "") session.keeper.begin();
    return session;
  }

  /**
   * Gives a stored conversation a new life, under the live id it had. Its events are numbered on.
   *
   * @throws {RpcError} 4090 when the limit is reached
   */
  revive(row: StoredSession, seed: Pick<SessionSeed, "provider" | "cols" | "closeOnDisconnect">) {
    const { store } = this.#options.environment.ledger;
    const session = this.#open({
      ...seed,
      id: row.liveId,
      storedId: row.id,
      model: row.model,
      providerName: row.provider,
      reasoningEffort: row.reasoningEffort,
      cwd: row.cwd,
      source: row.source,
      title: row.title,
      messages: store.messages(row.id),
      before: { createdAt: row.createdAt, latest: store.range(row.id).latest },
    });
    // The row's end is taken back.
    session.keeper.row();
    return session;
  }

  /** The live session of a stored conversation. */
  findStored(storedId: string): Session | undefined {
    return this.all().find((session) => session.storedId === storedId);
  }

  #open(seed: SessionSeed): Session {
    const { environment, maxSessions, onIdle } = this.#options;
    const live = this.#sessions.size;
    if (maxSessions > 0 && live >= maxSessions) {
      throw wireError(
        "tooManySessions",
        `Hermes is at the active session limit (${live}/${maxSessions}). ` +
          "Try again when another session finishes.",
      );
    }
    const session = new Session(seed, environment, onIdle);
    this.#sessions.set(seed.id, session);
    return session;
  }

  /** Whether another live session already has this title. */
  isTitleTaken(title: string, by: Session | undefined): boolean {
    if (this.all().some((session) => session !== by && session.title === title)) return true;
    const kept = this.#options.environment.ledger.store.sessionByTitle(title);
    return kept !== undefined && kept.id !== by?.storedId;
  }

  /** The funnel. Whoever comes second finds nothing and gets `false`. */
  close(id: string, reason: EndReason): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined) return false;
    const { ledger, clock } = this.#options.environment;
    this.#sessions.delete(id);
    ledger.together(() => {
      session.close();
      session.keeper.end({ at: clock.now(), reason });
    });
    session.audience.clear();
    this.#options.onEnd(session, reason);
    return true;
  }

  closeAll(reason: EndReason): void {
    for (const id of [...this.#sessions.keys()]) this.close(id, reason);
  }
}
