/**
 * Named channels beside the gateway's own protocol: each text of a publisher goes to all subscribers, as it
 * is. Nothing is kept: who comes later has missed what was said before.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { type CloseReason, closeReasons } from "../protocol/close_codes.ts";
import type { Socket } from "../transport/socket.ts";
import type { ChannelAcceptor, ChannelPlace, GatewayConnection, Peer } from "./acceptor.ts";
import { ChannelMember, type MemberLimits } from "./channel_member.ts";

/** How many there may be. Ours: the protocol names no number. */
export interface ChannelLimits {
  /** Channels that anybody is in. */
  channels: number;
  /** Members of one channel on each side: publishers, subscribers. */
  members: number;
}

/** What {@linkcode Channels} are made from. */
export interface ChannelsOptions extends MemberLimits {
  clock: Clock;
  logger: Logger;
  /** Default: 256 channels, 64 members on each side. */
  limits?: ChannelLimits;
}

const usualLimits: ChannelLimits = { channels: 256, members: 64 };

type Channel = Readonly<Record<ChannelPlace["side"], Set<ChannelMember>>>;

/** All channels of a gateway. One exists while anybody is in it. */
export class Channels implements ChannelAcceptor {
  readonly #options: ChannelsOptions;
  readonly #limits: ChannelLimits;
  readonly #channels = new Map<string, Channel>();
  #state: "open" | "draining" | "closed" = "open";

  constructor(options: ChannelsOptions) {
    this.#options = options;
    this.#limits = options.limits ?? usualLimits;
  }

  /** How much lives in here now. */
  get counts(): { channels: number; publishers: number; subscribers: number } {
    const all = [...this.#channels.values()];
    const count = (side: ChannelPlace["side"]) =>
      all.reduce((sum, channel) => sum + channel[side].size, 0);
    return {
      channels: all.length,
      publishers: count("publisher"),
      subscribers: count("subscriber"),
    };
  }

  hasRoom({ channel: name, side }: ChannelPlace): boolean {
    const channel = this.#channels.get(name);
    if (channel === undefined) return this.#channels.size < this.#limits.channels;
    return channel[side].size < this.#limits.members;
  }

  join(place: ChannelPlace, { socket, peer }: { socket: Socket; peer: Peer }): GatewayConnection {
    const { clock, logger, maxFrameBytes, highWaterBytes } = this.#options;
    const refusal = this.#refusal(place);
    const member = new ChannelMember({
      ...{ clock, logger, maxFrameBytes, highWaterBytes },
      place,
      socket,
      peer,
      onText: (text) => {
        if (place.side === "publisher") this.#relay(place.channel, text);
      },
      onEnd: (ended) => this.#leave(place, ended),
    });
    if (refusal === null) this.#enter(place, member);
    else member.close(refusal);
    return member;
  }

  /**
   * Takes nothing in any more, and resolves when every subscriber has what was said until now, or is gone.
   * Publishers are closed.
   */
  async drained(): Promise<void> {
    if (this.#state === "open") this.#state = "draining";
    const members = this.#members();
    for (const member of members) {
      if (member.place.side === "publisher") member.close(closeReasons.goingAway);
    }
    await Promise.all(members.map((member) => member.drained()));
  }

  /** Closes every socket. Idempotent. */
  close(): void {
    this.#state = "closed";
    for (const member of this.#members()) member.close(closeReasons.goingAway);
  }

  // Looked at again although the door has: there may have been room while the socket was being opened.
  #refusal(place: ChannelPlace): CloseReason | null {
    if (this.#state !== "open") return closeReasons.goingAway;
    return this.hasRoom(place) ? null : closeReasons.full;
  }

  #relay(name: string, text: string): void {
    for (const member of this.#channels.get(name)?.subscriber ?? []) member.send(text);
  }

  #enter({ channel: name, side }: ChannelPlace, member: ChannelMember): void {
    const channel = this.#channels.get(name) ?? { publisher: new Set(), subscriber: new Set() };
    this.#channels.set(name, channel);
    channel[side].add(member);
  }

  #leave({ channel: name, side }: ChannelPlace, member: ChannelMember): void {
    const channel = this.#channels.get(name);
    if (!channel?.[side].delete(member)) return;
    if (channel.publisher.size + channel.subscriber.size === 0) this.#channels.delete(name);
  }

  #members(): ChannelMember[] {
    return [...this.#channels.values()].flatMap(({ publisher, subscriber }) => [
      ...publisher,
      ...subscriber,
    ]);
  }
}
