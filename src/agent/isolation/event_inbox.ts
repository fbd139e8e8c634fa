/**
 * @module
 */
import type { AgentEvent } from "../agent.ts";
import { Drain } from "../drain.ts";

type End = { kind: "open" } | { kind: "done" } | { kind: "failed"; error: Error };

/** Events of one turn that have come from its worker and not been taken. The worker bounds them. */
export class EventInbox {
  readonly drain: Drain = new Drain();
  #steps: (readonly AgentEvent[])[] = [];
  #end: End = { kind: "open" };
  #wake: () => void = () => {};

  push(events: readonly AgentEvent[]): void {
    this.#steps.push(events);
    this.drain.filled();
    this.#wake();
  }

  /** Nothing more comes. What has come is still taken. */
  finish(error?: Error): void {
    if (this.#end.kind === "open") {
      this.#end = error === undefined ? { kind: "done" } : { kind: "failed", error };
    }
    this.#wake();
  }

  /**
   * The next events; `undefined` at the end.
   *
   * @throws {Error} what the turn has failed with
   */
  async next(): Promise<readonly AgentEvent[] | undefined> {
    for (;;) {
      const events = this.#steps.shift();
      if (events !== undefined) return events;
      this.drain.ran();
      if (this.#end.kind === "failed") throw this.#end.error;
      if (this.#end.kind === "done") return undefined;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
