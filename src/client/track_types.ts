/**
 * What following a session is made of, for those around it.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Waiter } from "./calls.ts";
import type { Knowledge } from "./capabilities.ts";
import type { GatewayEvent, Snapshot } from "./contracts.ts";

/**
 * Why a session begins anew for whoever shows it: what was shown before is to be replaced by the snapshot.
 *
 * - `gap`, `truncated`: events are missing that the gateway does not have any more;
 * - `epoch`: it is another gateway, or one that has forgotten its numbers;
 * - `unnumbered`: this gateway cannot tell what was missed;
 * - `rewound`: messages were taken back, here or in another window.
 */
export type ResetReason = "gap" | "truncated" | "epoch" | "unnumbered" | "rewound";

/**
 * - `live`: what happens arrives;
 * - `away`: there is no connection, or the session cannot be had at the moment;
 * - `attaching`: what was missed is being fetched;
 * - `gone`: there is no such conversation any more.
 */
export type TrackState = "live" | "away" | "attaching" | "gone";

/** What a track works with. */
export interface TrackOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly knowledge: Knowledge;
  /** Members of `session.resume` beside the id. */
  readonly attachWith: Readonly<Record<string, unknown>>;
  ask(method: string, params: Record<string, unknown>, waiter: Waiter): void;
  /** Once, and in order. */
  onEvent(event: GatewayEvent): void;
  onReset(snapshot: Snapshot, reason: ResetReason): void;
  onState(state: TrackState, error?: Error): void;
  /** It is up to date; the snapshot is what the gateway said when it came back, if it said anything. */
  onLive(snapshot: Snapshot | undefined): void;
  /** The live id is another one from now on. */
  onMoved(from: string): void;
}

/** Where a track begins. */
export interface TrackStart {
  readonly live: string;
  readonly stored: string | undefined;
  readonly seq: number | undefined;
  readonly epoch: string | undefined;
}
