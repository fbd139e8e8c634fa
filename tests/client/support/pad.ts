/** What one window has been shown of a session. */
import assert from "node:assert/strict";
import type { EventName, GatewayEvent } from "../../../src/client/contracts.ts";
import type { Session } from "../../../src/client/session.ts";

/** Holds that every event is shown once and in order. */
export class Pad {
  readonly events: GatewayEvent[] = [];
  readonly resets: string[] = [];
  #last: number;
  #waiting: { fits: () => boolean; resolve: () => void }[] = [];

  constructor(session: Session) {
    this.#last = session.snapshot?.seq ?? 0;
    session.on("event", (event) => {
      assert.equal(event.seq, this.#last + 1, `${event.type} comes behind ${this.#last}`);
      this.#last++;
      this.events.push(event);
      this.#look();
    });
    session.on("reset", ({ snapshot, reason }) => {
      this.resets.push(reason);
      this.#last = snapshot.seq ?? 0;
      this.#look();
    });
  }

  get last(): number {
    return this.#last;
  }

  get text(): string {
    return this.events.map((event) => event.type === "message.delta" ? event.payload.text : "")
      .join("");
  }

  count(type: EventName): number {
    return this.events.filter((event) => event.type === type).length;
  }

  /** Resolves as soon as that is so. */
  when(fits: () => boolean): Promise<void> {
    if (fits()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  /** Resolves after so many more events of a type. */
  more(type: EventName, count = 1): Promise<void> {
    const wanted = this.count(type) + count;
    return this.when(() => this.count(type) >= wanted);
  }

  #look(): void {
    this.#waiting = this.#waiting.filter(({ fits, resolve }) => !fits() || resolve());
  }
}
