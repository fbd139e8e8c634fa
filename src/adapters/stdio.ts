/**
 * The gateway over a pair of pipes: newline-delimited JSON, one peer, one process.
 *
 * @module
 */
import { type Clock, sleep } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Socket } from "../transport/socket.ts";
import { tee } from "../transport/tee.ts";
import { drainWithin } from "./patience.ts";
import type { GatewayConnection, Peer } from "../gateway/acceptor.ts";
import { type Line, LineSplitter } from "../lib/line_splitter.ts";
import { StdioSocket, type StdioSocketEnd } from "./stdio_socket.ts";
import type { StdioStreams } from "./stdio_streams.ts";
import { isPeerGone } from "./stdio_write.ts";

/** What a conversation over pipes asks of a gateway. */
export interface StdioGateway {
  readonly maxFrameBytes: number;
  connect(socket: Socket, peer: Peer): StdioConnection;
  shutdown(options: { signal: AbortSignal }): Promise<void>;
}

/** The gateway's side of the conversation. */
export type StdioConnection = Pick<GatewayConnection, "receive" | "refuseFrame" | "drained">;

/** Why a conversation ended. */
export type StdioEnd =
  | StdioSocketEnd
  /** The peer closed its end of our input. Calls under way have been answered, within the grace. */
  | { kind: "eof" };

/** What a {@linkcode StdioConversation} needs. */
export interface StdioOptions {
  gateway: StdioGateway;
  streams: StdioStreams;
  clock: Clock;
  logger: Logger;
  /**
   * How long calls under way may take after the end of input, and how long {@linkcode
   * StdioConversation.finish} has, in milliseconds.
   */
  drainMs: number;
  /** Is sent every frame too. It bounds what it holds by itself, and cannot disturb the conversation. */
  alsoTell?: Socket;
}

/** One peer at the other end of a pair of pipes. `gateway.ready` is the first line out. */
export class StdioConversation {
  /** Settles once, with the first reason there is. Never rejects. */
  readonly ended: Promise<StdioEnd>;
  readonly #options: StdioOptions;
  readonly #socket: StdioSocket;
  readonly #connection: StdioConnection;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #settle: (end: StdioEnd) => void;
  // Aborted when nothing that comes in matters any more.
  readonly #over = new AbortController();

  constructor(options: StdioOptions) {
    const { gateway, streams, clock, logger, alsoTell } = options;
    this.#options = options;
    let settle: (end: StdioEnd) => void = () => {};
    this.ended = new Promise((resolve) => {
      settle = resolve;
    });
    this.#settle = settle;
    const onEnd = (end: StdioEnd) => this.#end(end);
    this.#socket = new StdioSocket({ write: streams.write, clock, onEnd });
    const socket = alsoTell === undefined ? this.#socket : tee(this.#socket, [alsoTell], {
      secondaryLimitBytes: Infinity,
      onSecondaryError: (error) => logger.warn(`telling a sidecar failed: ${errorMessage(error)}`),
    });
    this.#connection = gateway.connect(socket, { label: "stdio", transport: "stdio" });
    this.#reader = streams.readable.getReader();
    this.#readToEnd().then(onEnd, (error) => this.#end(readFault(error)));
  }

  /**
   * Shuts the gateway down and waits until its last frames are written. A reader that is frozen keeps
   * it waiting for those, but not the sessions from being ended before `drainMs` is over.
   *
   * @throws {unknown} what the shutdown or the last write failed with
   */
  async finish(): Promise<void> {
    this.#over.abort();
    const { gateway, clock, drainMs } = this.#options;
    await drainWithin({ clock, graceMs: drainMs }, (signal) => gateway.shutdown({ signal }));
    try {
      await this.#socket.flushed();
    } finally {
      // Rejects with what reading failed with, which `ended` has told.
      await this.#reader.cancel().catch(() => {});
    }
  }

  #end(end: StdioEnd): void {
    this.#over.abort();
    this.#settle(end);
  }

  async #readToEnd(): Promise<StdioEnd> {
    const splitter = new LineSplitter(this.#options.gateway.maxFrameBytes);
    for (let step = await this.#reader.read(); !step.done; step = await this.#reader.read()) {
      for (const line of splitter.push(step.value)) this.#deliver(line);
    }
    for (const line of splitter.end()) this.#deliver(line);
    await this.#drain();
    return { kind: "eof" };
  }

  #deliver(line: Line): void {
    if (this.#over.signal.aborted) return;
    if (line.kind === "text") this.#connection.receive(line.text);
    else this.#connection.refuseFrame(line.bytes);
  }

  async #drain(): Promise<void> {
    const { clock, logger, drainMs } = this.#options;
    const { signal } = this.#over;
    if (signal.aborted) return;
    const drained = this.#connection.drained().then(() => true);
    const inTime = await Promise.race([drained, sleep(clock, drainMs, signal)]);
    if (inTime || signal.aborted) return;
    logger.warn("stdin ended with calls under way", { waitedMs: drainMs });
  }
}

/** A peer that resets its end of our input has left; anything else is a fault. */
function readFault(error: unknown): StdioEnd {
  if (isPeerGone(error)) return { kind: "eof" };
  return { kind: "failed", error };
}
