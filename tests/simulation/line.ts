/** A connection between a window and a gateway, with everything that can happen to one. */
import type { GatewayConnection } from "../../src/gateway/acceptor.ts";
import type { Socket } from "../../src/transport/socket.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Mutant } from "./mutant.ts";
import type { Witness } from "./witness.ts";

/**
 * - `reading`: what is sent arrives;
 * - `stalled`: it stays in the socket until it is drained;
 * - `half`: the window has gone, the gateway does not know, and the socket fills;
 * - `broken`: the same, and the next send says so;
 * - `closed`: both know.
 */
export type LineState = "reading" | "stalled" | "half" | "broken" | "closed";

export interface LineOptions {
  n: number;
  witness: Witness;
  chronicle: Chronicle;
  mutant: Mutant | undefined;
  /** Whether the process on the far side is dead. */
  isDead(): boolean;
  /** A frame has arrived. */
  onArrival(): void;
}

export class Line implements Socket {
  readonly n: number;
  readonly witness: Witness;
  state: LineState = "reading";
  /** Messages that have arrived and wait to be read by the window. */
  readonly inbox: string[] = [];
  readonly #options: LineOptions;
  readonly #onWay: (frame: string) => string[];
  readonly #onWayBack: (frame: string) => string;
  #connection: GatewayConnection | undefined;
  #stuck: string[] = [];
  #buffered = 0;

  constructor(options: LineOptions) {
    this.n = options.n;
    this.witness = options.witness;
    this.#options = options;
    this.#onWay = options.mutant?.outbound?.() ?? ((frame) => [frame]);
    this.#onWayBack = options.mutant?.inbound?.() ?? ((frame) => frame);
  }

  get bufferedAmount(): number {
    return this.#buffered;
  }

  /** Whether the window believes that it is connected. */
  get open(): boolean {
    return this.state === "reading" || this.state === "stalled";
  }

  attach(connection: GatewayConnection): void {
    this.#connection = connection;
  }

  send(text: string): boolean {
    if (this.#options.isDead()) return true;
    if (this.state === "broken" || this.state === "closed") return false;
    if (!text.startsWith("[")) {
      for (const frame of this.#pass(text)) this.#carry(frame);
      return true;
    }
    this.#options.chronicle.count("batches");
    const frames: unknown[] = JSON.parse(text);
    const passed = frames.flatMap((frame) => this.#pass(JSON.stringify(frame)));
    this.#carry(`[${passed.join(",")}]`);
    return true;
  }

  /** What becomes of a frame on its way, as the witness sees it. */
  #pass(text: string): string[] {
    const frames = this.#onWay(text);
    for (const frame of frames) this.#options.chronicle.watch(() => this.witness.sent(frame));
    return frames;
  }

  #carry(message: string): void {
    if (this.state === "reading") {
      this.inbox.push(message);
      this.#options.onArrival();
      return;
    }
    this.#buffered += message.length;
    if (this.state === "stalled") this.#stuck.push(message);
  }

  /** The gateway closes: what is on its way still arrives. */
  close(code: number): void {
    this.#options.chronicle.count(`closed ${code}`);
    if (this.state === "stalled") this.drain();
    this.state = "closed";
    this.#connection = undefined;
  }

  /** The window says something. */
  say(frame: string): void {
    if (!this.open || this.#options.isDead()) return;
    const told = this.#onWayBack(frame);
    this.witness.asked(told);
    this.#connection?.receive(told);
  }

  /** What is stuck arrives, or so many frames of it. */
  drain(count: number = this.#stuck.length): void {
    const arrived = this.#stuck.splice(0, count);
    this.inbox.push(...arrived);
    for (const frame of arrived) this.#buffered -= frame.length;
  }

  get stuck(): number {
    return this.#stuck.length;
  }

  /** The window goes away: unread frames with it. */
  leave(state: "half" | "broken"): void {
    if (!this.open) return;
    this.state = state;
    this.inbox.length = 0;
  }

  /** The gateway notices that the peer is gone. */
  end(reason: string): void {
    const connection = this.#connection;
    this.inbox.length = 0;
    this.#connection = undefined;
    this.state = "closed";
    if (this.#options.mutant?.deaf !== true) connection?.end(reason);
  }

  /** The process on the far side dies; so much of what it has sent still arrives. */
  cut(arriving: number): void {
    this.inbox.length = Math.min(this.inbox.length, arriving);
    this.state = "closed";
    this.#connection = undefined;
  }
}
