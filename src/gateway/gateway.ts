/**
 * The gateway: sessions on one side, connections on the other.
 *
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import { events } from "../protocol/events.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import type { Method } from "../rpc/method.ts";
import { BatchWindow } from "../session/batch_window.ts";
import { defaultJournalLimits } from "../session/journal.ts";
import { Ledger } from "../session/ledger.ts";
import { recover } from "../session/recovery.ts";
import { Reaper } from "../session/reaper.ts";
import { type EndReason, Registry } from "../session/registry.ts";
import type { Session } from "../session/session.ts";
import type { Socket } from "../transport/socket.ts";
import type { ConnectionAcceptor, GatewayConnection, Peer } from "./acceptor.ts";
import type { CallContext, Services } from "./call_context.ts";
import { Connection } from "./connection.ts";
import { methodTable } from "./handlers/table.ts";
import { keepTidy } from "./housekeeping.ts";
import { type GatewayOptions, type ResolvedGatewayOptions, resolveOptions } from "./options.ts";
import { Settings } from "./settings.ts";
import { watchLoop } from "./watchdog.ts";

/** A running gateway. Serve it over whatever carries frames. */
export class Gateway implements ConnectionAcceptor {
  readonly #services: Services;
  readonly #methods: ReadonlyMap<string, Method<CallContext>>;
  readonly #connections = new Set<Connection>();
  readonly #stopWatching: () => void;
  readonly #stopTidying: () => void;
  #state: "running" | "draining" | "closed" = "running";
  #shutdown: Promise<void> | undefined;

  constructor(options: ResolvedGatewayOptions) {
    const { clock, logger } = options;
    const ledger = new Ledger(options.store, (fault) => {
      logger.error("cannot keep what was said", { error: errorStack(fault) });
    });
    try {
      recover({ store: options.store, describe: () => options.provider.describe(), logger });
    } catch (fault) {
      logger.error("cannot end the turns a crash cut", { error: errorStack(fault) });
    }
    const registry = new Registry({
      environment: {
        ...options,
        window: new BatchWindow(options.coalesceWindowMs, (fault) => {
          logger.error("a stream could not be sent on", { error: errorStack(fault) });
        }, (run) => ledger.together(run)),
        ledger,
        journal: defaultJournalLimits,
      },
      maxSessions: options.maxSessions,
      onIdle: (session) => reaper.idle(session),
      onEnd: (session, reason) => this.#sessionEnded(session, reason),
    });
    const reaper = new Reaper({
      clock,
      graceMs: options.orphanGraceMs,
      ttlMs: options.sessionTtlMs,
      sessions: () => registry.all(),
      close: (session, reason) => registry.close(session.id, reason),
    });
    const settings = new Settings({ busy: options.busyMode });
    this.#services = { options, registry, reaper, settings, isDraining: () => this.draining };
    this.#methods = methodTable();
    this.#stopWatching = watchLoop(clock, logger);
    this.#stopTidying = keepTidy({
      store: options.store,
      retention: { maxAgeMs: options.retentionMs, maxEventChars: options.retentionChars },
      clock,
      logger,
    });
  }

  /** Whether no new peer should be let in any more. */
  get draining(): boolean {
    return this.#state !== "running";
  }

  /** Largest inbound frame, in bytes. A transport drops larger ones: {@linkcode GatewayConnection.refuseFrame}. */
  get maxFrameBytes(): number {
    return this.#services.options.maxFrameBytes;
  }

  /** How much lives in here now. */
  get counts(): { sessions: number; connections: number } {
    return { sessions: this.#services.registry.size, connections: this.#connections.size };
  }

  /** Shows a line in every live session. */
  tellAll(text: string): void {
    for (const session of this.#services.registry.all()) {
      session.emit(events.statusUpdate, { kind: "warn", text });
    }
  }

  /** Takes a peer whose socket is open. `gateway.ready` has been sent when this returns. */
  connect(socket: Socket, peer: Peer): GatewayConnection {
    const connection = new Connection({
      socket,
      peer,
      services: this.#services,
      methods: this.#methods,
      onEnd: (ended) => this.#connections.delete(ended),
    });
    this.#connections.add(connection);
    connection.open();
    if (this.draining) connection.close(closeReasons.goingAway);
    return connection;
  }

  /**
   * Ends every turn, lets everybody read how it ended, ends every session and every connection.
   *
   * Waits for peers that read slowly until `signal` aborts; without one, as long as it takes. Later
   * calls join the first.
   */
  shutdown(options: { signal?: AbortSignal } = {}): Promise<void> {
    this.#shutdown ??= this.#close(options.signal);
    return this.#shutdown;
  }

  async #close(signal: AbortSignal | undefined): Promise<void> {
    this.#state = "draining";
    const { registry, reaper, options } = this.#services;
    try {
      await Promise.race([this.#drain(), aborted(signal)]);
    } catch (error) {
      options.logger.error("draining failed", { error: errorStack(error) });
    }
    registry.closeAll("tui_shutdown");
    for (const connection of [...this.#connections]) connection.close(closeReasons.goingAway);
    reaper.close();
    this.#stopWatching();
    this.#stopTidying();
    this.#state = "closed";
  }

  async #drain(): Promise<void> {
    const running = this.#services.registry.all().map((session) => session.runner);
    for (const runner of running) runner.interrupt();
    await Promise.all(running.map((runner) => runner.idle()));
    await Promise.all([...this.#connections].map((connection) => connection.drained()));
  }

  #sessionEnded(session: Session, reason: EndReason): void {
    this.#services.reaper.forget(session);
    for (const connection of this.#connections) connection.forget(session);
    this.#services.options.logger.info("session ended", { session: session.id, reason });
  }
}

/** Resolves when the signal aborts; without a signal, never. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * Makes a gateway.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider } from "tidegate";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * await gateway.shutdown();
 * ```
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function createGateway(options: GatewayOptions): Gateway {
  return new Gateway(resolveOptions(options));
}
