/**
 * @module
 */

/** As much of a WebSocket as the client uses: the browser's, Deno's, Node's, or that of `ws`. */
export interface ClientSocket {
  /** It is open. */
  addEventListener(type: "open", listener: () => void): void;
  /** A frame has come. */
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  /** It has closed, by whomever, or never opened. */
  addEventListener(
    type: "close",
    listener: (event: { code?: number; reason?: string }) => void,
  ): void;
  /** Something went wrong; the close follows. */
  addEventListener(type: "error", listener: (event: unknown) => void): void;
  /** Sends a frame; may throw where it is not open. */
  send(text: string): void;
  /** Closes it; may throw where it never opened. */
  close(code?: number, reason?: string): void;
}

/** Makes a socket that connects. */
export type SocketConstructor = new (url: string, protocols?: string[]) => ClientSocket;
