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
