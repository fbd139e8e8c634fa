/**
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Peer } from "./acceptor.ts";

/** What the log says of one connection, and what is counted for its last line. */
export class ConnectionLog {
  readonly #peer: Peer;
  readonly #logger: Logger;
  #messages = 0;
  #parseErrors = 0;
  #crashes = 0;

  constructor(peer: Peer, logger: Logger) {
    this.#peer = peer;
    this.#logger = logger;
  }

  accepted(): void {
    this.#logger.info(`${this.#kind} accepted`, { peer: this.#peer.label });
  }

  notGreeted(): void {
    this.#logger.error("could not greet a peer", { peer: this.#peer.label });
  }

  /** A frame has come. */
  message(): void {
    this.#messages++;
  }

  /** It was too large to be looked at. */
  oversize(): void {
    this.#parseErrors++;
  }

  /** It was not JSON. The frame itself stays out of the log: it may hold anything. */
  notJson(chars: number): void {
    this.#parseErrors++;
    const fields = { peer: this.#peer.label, frame: this.#messages, chars };
    this.#logger.warn("a frame is not JSON", fields);
  }

  readonly socketFailed = (doing: string, error: unknown): void => {
    const fields = { peer: this.#peer.label, error: errorStack(error) };
    this.#logger.error(`a socket failed to ${doing}`, fields);
  };

  readonly crashed = (method: string, error: unknown): void => {
    this.#crashes++;
    this.#logger.error(`a handler crashed in ${method}`, { error: errorStack(error) });
  };

  closed(reason: string, fates: { failures: number; reaped: number; detached: number }): void {
    this.#logger.info(`${this.#kind} closed`, {
      peer: this.#peer.label,
      reason,
      messages: this.#messages,
      parse_errors: this.#parseErrors,
      dispatch_crashes: this.#crashes,
      send_failures: fates.failures,
      reaped_sessions: fates.reaped,
      detached_sessions: fates.detached,
    });
  }

  get #kind(): string {
    return this.#peer.transport === "websocket" ? "ws" : "stdio";
  }
}
