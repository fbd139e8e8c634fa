/**
 * Keeps the list of conversations as it is with the gateway, whatever other windows do.
 *
 * @module
 */
import type { Client } from "tidegate/client";
import type { SessionList } from "./session_list.ts";
import type { Surroundings } from "./surroundings.ts";

/** What it works with. */
export interface ListWatchOptions {
  readonly client: Client;
  readonly list: SessionList;
  readonly surroundings: Surroundings;
  /** Ends it. */
  readonly off: AbortSignal;
}

/** Milliseconds between looks at what other windows do, where the gateway does not tell. */
const LOOK_MS = 15_000;
/** Much may change at once: the list is fetched a moment later, for all of it. */
const NEWS_MS = 400;

/** See the module. */
export class ListWatch {
  readonly #options: ListWatchOptions;
  #newsWaits = false;
  // Something has changed while nobody could see it.
  #stale = false;
  #stopLooking = () => {};

  constructor(options: ListWatchOptions) {
    this.#options = options;
    const { client, off: signal } = options;
    client.on("session.title", () => void options.list.refresh(), { signal });
    client.on("sessions.changed", () => this.#changed(), { signal });
    signal.addEventListener("abort", () => this.#stopLooking(), { once: true });
    this.#look();
  }

  /** Something has happened here. A gateway that tells of changes tells of this too. */
  news(): void {
    if (this.#options.client.capabilities.changes !== true) this.#soon();
  }

  /** Somebody may have come back to the page. */
  looked(): void {
    if (this.#stale && this.#options.surroundings.visible()) this.#soon();
  }

  #changed(): void {
    if (this.#options.surroundings.visible()) this.#soon();
    else this.#stale = true;
  }

  #soon(): void {
    if (this.#newsWaits) return;
    this.#newsWaits = true;
    const { list, surroundings, off } = this.#options;
    surroundings.after(NEWS_MS, () => {
      this.#newsWaits = this.#stale = false;
      if (!off.aborted) list.refresh();
    });
  }

  #look(): void {
    const { client, list, surroundings } = this.#options;
    this.#stopLooking = surroundings.after(LOOK_MS, () => {
      const online = client.state.kind === "online" && client.capabilities.changes !== true;
      if (surroundings.visible() && online) list.refresh();
      this.#look();
    });
  }
}
