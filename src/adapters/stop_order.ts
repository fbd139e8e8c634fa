/**
 * @module
 */
import type { WebSocketLike } from "../http/standard_socket.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { drainWithin } from "./patience.ts";
import { DEFAULT_GRACE_MS, type ShutdownOptions } from "./serving.ts";

/** What a runtime does of a shutdown. */
export interface StopSteps {
  /** Waits until peers have read the close frames that are on their way. */
  closeFramesRead(): Promise<unknown>;
  /** Stops listening, and waits until no connection is left. */
  stopListening(): Promise<unknown>;
}

/**
 * Stops a server: what is left to say is said, then read, then nobody is listened to any more. Resolves
 * within the grace, whatever does not end.
 */
export async function stopInOrder(
  steps: StopSteps,
  options: ShutdownOptions & { clock: Clock; logger: Logger },
): Promise<void> {
  const { clock, logger, graceMs = DEFAULT_GRACE_MS, drain = () => Promise.resolve() } = options;
  const done = new AbortController();
  const grace = sleep(clock, graceMs, done.signal);
  const drained = drainWithin({ clock, graceMs }, drain).catch((error: unknown) => {
    logger.error(`cannot drain the gateway: ${errorStack(error)}`);
  });
  await Promise.race([drained, grace]);
  await Promise.race([steps.closeFramesRead(), grace]);
  await Promise.race([steps.stopListening(), grace]);
  done.abort();
}

// `WebSocket.CLOSING`, which Node 20 has no global `WebSocket` to read it from.
const CLOSING = 2;

/** Waits for sockets that close: a server that stops overtakes their close frames with a close of its own. */
export async function closeFramesRead(sockets: Iterable<WebSocketLike>): Promise<void> {
  const closing = [...sockets].filter(({ readyState }) => readyState === CLOSING);
  await Promise.all(
    closing.map((socket) => {
      return new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
    }),
  );
}

/** A peer for the log: `127.0.0.1:53122`, `[::1]:53122`. */
export function peerLabel(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
