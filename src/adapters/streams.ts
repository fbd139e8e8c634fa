/**
 * A gateway over any pair of byte streams: newline-delimited JSON, one peer.
 *
 * @module
 */
import type { ConnectionAcceptor, GatewayConnection } from "../gateway/acceptor.ts";
import { type Clock, sleep, systemClock } from "../lib/clock.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { untilAborted } from "../lib/until_aborted.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import type { Role } from "../protocol/shapes.ts";
import { drainWithin } from "./patience.ts";
import { StdioConversation } from "./stdio.ts";
import type { WriteSome } from "./stdio_write.ts";

/** A pair of streams that a peer is at the other end of. */
export interface ByteStreams {
  /** What the peer says: UTF-8, one JSON object a line. */
  readable: ReadableStream<Uint8Array>;
  /** Where answers and events go, in the same form. */
  writable: WritableStream<Uint8Array>;
}

/** How streams are taken over. */
export interface StreamOptions {
  /** Where they come from, for the log. Default `streams`. */
  label?: string;
  /** The most the peer may do. Default `controller`. */
  role?: Role;
  /**
   * Milliseconds that calls under way may still take when the peer has ended its side or
   * {@linkcode StreamConnection.close} is called, and then what was said to be read. Default 5,000.
   */
  drainMs?: number;
  /** Where time comes from. Default: the real clock. */
  clock?: Clock;
  /** Where the log goes. Default: LogTape's, category `tidegate`. */
  logger?: Logger;
}

/**
 * Why a conversation over streams has ended.
 *
 * - `eof`: the peer ended its side, and its calls have been answered
 * - `gone`: the peer does not read any more
 * - `closed`: by this side: `close()`, or a shutdown of the gateway
 * - `failed`: a stream failed, with this error
 */
export type StreamEnd =
  | { kind: "eof" }
  | { kind: "gone" }
  | { kind: "closed"; code: number; reason: string }
  | { kind: "failed"; error: unknown };

/** A conversation over streams. */
export interface StreamConnection {
  /** Resolves when it has ended and both streams have been let go: closed, cancelled or failed. Never rejects. */
  readonly ended: Promise<StreamEnd>;
  /** Lets calls under way be answered, then ends it. Resolves with {@linkcode StreamConnection.ended}. */
  close(): Promise<StreamEnd>;
}

const DRAIN_MS = 5_000;

/**
 * Runs a gateway over a pair of byte streams: those of a child process, a TCP connection, a pipe in memory.
 * The first line out is `gateway.ready`. The gateway lives on when they end.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider } from "tidegate";
 * import { connectStreams } from "tidegate/deno";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * const [there, back] = [new TransformStream(), new TransformStream()];
 * const connection = connectStreams(gateway, { readable: there.readable, writable: back.writable });
 *
 * const lines = back.readable.pipeThrough(new TextDecoderStream()).getReader();
 * console.log((await lines.read()).value); // {"jsonrpc":"2.0","method":"event","params":{"type":"gateway.ready",…
 * lines.releaseLock();
 * await there.writable.close();
 * console.log((await connection.ended).kind); // eof
 * await gateway.shutdown();
 * ```
 *
 * @throws {TypeError} when one of the streams is locked already
 */
export function connectStreams(
  gateway: ConnectionAcceptor,
  streams: ByteStreams,
  options: StreamOptions = {},
): StreamConnection {
  const { label = "streams", role, drainMs = DRAIN_MS } = options;
  const { clock = systemClock, logger = logtapeLogger() } = options;
  const { readable, writable } = streams;
  if (readable.locked || writable.locked) {
    const which = readable.locked ? "readable" : "writable";
    throw new TypeError(
      `Cannot connect the streams: "${which}" is locked; release its reader or writer first`,
    );
  }
  const writer = writable.getWriter();
  const peer = { label, transport: "stdio" as const, ...role === undefined ? {} : { role } };
  let connection: GatewayConnection | undefined;
  const conversation = new StdioConversation({
    gateway: {
      maxFrameBytes: gateway.maxFrameBytes,
      connect: (socket) => connection = gateway.connect(socket, peer),
      // What the conversation shuts down is this connection; the gateway may have others.
      shutdown: () => Promise.resolve(connection?.close(closeReasons.normal)),
    },
    streams: { readable, write: writeTo(writer) },
    clock,
    logger,
    drainMs,
  });
  const ended = conversation.ended.then(async (end): Promise<StreamEnd> => {
    connection?.end(end.kind);
    const late = await release(conversation, writer, { clock, ms: drainMs });
    // What went wrong first is what is told.
    if (end.kind === "failed") return end;
    return late ?? (end.kind === "gone" ? { kind: "gone" } : end);
  });
  return {
    ended,
    async close() {
      await drainWithin({ clock, graceMs: drainMs }, async (signal) => {
        if (connection !== undefined) await untilAborted(connection.drained(), signal);
      });
      connection?.close(closeReasons.normal);
      return await ended;
    },
  };
}

function writeTo(writer: WritableStreamDefaultWriter<Uint8Array>): WriteSome {
  return async (bytes) => {
    await writer.write(bytes);
    return bytes.length;
  };
}

/** Lets both streams go, and says what kept the last of it from being read, if anything did. */
async function release(
  conversation: StdioConversation,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  { clock, ms }: { clock: Clock; ms: number },
): Promise<StreamEnd | undefined> {
  const done = new AbortController();
  const finished = conversation.finish().finally(() => writer.close())
    .then(() => undefined, (error: unknown): StreamEnd => ({ kind: "failed", error }))
    .finally(() => done.abort());
  await Promise.race([finished, sleep(clock, ms, done.signal)]);
  if (done.signal.aborted) return await finished;
  // What waits in the writer would keep it from closing for ever.
  writer.abort(new Error("the peer did not read in time")).catch(() => {});
  return { kind: "gone" };
}
