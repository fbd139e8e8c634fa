/**
 * @module
 */
import type { ClientSocket, SocketConstructor } from "../../../src/client/socket.ts";

/** Real sockets. The connection breaks, once, when the gateway answers a frame with `text` in it. */
export function losesAnswerTo(text: string): SocketConstructor {
  let left = 1;
  return class implements ClientSocket {
    readonly #socket: WebSocket;
    #deaf = false;

    constructor(url: string, protocols?: string[]) {
      this.#socket = new WebSocket(url, protocols);
    }

    addEventListener(type: string, listener: (event: never) => void): void {
      this.#socket.addEventListener(type, (event) => {
        if (type === "message" && this.#deaf) this.#socket.close();
        else listener(event as never);
      });
    }

    send(frame: string): void {
      this.#socket.send(frame);
      if (left === 0 || !frame.includes(text)) return;
      left--;
      this.#deaf = true;
    }

    close(code?: number, reason?: string): void {
      this.#socket.close(code, reason);
    }
  };
}
