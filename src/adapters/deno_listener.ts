/**
 * Keeps a server listening on one address, whatever ends its listener.
 *
 * A process that has used up its file descriptors cannot accept: `Deno.serve` (2.4 to 2.9) then gives up
 * listening for good and rejects its `finished` with `Too many open files`, while the connections it has
 * live on. From 2.8 on it says so at once; before (seen with 2.4.2, 2.6.0 and 2.7.14) only when the last of
 * those connections has ended, so until then nobody can connect.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { ListenerLostError } from "./serving.ts";

/** What a listener works with. */
export interface ListenerOptions {
  /** Begins to listen on a port; 0: any that is free. Called again, with the real one, after a failure. */
  bind(port: number, handler: Deno.ServeHandler<Deno.NetAddr>): Deno.HttpServer<Deno.NetAddr>;
  handler: Deno.ServeHandler<Deno.NetAddr>;
  port: number;
  clock: Clock;
  logger: Logger;
}

/**
 * How long it is tried to listen again, in milliseconds. Whatever holds the port or the file descriptors
 * should be gone by then, or somebody has to look into it; who started the process can start it anew.
 */
export const GIVE_UP_MS = 60_000;
// The first try comes fast: most often one connection has ended by then.
const FIRST_DELAY_MS = 100;
// Clients that come back wait about as long.
const LONGEST_DELAY_MS = 5_000;
// A listener that fails sooner was no recovery: at the limit the next connection ends it again.
const STEADY_MS = 10_000;

interface Served {
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  /** Whether anybody ever asked it something: such a one may have connections. */
  used: boolean;
  /** Monotonic milliseconds. */
  readonly since: number;
}

/** A server and its successors on the same address. */
export class Listener {
  readonly addr: Deno.NetAddr;
  /**
   * Resolves when it has been shut down.
   *
   * Rejects with {@linkcode ListenerLostError} when the listener failed and could not be had again for
   * {@linkcode GIVE_UP_MS}.
   */
  readonly finished: Promise<void>;
  readonly #options: ListenerOptions;
  readonly #end = Promise.withResolvers<void>();
  /** Those that have failed and may still have connections. */
  readonly #failed: Served[] = [];
  #current: Served;
  #delayMs = FIRST_DELAY_MS;
  #retry: Timer | undefined;
  #stopping = false;

  /** @throws {unknown} what `bind` throws. */
  constructor(options: ListenerOptions) {
    this.#options = options;
    this.finished = this.#end.promise;
    this.#current = this.#listen(options.port);
    this.addr = this.#current.server.addr;
  }

  /** Stops listening. Resolves when every connection has ended, Deno closing those it can. */
  async shutdown(): Promise<void> {
    this.#stopping = true;
    this.#retry?.cancel();
    const all = new Set([...this.#failed, this.#current]);
    await Promise.all([...all].map(({ server }) => server.shutdown()));
    this.#end.resolve();
  }

  #listen(port: number): Served {
    const { bind, handler, clock } = this.#options;
    const server = bind(port, (request, info) => {
      served.used = true;
      return handler(request, info);
    });
    const served: Served = { server, used: false, since: clock.monotonic() };
    server.finished.catch((error: unknown) => this.#onFailure(served, error));
    return served;
  }

  #onFailure(served: Served, error: unknown): void {
    if (this.#stopping) return;
    const { clock } = this.#options;
    if (served.used) this.#failed.push(served);
    if (clock.monotonic() - served.since >= STEADY_MS) this.#delayMs = FIRST_DELAY_MS;
    this.#listenLater(error, clock.monotonic());
  }

  /** @param failedAt when the listener was lost, in monotonic milliseconds */
  #listenLater(error: unknown, failedAt: number): void {
    const { clock, logger } = this.#options;
    const { hostname, port } = this.addr;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
    logger.error(
      `cannot take new connections on ${hostname} port ${port}: ${
        state(error)
      }; the open ones live ` +
        `on, trying again in ${delayMs / 1_000} s`,
    );
    this.#retry = clock.after(delayMs, () => this.#listenAgain(failedAt));
  }

  #listenAgain(failedAt: number): void {
    const { clock, logger } = this.#options;
    const { hostname, port } = this.addr;
    try {
      this.#current = this.#listen(port);
      logger.info(`listening again on ${hostname} port ${port}`);
    } catch (error) {
      if (clock.monotonic() - failedAt < GIVE_UP_MS) return this.#listenLater(error, failedAt);
      this.#end.reject(
        new ListenerLostError(
          `Cannot listen on ${hostname} port ${port} again: ${state(error)}, for ` +
            `${GIVE_UP_MS / 1_000} s now; see to that, then start the gateway anew`,
          { cause: error },
        ),
      );
    }
  }
}

// Errors of the bind name the address themselves, what is behind them does not; those of Deno's listener
// begin with another error's name.
function state(error: unknown): string {
  const cause = error instanceof Error ? error.cause ?? error : error;
  const text = errorMessage(cause).replace(/^Error: /, "");
  return /open files/i.test(text) ? `${text}, raise their limit (ulimit -n)` : text;
}
