/**
 * Where events of a session go once nothing joins them any more.
 *
 * @module
 */
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import type { Journal } from "./journal.ts";
import type { Ledger, Waiting } from "./ledger.ts";
import { isSilent, type ToolProgress } from "./tool_progress.ts";

/** The parts of a session that hear of its events. Looked at with each event. */
export interface Telling extends Waiting {
  readonly journal: Pick<Journal, "append" | "pin">;
  readonly keeper: { said(): void };
  readonly runner: { heard(kind: EventKind, payload: Payload): void };
  readonly audience: { wake(): void };
}

/** What decides how events are told. */
export interface TellingOptions {
  readonly ledger: Ledger;
  /** How much is told of tools; missing: all. */
  readonly toolProgress?: (() => ToolProgress) | undefined;
}

/** Makes what takes the events of a session, in order. */
export function telling(
  session: Telling,
  { ledger, toolProgress }: TellingOptions,
): (kind: EventKind, payload: Payload) => void {
  // Nobody waits for a store that keeps no events.
  const tell = (kind: EventKind, payload: Payload) => {
    session.journal.append(kind, payload);
    session.runner.heard(kind, payload);
    session.audience.wake();
  };
  const keepAndTell = (kind: EventKind, payload: Payload) => {
    if (ledger.collecting) session.journal.pin();
    session.journal.append(kind, payload);
    session.keeper.said();
    session.runner.heard(kind, payload);
    ledger.tell(session);
  };
  const out = ledger.store.keepsEvents ? keepAndTell : tell;
  return (kind, payload) => {
    // The history and whoever measures know of it all the same.
    const isTold = !isSilent(kind, payload) || toolProgress?.() !== "off";
    return isTold ? out(kind, payload) : session.runner.heard(kind, payload);
  };
}
