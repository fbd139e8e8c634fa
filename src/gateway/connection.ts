/**
 * One peer: where what comes in and what goes out meet.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import { type CloseReason, closeReasons } from "../protocol/close_codes.ts";
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { wireError } from "../protocol/errors.ts";
import type { Role } from "../protocol/shapes.ts";
import { isStreamFrame } from "../protocol/stream_frame.ts";
import { decode, encodeOversize } from "../rpc/codec.ts";
import { Dispatcher } from "../rpc/dispatcher.ts";
import type { Method } from "../rpc/method.ts";
import { tellPresence } from "../session/presence.ts";
import type { Session } from "../session/session.ts";
import { BatchingSocket } from "../transport/batching_socket.ts";
import { Outbox } from "../transport/outbox.ts";
import type { Socket } from "../transport/socket.ts";
import { type GatewayConnection, isHere, type Peer } from "./acceptor.ts";
import type { CallContext, Caller, Services } from "./call_context.ts";
import { Bulletin } from "./bulletin.ts";
import { ConnectionLog } from "./connection_log.ts";
import { Feed } from "./feed.ts";
import { greeting } from "./greeting.ts";
import type { ListNews } from "./list_news.ts";
import { QueueNotice } from "./queue_notice.ts";
import { utf8Bytes, utf8BytesOver } from "../lib/utf8_length.ts";
import { guardedSocket } from "./guarded_socket.ts";
import { RememberedEnds } from "./remembered_ends.ts";
import { Reminders } from "./reminders.ts";
import type { Telemetry, Traffic } from "./telemetry.ts";
import { countedSocket, countInbound } from "./traffic_meter.ts";

/** What a connection is given. */
export interface ConnectionOptions {
  socket: Socket;
  peer: Peer;
  services: Services;
  methods: ReadonlyMap<string, Method<CallContext>>;
  onEnd(connection: Connection): void;
  /** Who measures, if anybody does, and where frames are counted then. */
  telemetry?: Telemetry | undefined;
  traffic?: Traffic | undefined;
}

