/** A WebSocket whose frames are awaited one by one. */
export class WebSocketClient {
  readonly socket: WebSocket;
  readonly closed: Promise<CloseEvent>;
  readonly #inbox: string[] = [];
  #waiting: PromiseWithResolvers<string> | null = null;

  constructor(url: string, protocols: string[] = []) {
    this.socket = new WebSocket(url, protocols);
    this.socket.onmessage = ({ data }) => this.#take(String(data));
    this.closed = new Promise((resolve) => {
      this.socket.onclose = (event) => {
        this.#waiting?.reject(new Error(`closed with ${event.code} ${event.reason}`));
        resolve(event);
      };
    });
  }

  /** The next frame, from the first one on. */
  next(): Promise<string> {
    const frame = this.#inbox.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.socket.send(data);
  }

  async close(code = 1000, reason = ""): Promise<void> {
    this.socket.close(code, reason);
    await this.closed;
  }

  #take(frame: string): void {
    if (this.#waiting === null) {
      this.#inbox.push(frame);
      return;
    }
    this.#waiting.resolve(frame);
    this.#waiting = null;
  }
}
