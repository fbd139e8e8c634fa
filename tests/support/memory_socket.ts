/** A socket that keeps what it is sent; its reader can be stopped and started. */
import type { Socket } from "../../src/transport/socket.ts";

export class MemorySocket implements Socket {
  readonly frames: string[] = [];
  readonly closes: { code: number; reason: string }[] = [];
  /** While false, sent bytes stay in the socket. */
  reading = true;
  gone = false;
  /** What `send` throws, once it is set. */
  fault: Error | undefined;
  /** Hears of each frame inside `send`: a peer in the same process, that answers at once. */
  onFrame: ((frame: string) => void) | undefined;
  #buffered = 0;

  get bufferedAmount(): number {
    return this.#buffered;
  }

  send(text: string): boolean {
    if (this.fault !== undefined) throw this.fault;
    if (this.gone) return false;
    this.frames.push(text);
    if (!this.reading) this.#buffered += text.length;
    this.onFrame?.(text);
    return true;
  }

  close(code: number, reason: string): void {
    this.closes.push({ code, reason });
  }

  /** The reader takes everything that waits, or so many bytes of it. */
  drain(bytes: number = Infinity): void {
    this.#buffered = Math.max(0, this.#buffered - bytes);
  }

  /** What was sent, parsed. */
  // deno-lint-ignore no-explicit-any
  parsed(): any[] {
    return this.frames.map((frame) => JSON.parse(frame));
  }
}
