/**
 * Where events of a session go once nothing joins them any more.
 *
 * @module
 */
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import type { EventSink, Readiness } from "./coalescer.ts";
import { events } from "../protocol/events.ts";
import type { Journal } from "./journal.ts";
import type { Ledger, Waiting } from "./ledger.ts";
import { isSilent, type ToolProgress } from "./tool_progress.ts";

const messageDelta = events.messageDelta as EventKind;

/** The parts of a session that hear of its events. */
export interface Telling extends Waiting {
  readonly journal: Pick<Journal, "append" | "pin">;
  readonly keeper: { said(): void };
  readonly audience: { readonly readiness: Readiness; wake(): void };
}

/** Somebody who follows what a session says, be it told to viewers or kept from them as tools may be. */
export interface Hearer {
  /** Takes the next event. */
  heard(kind: EventKind, payload: Payload): void;
}

/** What decides how events are told. */
export interface TellingOptions {
  readonly ledger: Ledger;
  /** How much is told of tools; missing: all. */
  readonly toolProgress?: (() => ToolProgress) | undefined;
}

/**
 * Takes the events of a session, in order. One object for all it does: this is done for each event, and a
 * function that knows another function costs three objects more.
 */
export class Teller implements EventSink {
  readonly #journal: Telling["journal"];
  readonly #audience: Telling["audience"];
  /** Who follows the turn that runs. */
  hearer: Hearer | undefined;
  readonly #toolProgress: TellingOptions["toolProgress"];
  // Nobody waits for a store that keeps no events.
  readonly #keeps: boolean;
  readonly #ledger: Ledger;
  readonly #session: Telling;

  constructor(session: Telling, { ledger, toolProgress }: TellingOptions) {
    this.#session = session;
    this.#journal = session.journal;
    this.#audience = session.audience;
    this.#ledger = ledger;
    this.#keeps = ledger.store.keepsEvents;
    this.#toolProgress = toolProgress;
  }

  get readiness(): Readiness {
    return this.#audience.readiness;
  }

  emit(kind: EventKind, payload: Payload): void {
    // The history and whoever measures know of it all the same.
    if (this.#isKeptBack(kind, payload)) return this.hearer?.heard(kind, payload);
    if (this.#keeps && this.#ledger.collecting) this.#journal.pin();
    this.#journal.append(kind, payload);
    if (this.#keeps) this.#session.keeper.said();
    this.hearer?.heard(kind, payload);
    if (this.#keeps) this.#ledger.tell(this.#session);
    else this.#audience.wake();
  }

  #isKeptBack(kind: EventKind, payload: Payload): boolean {
    // Nearly every event: found without a look into the table.
    if (kind === messageDelta) return false;
    return isSilent(kind, payload) && this.#toolProgress?.() === "off";
  }
}
