/**
 * The live sessions of a gateway, and the one way each of them ends.
 *
 * @module
 */
import { liveSessionId, storedSessionId } from "../lib/ids.ts";
import { wireError } from "../protocol/errors.ts";
import { Session, type SessionEnvironment, type SessionSeed } from "./session.ts";

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
    const { environment, maxSessions, onIdle } = this.#options;
    const live = this.#sessions.size;
    if (maxSessions > 0 && live >= maxSessions) {
      throw wireError(
        "tooManySessions",
        `Hermes is at the active session limit (${live}/${maxSessions}). ` +
          "Try again when another session finishes.",
      );
    }
    let id = liveSessionId();
    while (this.#sessions.has(id)) id = liveSessionId();
    const storedId = storedSessionId(environment.clock.now());
    const session = new Session({ ...seed, id, storedId }, environment, onIdle);
    this.#sessions.set(id, session);
    return session;
  }

  /** Whether another live session already has this title. */
  isTitleTaken(title: string, by: Session | undefined): boolean {
    return this.all().some((session) => session !== by && session.title === title);
  }

  /** The funnel. Whoever comes second finds nothing and gets `false`. */
  close(id: string, reason: EndReason): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined) return false;
    this.#sessions.delete(id);
    session.close();
    this.#options.onEnd(session, reason);
    return true;
  }

  closeAll(reason: EndReason): void {
    for (const id of [...this.#sessions.keys()]) this.close(id, reason);
  }
}
