/**
 * @module
 */
import { encodeConnectionEvent } from "../protocol/event_frame.ts";
import { events } from "../protocol/events.ts";
import { skinNamed } from "../protocol/skins.ts";
import type { Peer } from "./acceptor.ts";
import type { Services } from "./call_context.ts";

/** The first frame of a connection. */
export function greeting({ settings, options }: Services, { transport }: Peer): string {
  return encodeConnectionEvent(events.gatewayReady, {
    skin: skinNamed(settings.get("skin")),
    // Left out where it is undefined: a pipe's end tells itself.
    heartbeat: transport === "websocket" || undefined,
    change_events: true,
    replay_epoch: options.store.epoch,
  });
}
