/**
 * A connection over a real WebSocket.
 *
 * @module
 */
import type { Line } from "./peer.ts";

/** Opens a WebSocket. Rejects if the server does not let it in. */
export async function dial(url: string, protocols: string[] = []): Promise<WebSocketLine> {
  const line = new WebSocketLine(new WebSocket(url, protocols));
  await line.opened;
  return line;
}

/** See the module. */
export class WebSocketLine implements Line {
  readonly transport = "websocket";
  readonly opened: Promise<void>;
  /** How it ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  readonly #inbox: string[] = [];
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener("open", () => resolve(), { once: true });
      socket.addEventListener("close", ({ code }) => {
        reject(new Error(`Opening a WebSocket: it was closed with ${code}`));
      }, { once: true });
    });
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => {
        this.#isClosed = true;
        this.#wake();
        resolve({ code, reason });
      }, { once: true });
    });
    socket.addEventListener("message", ({ data }) => {
      this.#inbox.push(data);
      this.#wake();
    });
    // The close event that follows says it all.
    socket.addEventListener("error", (event) => event.preventDefault());
  }

  send(data: string | Uint8Array): Promise<void> {
    this.#socket.send(typeof data === "string" ? data : new Uint8Array(data));
    return Promise.resolve();
  }

  async receive(): Promise<string | undefined> {
    while (this.#inbox.length === 0) {
      if (this.#isClosed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#inbox.shift();
  }

  async hangUp(): Promise<string[]> {
    await this.drop();
    return this.#inbox.splice(0);
  }

  async drop(): Promise<void> {
    if (!this.#isClosed) this.#socket.close();
    await this.closed;
  }
}
