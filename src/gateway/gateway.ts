/**
 * The gateway: sessions on one side, connections on the other.
 *
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import { events } from "../protocol/events.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import type { Method } from "../rpc/method.ts";
import { ApprovalMemory } from "../session/approval_memory.ts";
import { Background } from "../session/background.ts";
import { BatchWindow } from "../session/batch_window.ts";
import { Pending } from "../lib/pending.ts";
import { HookCaller, type TurnEnded } from "../session/hooks.ts";
import { defaultJournalLimits, type JournalLimits } from "../session/journal.ts";
import { JournalBudget } from "../session/journal_budget.ts";
import { Ledger } from "../session/ledger.ts";
import { recover } from "../session/recovery.ts";
import { Reaper } from "../session/reaper.ts";
import { Registry } from "../session/registry.ts";
import { Compressor } from "../session/compressor.ts";
import type { Session } from "../session/session.ts";
import type { EndReason } from "../session/session_state.ts";
import type { Store } from "../store/store.ts";
import type { Socket } from "../transport/socket.ts";
import type { ConnectionAcceptor, GatewayConnection, Peer } from "./acceptor.ts";
import type { CallContext, Services } from "./call_context.ts";
import { AutoTitles } from "./auto_titles.ts";
import { CommandDesk } from "./command_desk.ts";
import { Connection } from "./connection.ts";
import { methodTable } from "./handlers/table.ts";
import { keepTidy } from "./housekeeping.ts";
import { type GatewayOptions, type ResolvedGatewayOptions, resolveOptions } from "./options.ts";
import { tellOutage } from "./outage_notice.ts";
import { Providers } from "./providers.ts";
import { Settings } from "./settings.ts";
import { Titles } from "./titles.ts";
import { followTools } from "./tool_news.ts";
import { runningHere } from "./running_here.ts";
import { watchLoop } from "./watchdog.ts";

/** A running gateway. Serve it over whatever carries frames. */
export class Gateway implements ConnectionAcceptor {
  readonly #services: Services;
  readonly #methods: ReadonlyMap<string, Method<CallContext>>;
  readonly #connections = new Set<Connection>();
  /** Agents that close and hooks that run: nobody waits for them but a shutdown. */
  readonly #pending = new Pending();
  readonly #autoTitles: AutoTitles;
  readonly #stopWatching: () => void;
  readonly #stopTidying: () => void;
  readonly #unfollowTools: () => void;
  #state: "running" | "draining" | "closed" = "running";
  #shutdown: Promise<void> | undefined;

  /**
   * Use {@linkcode createGateway}, which checks the options.
   *
   * @param journal how much of each session is kept in memory for those who fall behind
   */
  constructor(options: ResolvedGatewayOptions, journal: JournalLimits = defaultJournalLimits) {
    const { clock, logger } = options;
    const ledger = new Ledger(options.store, (fault, refusal) => {
      logger.error("cannot keep what was said", { error: errorStack(fault), ...refusal });
    });
    try {
      // Of a store that is out nothing can be read: whoever opens it later calls Gateway.recover().
      if (options.store.outage === undefined) recoverIn(options, options.store);
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
        hooks: new HookCaller(options.hooks, { logger, pending: this.#pending }),
        closings: this.#pending,
        approvals: (provider) => approvals.of(providers.nameOf(provider)),
        journal: { ...journal, budget: new JournalBudget(options.journalChars) },
      },
      maxSessions: options.maxSessions,
      onStart: (session) => {
        tellOutage(session, options.store);
        reaper.opened();
      },
      onIdle: (session) => reaper.idle(session),
      onTurnEnd: (session, status) => this.#turnEnded(session, status),
      onEnd: (session, reason) => this.#sessionEnded(session, reason),
    });
    const reaper = new Reaper({
      clock,
      graceMs: options.orphanGraceMs,
      ttlMs: options.sessionTtlMs,
      maxLive: options.maxLiveSessions,
      sessions: () => registry.all(),
      close: (session, reason) => registry.close(session.id, reason),
    });
    const providers = new Providers(options.provider, options.agents);
    this.#unfollowTools = followTools({ providers, registry, clock });
    const settings = new Settings({ busy: options.busyMode });
    const titles = new Titles({ store: options.store, registry });
    const compressor = new Compressor({ ledger, clock, logger });
    const approvals = new ApprovalMemory({ store: options.store, clock, logger });
    const background = new Background({ clock, logger, closings: this.#pending });
    this.#autoTitles = new AutoTitles({ titles, registry, ledger, clock, logger });
    const isDraining = () => this.draining;
    const commands = new CommandDesk(options.commands, { clock, logger, closings: this.#pending });
    const minds = { providers, settings, titles, compressor, commands, approvals, background };
    this.#services = { options, registry, reaper, ...minds, isDraining };
    this.#methods = methodTable(options.methods);
    this.#stopWatching = watchLoop(clock, logger, () => runningHere(registry.all()));
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

  /**
   * Ends the turns a crash cut, in a store that could not be opened when the gateway was made. Call it
   * before anything else is written there.
   *
   * @throws {StoreError}
   */
  recover(store: Store): void {
    recoverIn(this.#services.options, store);
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
   * Waits for peers that read slowly until `signal` aborts; without one, as long as it takes. For agents
   * that close, and for hooks, it waits until then too, and no longer than `stuckAgentMs`. Later calls
   * join the first.
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
    this.#unfollowTools();
    const { clock, logger, stuckAgentMs: ms } = options;
    for (const provider of this.#services.providers.all) this.#release(provider);
    const left = await this.#pending.settle({ clock, ms, signal });
    if (left > 0) logger.warn("agents or hooks did not come to an end in time", { left });
    this.#state = "closed";
  }

  #release(provider: AgentProvider): void {
    const { logger } = this.#services.options;
    const closing = Promise.resolve().then(() => provider.close?.()).catch((error) => {
      const fields = { agent: provider.name, error: errorStack(error) };
      logger.error("releasing what agents share failed", fields);
    });
    this.#pending.add(closing);
  }

  async #drain(): Promise<void> {
    this.#services.compressor.stopAll();
    this.#services.commands.close();
    const running = this.#services.registry.all().map((session) => session.runner);
    for (const runner of running) runner.interrupt();
    await Promise.all(running.map((runner) => runner.idle()));
    await Promise.all([...this.#connections].map((connection) => connection.drained()));
  }

  #turnEnded(session: Session, status: TurnEnded["status"]): void {
    const { titles, options } = this.#services;
    const name = () => {
      titles.retry(session);
      if (options.autoTitle && status === "complete") this.#autoTitles.offer(session);
    };
    // Behind all that ends the turn: what it changed has been kept by then.
    Promise.resolve().then(name).catch((error) => {
      options.logger.error("naming a session failed", { error: errorStack(error) });
    });
  }

  #sessionEnded(session: Session, reason: EndReason): void {
    const { reaper, titles, compressor, commands } = this.#services;
    reaper.forget(session);
    titles.forget(session);
    compressor.stop(session);
    commands.forget(session);
    this.#autoTitles.forget(session);
    for (const connection of this.#connections) connection.forget(session);
    this.#services.options.logger.info("session ended", { session: session.id, reason });
  }
}

function recoverIn(options: ResolvedGatewayOptions, store: Store): void {
  recover({ ...options, store, describe: () => options.provider.describe() });
}

/** Resolves when the signal aborts; without a signal, never. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * Makes a gateway. It serves nothing by itself: `serve()` and `mount()` of the entries `./deno` and
 * `./node` put it on a port, {@linkcode acceptWebSocket} and `connectStreams()` take over what you accepted.
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
