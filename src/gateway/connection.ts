/**
 * One peer: where what comes in and what goes out meet.
 *
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import { randomHex } from "../lib/ids.ts";
import { type CloseReason, closeReasons } from "../protocol/close_codes.ts";
import { encodeConnectionEvent, encodeSessionEvent } from "../protocol/event_frame.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import { wireError } from "../protocol/errors.ts";
import type { Role } from "../protocol/shapes.ts";
import { defaultSkin } from "../protocol/skins.ts";
import { decode, encodeOversize } from "../rpc/codec.ts";
import { Dispatcher } from "../rpc/dispatcher.ts";
import type { Method } from "../rpc/method.ts";
import { tellPresence } from "../session/presence.ts";
import type { Session } from "../session/session.ts";
import { Outbox } from "../transport/outbox.ts";
import type { Socket } from "../transport/socket.ts";
import type { GatewayConnection, Peer } from "./acceptor.ts";
import type { CallContext, Caller, Services } from "./call_context.ts";
import { Feed } from "./feed.ts";
import { utf8BytesOver } from "../lib/utf8_length.ts";
import { guardedSocket } from "./guarded_socket.ts";
import { Reminders } from "./reminders.ts";

/** What a connection is given. */
export interface ConnectionOptions {
  socket: Socket;
  peer: Peer;
  services: Services;
  methods: ReadonlyMap<string, Method<CallContext>>;
  onEnd(connection: Connection): void;
}

/** Sessions of which a connection remembers where they ended; one that is told of none comes back to few. */
const REMEMBERED_ENDS = 256;

/** A connected peer. It ends once, by whoever is first: the peer, a failed send, the gateway. */
export class Connection implements Caller, GatewayConnection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #dispatcher: Dispatcher<CallContext>;
  readonly #feeds = new Map<Session, Feed>();
  // Where sessions stood that ended while they were watched: who speaks to one again hears what it missed.
  readonly #ends = new Map<string, number>();
  readonly #reminders = new Reminders();
  readonly id: string = randomHex(4);
  #greeted = false;
  #ended = false;
  #messages = 0;
  #parseErrors = 0;
  #crashes = 0;

  constructor(options: ConnectionOptions) {
    const { services, methods } = options;
    const { clock, highWaterBytes, queueLimitChars, rpcConcurrency, rpcQueueLimit } =
      services.options;
    this.#options = options;
    this.#socket = guardedSocket(
      options.socket,
      (doing, error) => this.#socketFailed(doing, error),
    );
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
    this.#dispatcher = new Dispatcher({
      methods,
      context: { ...services, caller: this },
      reply: (text) => this.#reply(text),
      crashed: (method, error) => this.#handlerCrashed(method, error),
      concurrency: rpcConcurrency,
      queueLimit: rpcQueueLimit,
    });
  }

  /** Sends the first frame. Called once, before anything is received. */
  open(): void {
    const { peer, services } = this.#options;
    const { logger } = services.options;
    logger.info(`${this.#kind} accepted`, { peer: peer.label });
    const ready = encodeConnectionEvent(events.gatewayReady, {
      skin: defaultSkin,
      replay_epoch: services.options.store.epoch,
    });
    this.#greeted = this.#outbox.send(ready);
    if (!this.#greeted) logger.error("could not greet a peer", { peer: peer.label });
  }

  /** Takes one whole inbound frame. Never throws. */
  receive(text: string): void {
    if (this.#ended) return;
    const over = utf8BytesOver(text, this.#options.services.options.maxFrameBytes);
    if (over !== null) return this.refuseFrame(over);
    const decoded = decode(text);
    if (decoded.kind === "blank") return;
    this.#messages++;
    if (decoded.kind === "request") return this.#dispatcher.dispatch(decoded.request);
    if (!decoded.parsed) {
      this.#parseErrors++;
      // The frame itself stays out of the log: it may hold anything.
      this.#options.services.options.logger.warn("a frame is not JSON", {
        peer: this.#options.peer.label,
        frame: this.#messages,
        chars: text.length,
      });
    }
    this.#reply(decoded.answer);
  }

  /** Answers for a frame that was too large to be handed in. */
  refuseFrame(bytes: number): void {
    if (this.#ended) return;
    this.#messages++;
    this.#parseErrors++;
    this.#reply(encodeOversize(bytes, this.#options.services.options.maxFrameBytes));
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
    const after = this.#ends.get(session.id);
    this.#ends.delete(session.id);
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

  remind(session: Session): void {
    this.#reminders.add(session);
  }

  tell<P extends Payload>(kind: EventKind<P>, payload: P): void {
    this.#reply(encodeSessionEvent(kind, payload, { sessionId: "", seq: undefined }));
  }

  /** Forgets a session that has ended. What it said last still leaves, when there is room. */
  forget(session: Session): void {
    this.#feeds.get(session)?.finish();
    if (!this.#feeds.delete(session)) return;
    this.#ends.set(session.id, session.journal.latest);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > REMEMBERED_ENDS && oldest !== undefined) this.#ends.delete(oldest);
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
    this.#dispatcher.close();
    this.#outbox.close();
    const { reaped, detached } = this.#leaveSessions();
    this.#socket.close(code, told);
    this.#options.onEnd(this);
    this.#options.services.options.logger.info(`${this.#kind} closed`, {
      peer: this.#options.peer.label,
      reason,
      messages: this.#messages,
      parse_errors: this.#parseErrors,
      dispatch_crashes: this.#crashes,
      send_failures: this.#outbox.failures,
      reaped_sessions: reaped,
      detached_sessions: detached,
    });
  }

  get #kind(): string {
    return this.#options.peer.transport === "websocket" ? "ws" : "stdio";
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

  #socketFailed(doing: string, error: unknown): void {
    const { services, peer } = this.#options;
    const fields = { peer: peer.label, error: errorStack(error) };
    services.options.logger.error(`a socket failed to ${doing}`, fields);
  }

  #handlerCrashed(method: string, error: unknown): void {
    this.#crashes++;
    const { logger } = this.#options.services.options;
    logger.error(`a handler crashed in ${method}`, { error: errorStack(error) });
  }
}
