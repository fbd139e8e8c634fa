/**
 * Why a socket was closed, and whether its peer may come back.
 *
 * @module
 */

/** A close code, the reason sent with it (≤ 123 bytes), and whether reconnecting makes sense. */
export interface CloseReason {
  /** The WebSocket's close code. */
  readonly code: number;
  /** Why, in a few words; at most 123 bytes. */
  readonly reason: string;
  /** Whether coming back is welcome. */
  readonly reconnect: boolean;
}

/** Every close this server makes. */
export const closeReasons = {
  normal: { code: 1000, reason: "connection has ended", reconnect: true },
  goingAway: { code: 1001, reason: "gateway shuts down", reconnect: true },
  unsupportedData: { code: 1003, reason: "only text frames are understood", reconnect: false },
  tooSlow: { code: 1008, reason: "answers were not read", reconnect: true },
  tooLarge: { code: 1009, reason: "a frame is too large", reconnect: true },
  internal: { code: 1011, reason: "internal error", reconnect: true },
  full: { code: 1013, reason: "no room for one more; try again later", reconnect: true },
  unauthorized: { code: 4401, reason: "credential refused", reconnect: false },
  forbidden: { code: 4403, reason: "host, origin or peer refused", reconnect: false },
} as const satisfies Record<string, CloseReason>;
