/**
 * What somebody who measures hears of each turn: never what is said in it.
 *
 * @module
 */
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events, type PayloadOf } from "../protocol/events.ts";
import type { HookSubject, TurnEnded } from "./hooks.ts";

/** A prompt whose turn begins. */
export interface WatchedTurn extends HookSubject {
  /** The agent's name. */
  readonly agent: string;
  /** The W3C `traceparent` of the request that brought the prompt. */
  readonly trace: string | undefined;
}

/** How a turn ended; see {@linkcode TurnEnded}. */
export type WatchedTurnEnd = Pick<TurnEnded, "status" | "started" | "usage">;

/** Follows one turn. Its methods must not throw. */
export interface TurnWatch {
  /** The agent calls a tool. Ids are the agent's own. */
  toolBegan?(id: string, name: string): void;
  /** That call is over. */
  toolEnded?(id: string): void;
  /** Once. Tools that still run will not be heard of. */
  ended?(end: WatchedTurnEnd): void;
}

/** Makes what follows a turn; `undefined`: nobody does. Must not throw. */
export type WatchTurn = (turn: WatchedTurn) => TurnWatch | undefined;

const toolStart = events.toolStart as EventKind;
const toolComplete = events.toolComplete as EventKind;

/** Tells of an event that was sent in a turn, if it is one of a tool. */
export function tellWatch(watch: TurnWatch, kind: EventKind, payload: Payload): void {
  if (kind === toolStart) {
    const { tool_id, name } = payload as PayloadOf<typeof events.toolStart>;
    watch.toolBegan?.(tool_id, name);
  }
  if (kind === toolComplete) {
    watch.toolEnded?.((payload as PayloadOf<typeof events.toolComplete>).tool_id);
  }
}
