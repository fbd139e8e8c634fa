/** A client's WebSocket that does what a test says. */
import type { WebSocketLike } from "../../../src/http/standard_socket.ts";

export class ScriptedWebSocket implements WebSocketLike {
  readyState = 0;
  bufferedAmount = 0;
  /** While false, what is sent stays in the buffer. */
  reading = true;
  /** What `send` throws, once it is set. */
  fault: Error | undefined;
  readonly frames: string[] = [];
  readonly closes: (number | undefined)[] = [];
  readonly #listeners = new Map<string, ((event: never) => void)[]>();

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...this.#listeners.get(type) ?? [], listener]);
  }

  send(text: string): void {
    if (this.fault !== undefined) throw this.fault;
    this.frames.push(text);
    if (!this.reading) this.bufferedAmount += text.length;
  }

  close(code?: number): void {
    this.closes.push(code);
    this.readyState = 2;
  }

  opens(): void {
    this.readyState = 1;
    this.#tell("open", {});
  }

  drains(): void {
    this.reading = true;
    this.bufferedAmount = 0;
  }

  /** The connection fails, or never came to be. */
  fails(message: string): void {
    this.#tell("error", { message });
    this.closed(1006);
  }

  closed(code: number): void {
    this.readyState = 3;
    this.#tell("close", { code, reason: "" });
  }

  #tell(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
}
