/**
 * What calls fail with.
 *
 * @module
 */

/** The gateway answered with an error. */
export class RpcError extends Error {
  /** Always `RpcError`. */
  override readonly name = "RpcError";
  /** Meaningful together with the method; 4xxx: the caller's fault or a conflict, 5xxx: the gateway's. */
  readonly code: number;
  /** Whatever else the gateway said of it. */
  readonly data: unknown;

  /** Made by the client. */
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/**
 * Why there was no answer.
 *
 * - `lost`: the connection ended before the answer came;
 * - `timeout`: no answer in time;
 * - `refused`: the gateway does not let this client in, so it does not try again;
 * - `closed`: the client, or the session's handle, was closed here, or there is no such conversation any more;
 * - `full`: more waits already than may wait;
 * - `fell_behind`: nobody read the events of a turn, and they were too many to keep.
 */
export type ConnectionFault = "lost" | "timeout" | "refused" | "closed" | "full" | "fell_behind";

/** There was no answer. */
export class ConnectionError extends Error {
  /** Always `ConnectionError`. */
  override readonly name = "ConnectionError";
  /** For programs: never changes. */
  readonly reason: ConnectionFault;
  /** Whether the request had left: then the gateway may have carried it out. */
  readonly sent: boolean;

  /** Made by the client. */
  constructor(
    reason: ConnectionFault,
    message: string,
    { sent = false, cause }: { sent?: boolean; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.sent = sent;
  }
}

/** Codes the client itself looks at; the gateway's table is src/protocol/errors.ts. */
export const codes = {
  methodNotFound: -32601,
  sessionNotFound: 4001,
  storedSessionNotFound: 4007,
  nothingPending: 4009,
  shuttingDown: 5000,
} as const;

/** Whether an error is the gateway's, with this code. */
export function hasCode(error: unknown, code: number): error is RpcError {
  return error instanceof RpcError && error.code === code;
}

/** What an operation fails with whose session cannot be had any more. */
export function goneError(doing: string): ConnectionError {
  return new ConnectionError("closed", `${doing}: there is no such conversation any more`);
}

/** What an operation fails with whose client or handle was closed. */
export function closedError(doing: string): ConnectionError {
  return new ConnectionError("closed", `${doing}: it was closed here`);
}