/** A connected peer. It ends once, by whoever is first: the peer, a failed send, the gateway. */
export class Connection implements Caller, GatewayConnection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #dispatcher: Dispatcher<CallContext>;
  readonly #feeds = new Map<Session, Feed>();
  readonly #ends = new RememberedEnds();
  readonly #reminders = new Reminders();
  readonly #bulletin: Bulletin;
  readonly id: string = randomHex(4);
  readonly #gone = new AbortController();
  #greeted = false;
  #ended = false;
  readonly #log: ConnectionLog;

  constructor(options: ConnectionOptions) {
    const { services, methods, peer, telemetry, traffic } = options;
    const { clock, highWaterBytes, queueLimitChars, rpcConcurrency, rpcQueueLimit } =
      services.options;
    this.#options = options;
    this.#log = new ConnectionLog(peer, services.options.logger);
    const guarded = guardedSocket(options.socket, this.#log.socketFailed);
    const socket = peer.batch ? new BatchingSocket(guarded, isStreamFrame) : guarded;
    this.#socket = traffic === undefined ? socket : countedSocket(socket, traffic);
    this.#outbox = new Outbox(this.#socket, {
      clock,
      highWaterBytes,
      queueLimitChars,
      // Not in the middle of what is being said: the end of a session is a longer story.
      onGone: () => {
        if (!this.#greeted) return this.end("ready_send_failed");
        queueMicrotask(() => this.end("send_failed"));
      },
      onOverflow: () => this.close(closeReasons.tooSlow),
    });
    this.#bulletin = new Bulletin(this.#outbox);
    const queueNotice = new QueueNotice(clock);
    this.#dispatcher = new Dispatcher({
      methods,
      context: { ...services, caller: this },
      reply: (text) => this.#reply(text),
      crashed: this.#log.crashed,
      refused: (method) => this.hearNotice(queueNotice.refused(method)),
      concurrency: rpcConcurrency,
      queueLimit: rpcQueueLimit,
      // A request that says nothing of its own belongs to what opened the connection.
      watch: telemetry?.request &&
        ((call) => telemetry.request?.({ ...call, trace: call.trace ?? peer.trace })),
    });
  }

  /** Sends the first frame. Called once, before anything is received. */
  open(): void {
    const { peer, services } = this.#options;
    this.#log.accepted();
    this.#greeted = this.#outbox.send(greeting(services, peer));
    if (!this.#greeted) return this.#log.notGreeted();
    for (const notice of services.notices.frames()) this.#outbox.send(notice);
  }

  /** Takes one whole inbound frame. Never throws. */
  receive(text: string): void {
    if (this.#ended) return;
    const { traffic, services } = this.#options;
    const over = utf8BytesOver(text, services.options.maxFrameBytes);
    if (over !== null) return this.refuseFrame(over);
    if (traffic !== undefined) countInbound(traffic, utf8Bytes(text));
    const decoded = decode(text);
    if (decoded.kind === "blank") return;
    this.#log.message();
    if (decoded.kind === "request") return this.#dispatcher.dispatch(decoded.request);
    if (!decoded.parsed) this.#log.notJson(text.length);
    this.#reply(decoded.answer);
  }

  /** Answers for a frame that was too large to be handed in. */
  refuseFrame(bytes: number): void {
    if (this.#ended) return;
    if (this.#options.traffic !== undefined) countInbound(this.#options.traffic, bytes);
    this.#log.message();
    this.#log.oversize();
    this.#reply(encodeOversize(bytes, this.#options.services.options.maxFrameBytes));
  }

  get trace(): string | undefined {
    return this.#dispatcher.trace;
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  get isHere(): boolean {
    return isHere(this.#options.peer);
  }

  get transport(): Peer["transport"] {
    return this.#options.peer.transport;
  }

  watch(session: Session, role?: Role): void {
    const { peer, services } = this.#options;
    if (role === "controller" && peer.role === "observer") throw wireError("mayOnlyWatch");
    const known = this.#feeds.get(session);
    if (known !== undefined) {
      if (role !== undefined && known.become(role)) tellPresence(session);
      return;
    }
    if (session.closed) return;
    // A call has outlived its connection: what it opened has nobody either.
    if (this.#ended) return void (session.watched || this.#orphan(session));
    const seat = {
      id: this.id,
      role: role ?? peer.role ?? "controller",
      transport: peer.transport,
      since: services.options.clock.now() / 1000,
    };
    const after = this.#ends.take(session);
    const feed = new Feed(session, { outbox: this.#outbox, seat, after });
    this.#feeds.set(session, feed);
    services.reaper.adopted(session);
    this.remind(session);
    tellPresence(session);
  }

  leave(session: Session): boolean {
    const feed = this.#feeds.get(session);
    if (feed === undefined) return false;
    this.#feeds.delete(session);
    this.#abandon(session, feed);
    return true;
  }

  roleIn(session: Session | undefined): Role {
    if (this.#options.peer.role === "observer") return "observer";
    return session && this.#feeds.get(session)?.seat.role || "controller";
  }

  watches(session: Session): boolean {
    return this.#feeds.has(session);
  }

  maySee(session: Session): boolean {
    return this.#options.peer.role !== "observer" || this.#feeds.has(session);
  }

  remind(session: Session): void {
    this.#reminders.add(session);
  }

  shows(session: Session): void {
    this.#reminders.shown(session);
  }

  tell<P extends Payload>(kind: EventKind<P>, payload: P): void {
    this.#reply(encodeSessionEvent(kind, payload, { sessionId: "", seq: undefined }));
  }

  /** Sends what lists of sessions have to know. */
  hearNews(news: ListNews): void {
    if (!this.#ended) this.#bulletin.hear(news);
  }

  /** Sends the frame of a notice; one about a session where that is watched. */
  hearNotice(frame: string | undefined, session?: Session): void {
    // One that waits for its greeting is told all that counts behind that.
    if (frame === undefined || this.#ended || !this.#greeted) return;
    if (session === undefined || this.#feeds.has(session)) this.#outbox.send(frame);
  }

  /** Forgets a session that has ended. What it said last still leaves, when there is room. */
  forget(session: Session): void {
    this.#feeds.get(session)?.finish();
    if (this.#feeds.delete(session)) this.#ends.add(session);
  }

  /** Resolves when every call is answered and every answer has left, or nobody is there to take it. */
  async drained(): Promise<void> {
    await this.#dispatcher.idle();
    await this.#outbox.drained();
  }

  /** Ends the connection from this side. */
  close(reason: CloseReason): void {
    this.#finish(`closed_by_gateway(code=${reason.code})`, reason);
  }

  end(reason: string): void {
    this.#finish(reason, closeReasons.normal);
  }

  /** Lets go of everything; sessions without a viewer go their way. */
  #finish(reason: string, { code, reason: told }: CloseReason): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#gone.abort();
    this.#dispatcher.close();
    this.#outbox.close();
    const { reaped, detached } = this.#leaveSessions();
    this.#socket.close(code, told);
    this.#options.onEnd(this);
    this.#log.closed(reason, { failures: this.#outbox.failures, reaped, detached });
  }

  #leaveSessions(): { reaped: number; detached: number } {
    const left = [...this.#feeds].map(([session, feed]) => this.#abandon(session, feed));
    this.#feeds.clear();
    return {
      reaped: left.filter((fate) => fate === "reaped").length,
      detached: left.filter((fate) => fate === "detached").length,
    };
  }

  /** Leaves a session to its other viewers, or to its fate. */
  #abandon(session: Session, feed: Feed): "shared" | "reaped" | "detached" {
    feed.close();
    if (session.closed) return "shared";
    if (session.watched) {
      tellPresence(session, "gone");
      return "shared";
    }
    return this.#orphan(session);
  }

  #orphan(session: Session): "reaped" | "detached" {
    const { registry, reaper } = this.#options.services;
    if (session.closeOnDisconnect) {
      registry.close(session.id, "ws_disconnect");
      return "reaped";
    }
    reaper.orphaned(session);
    return "detached";
  }

  // What a session has said before an answer is sent before it.
  #reply(text: string): void {
    for (const session of this.#feeds.keys()) session.flush();
    this.#outbox.send(text);
    for (const reminder of this.#reminders.take()) this.#outbox.send(reminder);
  }
}
