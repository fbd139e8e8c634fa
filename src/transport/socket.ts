/**
 * The port between the gateway and whatever carries its frames: a WebSocket, a pair of pipes, a test.
 *
 * @module
 */

/**
 * One peer's way out. A socket carries whole frames as text and knows nothing of what they say.
 *
 * Only an {@linkcode Outbox} calls `send`: native sockets take any number of bytes and never push
 * back, so whoever sends must look at `bufferedAmount` first.
 */
export interface Socket {
  /** Bytes handed to `send` that the peer's side of the network has not taken yet. */
  readonly bufferedAmount: number;
  /**
   * Hands one frame to the transport, without waiting.
   *
   * @returns `false` when the peer is gone: the frame is lost and so is every later one.
   * @throws {unknown} any other failure (a disk that is full, text that cannot be encoded).
   */
  send(text: string): boolean;
  /** Starts closing. Idempotent. Code and reason reach the peer where the transport can carry them. */
  close(code: number, reason: string): void;
}
