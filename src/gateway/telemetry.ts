/**
 * The port between a gateway and whoever measures it: Prometheus, OpenTelemetry, something of your own.
 *
 * @module
 */
import type { CallWatch, WatchedCall } from "../rpc/call_watch.ts";
import type { EventCounts } from "../session/counted_stream.ts";
import type { EndReason, SessionStatus } from "../session/session_state.ts";
import type { TurnWatch, WatchedTurn } from "../session/turn_watch.ts";
import type { StoreOperation } from "../store/measured_store.ts";

/** What went over all connections so far. Bytes are those of the frames' text, in UTF-8. */
export interface Traffic extends EventCounts {
  /** Frames that came in, whole or refused for their size. */
  framesIn: number;
  /** Their bytes. */
  bytesIn: number;
  /** Frames handed to sockets. */
  framesOut: number;
  /** Their bytes. */
  bytesOut: number;
}

/** What can be read of a gateway at any moment. */
export interface GatewayReadings {
  /** Counted from the start, and never less than before. */
  readonly traffic: Readonly<Traffic>;
  /** Open connections by what carries them. */
  connections(): Record<"websocket" | "stdio", number>;
  /** Live sessions by where they stand. */
  sessions(): Record<SessionStatus, number>;
  /** Live sessions that nobody watches. */
  unwatchedSessions(): number;
}

/**
 * Somebody who measures. Every member may be missing, and what is missing costs nothing: with no telemetry
 * at all a gateway counts nothing and looks at no clock. No member is ever given what was said in a
 * session. One that throws is logged, and disturbs nothing.
 */
export interface Telemetry {
  /** Called once, with what can be read from then on. From then on traffic is counted. */
  attach?(readings: GatewayReadings): void;
  /** A request has come in. */
  request?(call: WatchedCall): CallWatch | undefined;
  /** A turn begins. */
  turn?(turn: WatchedTurn): TurnWatch | undefined;
  /** A session has ended. */
  sessionEnded?(reason: EndReason): void;
  /** The store was called; `ms` milliseconds during which the event loop stood. */
  storeCalled?(operation: StoreOperation, ms: number, ok: boolean): void;
  /** A timer came so many milliseconds late: ten samples a second. */
  loopDelayed?(ms: number): void;
}
