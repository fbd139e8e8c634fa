/** The turns of a conversation, as a window draws them from what it is told. */
import type { Json, WireEvent } from "../support/stage.ts";
import { spokenIn } from "./stories.ts";

export class TranscriptView {
  #turns: string[] = [];
  #running = false;

  /** The text of each turn that said anything. */
  get turns(): string[] {
    return this.#turns.filter((text) => text !== "");
  }

  /** Forgets all, and begins with a snapshot. */
  begin({ messages, inflight, running }: Json): void {
    this.#turns = spokenIn(messages);
    if (inflight !== undefined) this.#turns.push(inflight.assistant);
    this.#running = running;
  }

  /** Answers what is wrong, if anything is. */
  take({ type, payload }: WireEvent): string | undefined {
    if (type === "message.start") {
      this.#turns.push("");
      this.#running = true;
    } else if (type === "message.delta") {
      if (!this.#running) return `"${payload.text}" belongs to no turn`;
      this.#turns.push(this.#turns.pop() + payload.text);
    } else if (type === "message.complete" || type === "error") {
      this.#running = false;
    }
  }
}
