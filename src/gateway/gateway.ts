/**
 * The gateway: sessions on one side, connections on the other.
 *
 * @module
 */
import { aborted } from "../lib/aborted.ts";
import { errorStack } from "../lib/error_text.ts";
import { events } from "../protocol/events.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import type { Method } from "../rpc/method.ts";
import { ApprovalMemory } from "../session/approval_memory.ts";
import { Background } from "../session/background.ts";
import { Pending } from "../lib/pending.ts";
import { HookCaller, type TurnEnded } from "../session/hooks.ts";
import { defaultJournalLimits, type JournalLimits } from "../session/journal.ts";
import { JournalBudget } from "../session/journal_budget.ts";
import { Reaper } from "../session/reaper.ts";
import { Registry } from "../session/registry.ts";
import { Compressor } from "../session/compressor.ts";
import type { Session } from "../session/session.ts";
import type { EndReason } from "../session/session_state.ts";
import type { Store } from "../store/store.ts";
import type { Socket } from "../transport/socket.ts";
import type { ChannelAcceptor, ConnectionAcceptor, GatewayConnection, Peer } from "./acceptor.ts";
import type { CallContext, Services } from "./call_context.ts";
import { Announcer } from "./announcer.ts";
import { AutoTitles } from "./auto_titles.ts";
import { Channels } from "./channels.ts";
import { CommandDesk } from "./command_desk.ts";
import { Connection } from "./connection.ts";
import { watchedConfig } from "./config_watch.ts";
import { describeGateway } from "./description.ts";
import { FileDesk } from "./file_desk.ts";
import { followNews } from "./follow_news.ts";
import { GitDesk } from "./git_desk.ts";
import { methodTable } from "./handlers/table.ts";
import { keepTidy } from "./housekeeping.ts";
import { openLedger, openWindow, recoverIn } from "./keeping.ts";
import { type Measures, takeMeasures } from "./measures.ts";
import { nameLater } from "./naming.ts";
import { type GatewayOptions, type ResolvedGatewayOptions, resolveOptions } from "./options.ts";
import { KEPT_AGAIN, noticeOutage, outageText, tellOutage } from "./outage_notice.ts";
import type { NoticeBoard } from "./notice.ts";
import { Providers } from "./providers.ts";
import { initialSettings, Settings } from "./settings.ts";
import { tasteOf } from "./taste.ts";
import { Titles } from "./titles.ts";
import { runningHere } from "./running_here.ts";
import { watchLoop } from "./watchdog.ts";

/** A running gateway. Serve it over whatever carries frames. */
export class Gateway implements ConnectionAcceptor {
  /** What goes past the sessions: any text, from publishers to subscribers. */
  readonly channels: ChannelAcceptor;
  readonly #channels: Channels;
  readonly #services: Services;
  readonly #methods: ReadonlyMap<string, Method<CallContext>>;
  readonly #connections = new Set<Connection>();
  /** Agents that close and hooks that run: nobody waits for them but a shutdown. */
  readonly #pending = new Pending();
  readonly #autoTitles: AutoTitles;
  readonly #measures: Measures;
  readonly #announcer: Announcer;
  readonly #stopWatching: () => void;
  readonly #stopTidying: () => void;
  readonly #unfollow: () => void;
  #state: "running" | "draining" | "closed" = "running";
  #shutdown: Promise<void> | undefined;
  #description: string | undefined;

