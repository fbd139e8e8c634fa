/**
 * Errors that cross the wire.
 *
 * @module
 */

/** The error member of a response. */
export interface WireError {
  /** What programs tell it by. */
  code: number;
  /** What people read. */
  message: string;
}

/** An error meant for the peer: its message is sent as it is, so it holds no secret and no stack. */
export class RpcError extends Error {
  /** Tells it from other errors. */
  override readonly name = "RpcError";
  /** What programs tell it by. */
  readonly code: number;

  /**
   * Codes of 10,000 and up are free for methods of your own; those below are the protocol's.
   *
   * @param message is sent as it is: it must hold no secret
   */
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The codes JSON-RPC 2.0 reserves, and the one implementation-defined code this layer uses itself. */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  /** Too many calls wait on this connection. */
  overloaded: -32000,
} as const;

/** Makes an error that will cross the wire: the one place that does. */
export function rpcError(code: number, message: string): RpcError {
  return new RpcError(code, message);
}

/**
 * What a peer is told of something a handler threw. An {@linkcode RpcError} is told as it is; everything
 * else becomes `internal error`, and its text stays on this side.
 */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof RpcError) return { code: thrown.code, message: thrown.message };
  return { code: rpcCodes.internalError, message: "internal error" };
}
