/**
 * @module
 */
import type { Socket } from "./socket.ts";

/** How a tee behaves. */
export interface TeeOptions {
  /** Bytes a secondary may hold; frames beyond that are dropped for it. Default 1 MiB. */
  secondaryLimitBytes?: number;
  /** Hears of each secondary's failure. Must not throw. */
  onSecondaryError?(error: unknown): void;
}

/**
 * One socket that writes to several: what the primary answers or throws is the tee's answer; secondaries
 * hear the same frames as well as they can and never delay or break it.
 *
 * @example A log of all that one peer is told
 * ```ts
 * import { createGateway, echoProvider, type Socket, tee } from "tidegate";
 *
 * const told: string[] = [];
 * const keep: Socket = { bufferedAmount: 0, send: (text) => told.push(text) > 0, close() {} };
 * const peer: Socket = { bufferedAmount: 0, send: () => true, close() {} };
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * gateway.connect(tee(peer, [keep]), { label: "a peer", transport: "websocket" });
 * console.log(told.length); // 1: gateway.ready
 * await gateway.shutdown();
 * ```
 */
export function tee(
  primary: Socket,
  secondaries: readonly Socket[],
  options: TeeOptions = {},
): Socket {
  const { secondaryLimitBytes = 1024 * 1024, onSecondaryError = () => {} } = options;

  function eachSecondary(act: (secondary: Socket) => void): void {
    for (const secondary of secondaries) {
      try {
        act(secondary);
      } catch (error) {
        onSecondaryError(error);
      }
    }
  }

  return {
    get bufferedAmount() {
      return primary.bufferedAmount;
    },
    send(text) {
      try {
        return primary.send(text);
      } finally {
        eachSecondary((secondary) => {
          if (secondary.bufferedAmount <= secondaryLimitBytes) secondary.send(text);
        });
      }
    },
    close(code, reason) {
      try {
        primary.close(code, reason);
      } finally {
        eachSecondary((secondary) => secondary.close(code, reason));
      }
    },
  };
}