  /**
   * Use {@linkcode createGateway}, which checks the options.
   *
   * @param journal how much of each session is kept in memory for those who fall behind
   */
  constructor(options: ResolvedGatewayOptions, journal: JournalLimits = defaultJournalLimits) {
    const { clock, logger } = options;
    const announcer = this.#announcer = new Announcer(this.#connections, options);
    const { news, notices, configWarning } = announcer;
    const ledger = openLedger(options);
    this.#measures = takeMeasures(options, {
      connections: () => this.#connections,
      // Whoever is attached may read at once, before there is a registry.
      sessions: () => this.#services?.registry.all() ?? [],
    });
    const registry = new Registry({
      environment: {
        ...options,
        counts: this.#measures.traffic,
        watchTurn: options.telemetry?.turn,
        toolProgress: () => settings.toolProgress,
        configWarning,
        taste: tasteOf(() => settings),
        window: openWindow(options, ledger),
        ledger,
        hooks: new HookCaller(options.hooks, { logger, pending: this.#pending }),
        closings: this.#pending,
        approvals: (provider) => approvals.of(providers.nameOf(provider)),
        journal: { ...journal, budget: new JournalBudget(options.journalChars) },
      },
      maxSessions: options.maxSessions,
      onStart: (session) => {
        tellOutage(session, options.store);
        git.refresh(session);
        reaper.opened();
        news.tell("created", session);
      },
      ...announcer.heard,
      onIdle: (session) => reaper.idle(session),
      beforeTurn: (...turn) => git.checkpoints.before(...turn),
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
    const config = watchedConfig(options.setup.config, notices);
    const settings = new Settings(initialSettings(options), config);
    const windows = () => this.#connections;
    this.#unfollow = followNews({ providers, registry, settings, clock, windows });
    const titles = new Titles({ store: options.store, registry, news });
    const compressor = new Compressor({ ledger, clock, logger });
    const approvals = new ApprovalMemory({ store: options.store, clock, logger });
    const files = new FileDesk(options, this.#pending);
    const git = new GitDesk({ ...options, settings }, this.#pending);
    const background = new Background({ clock, logger, closings: this.#pending });
    this.#autoTitles = new AutoTitles({ titles, registry, ledger, clock, logger });
    this.channels = this.#channels = new Channels(options);
    const commands = new CommandDesk(options.commands, { clock, logger, closings: this.#pending });
    const words = { providers, settings, titles, compressor, commands };
    const minds = { options, registry, reaper, ...words, approvals, background, files, git };
    this.#services = {
      ...{ ...minds, news, notices },
      describe: () => this.describe(),
      isDraining: () => this.draining,
    };
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

  /** The OpenRPC document of this gateway, as JSON, with the methods added to it; made when first asked for. */
  describe(): string {
    this.#description ??= describeGateway(this.#methods, this.#services.options);
    return this.#description;
  }

  /**
   * Ends the turns a crash cut, in a store that could not be opened when the gateway was made. Call it
   * before anything else is written there.
   *
   * @throws {StoreError}
   */
  recover(store: Store): void {
    recoverIn(store, this.#services.options);
  }

  /** Shows a line in every live session. */
  tellAll(text: string): void {
    for (const session of this.#services.registry.all()) {
      session.emit(events.statusUpdate, { kind: "warn", text });
    }
  }

  /** Tells everybody that conversations cannot be kept for now, and why; `undefined`: that they are again. */
  tellOutage(outage: string | undefined): void {
    this.tellAll(outage === undefined ? KEPT_AGAIN : outageText(outage));
    noticeOutage(outage, this.#announcer.notices);
  }

  /** Shows people something beside their conversations, and clears it. */
  get notices(): NoticeBoard {
    return this.#announcer.notices;
  }

  /** Takes a peer whose socket is open. `gateway.ready` has been sent when this returns. */
  connect(socket: Socket, peer: Peer): GatewayConnection {
    const connection = new Connection({
      socket,
      peer,
      services: this.#services,
      methods: this.#methods,
      ...this.#measures,
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
    this.#announcer.close();
    const { registry, reaper, options } = this.#services;
    try {
      await Promise.race([this.#drain(), aborted(signal)]);
    } catch (error) {
      options.logger.error("draining failed", { error: errorStack(error) });
    }
    registry.closeAll("tui_shutdown");
    for (const connection of [...this.#connections]) connection.close(closeReasons.goingAway);
    this.#channels.close();
    reaper.close();
    this.#stopWatching();
    this.#measures.stop();
    this.#stopTidying();
    this.#unfollow();
    const { clock, logger, stuckAgentMs: ms } = options;
    this.#services.providers.close(logger, this.#pending);
    const left = await this.#pending.settle({ clock, ms, signal });
    if (left > 0) logger.warn("agents or hooks did not come to an end in time", { left });
    this.#state = "closed";
  }

  async #drain(): Promise<void> {
    this.#services.compressor.stopAll();
    this.#services.commands.close();
    this.#services.git.checkpoints.close();
    const running = this.#services.registry.all().map((session) => session.runner);
    for (const runner of running) runner.interrupt();
    await Promise.all(running.map((runner) => runner.idle()));
    const connections = [...this.#connections].map((connection) => connection.drained());
    await Promise.all([...connections, this.#channels.drained()]);
  }

  #turnEnded(session: Session, status: TurnEnded["status"]): void {
    const { titles, options, git } = this.#services;
    git.refresh(session);
    nameLater(session, status, { titles, options, autoTitles: this.#autoTitles });
  }

  #sessionEnded(session: Session, reason: EndReason): void {
    const { reaper, titles, compressor, commands, files } = this.#services;
    compressor.stop(session);
    for (const each of [reaper, titles, commands, files]) each.forget(session);
    this.#autoTitles.forget(session);
    this.#announcer.ended(session, reason);
    this.#measures.telemetry?.sessionEnded?.(reason);
    for (const connection of this.#connections) connection.forget(session);
    this.#services.options.logger.info("session ended", { session: session.id, reason });
  }
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
