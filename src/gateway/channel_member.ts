/**
 * One socket in a channel.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { utf8BytesOver } from "../lib/utf8_length.ts";
import { type CloseReason, closeReasons } from "../protocol/close_codes.ts";
import { Outbox } from "../transport/outbox.ts";
import type { Socket } from "../transport/socket.ts";
import type { ChannelPlace, GatewayConnection, Peer } from "./acceptor.ts";
import { guardedSocket } from "./guarded_socket.ts";

/** What one member may cost. */
export interface MemberLimits {
  /** Largest inbound frame, in bytes of UTF-8; one over it ends the member. */
  maxFrameBytes: number;
  /** Bytes in a socket above which what follows waits. */
  highWaterBytes: number;
}

/** What a {@linkcode ChannelMember} is made from. */
export interface MemberOptions extends MemberLimits {
  place: ChannelPlace;
  socket: Socket;
  peer: Peer;
  clock: Clock;
  logger: Logger;
  /** Takes each text it sends. */
  onText(text: string): void;
  /** Called once, when it has ended, whoever ended it. */
  onEnd(member: ChannelMember): void;
}

// The code says that it is the peer's doing; the words tell which of its doings.
const BEHIND: CloseReason = {
  ...closeReasons.tooSlow,
  reason: "frames of the channel were not read",
};

/** A publisher or a subscriber. It ends once, by whoever is first. */
export class ChannelMember implements GatewayConnection {
  readonly place: ChannelPlace;
  readonly #options: MemberOptions;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  #received = 0;
  #sent = 0;
  #ended = false;

  constructor(options: MemberOptions) {
    const { clock, highWaterBytes, maxFrameBytes, logger, peer } = options;
    this.#options = options;
    this.place = options.place;
    this.#socket = guardedSocket(options.socket, (doing, error) => {
      const fields = { peer: peer.label, error: errorStack(error) };
      logger.error(`a socket of a channel failed to ${doing}`, fields);
    });
    this.#outbox = new Outbox(this.#socket, {
      clock,
      highWaterBytes,
      // The largest frame there can be must fit. All subscribers share the one text of a frame.
      queueLimitChars: maxFrameBytes,
      onGone: () => this.end("send_failed"),
      onOverflow: () => this.close(BEHIND),
    });
    logger.info(`channel ${this.place.side} accepted`, this.#fields);
  }

  /** Sends it a text, now or when there is room; over its bound it is closed instead. Never throws. */
  send(text: string): void {
    if (this.#outbox.send(text)) this.#sent++;
  }

  receive(text: string): void {
    if (this.#ended) return;
    const over = utf8BytesOver(text, this.#options.maxFrameBytes);
    if (over !== null) return this.refuseFrame(over);
    this.#received++;
    this.#options.onText(text);
  }

  /** A channel has no answers: who sends too large a frame learns it by the close. */
  refuseFrame(_bytes: number): void {
    this.close(closeReasons.tooLarge);
  }

  async drained(): Promise<void> {
    await this.#outbox.drained();
  }

  close(reason: CloseReason): void {
    this.#finish(`closed_by_gateway(code=${reason.code})`, reason);
  }

  end(reason: string): void {
    this.#finish(reason, closeReasons.normal);
  }

  #finish(why: string, { code, reason }: CloseReason): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#outbox.close();
    this.#socket.close(code, reason);
    this.#options.onEnd(this);
    const counts = { received: this.#received, sent: this.#sent };
    const fields = { ...this.#fields, reason: why, ...counts };
    this.#options.logger.info(`channel ${this.place.side} closed`, fields);
  }

  get #fields(): { peer: string; channel: string } {
    return { peer: this.#options.peer.label, channel: this.place.channel };
  }
}
