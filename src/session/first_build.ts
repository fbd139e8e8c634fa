/**
 * The first build of a session's agent, before anybody has asked it for anything.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { AgentSlot } from "./agent_slot.ts";

/** What a first build is given. */
export interface FirstBuildOptions {
  agents: AgentSlot;
  clock: Clock;
  /** Milliseconds {@linkcode FirstBuild.soon} waits. */
  delayMs: number;
  /** Hears of an agent that cannot be built: nobody waits for it yet, so it has nowhere else to show. */
  onFailure(message: string): void;
}

/** See the module. */
export class FirstBuild {
  readonly #options: FirstBuildOptions;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: FirstBuildOptions) {
    this.#options = options;
  }

  /** Builds the agent a moment from now; a prompt does not wait for that moment. */
  soon(): void {
    const { clock, delayMs } = this.#options;
    this.#timer?.cancel();
    this.#timer = clock.after(delayMs, () => this.now());
  }

  /** Builds the agent now. */
  now(): void {
    const { agents, onFailure } = this.#options;
    // Broken already: a prompt was faster, and has told how its build ended.
    if (this.#closed || agents.state === "broken") return;
    agents.build().then((outcome) => {
      if (outcome.kind === "ready" || outcome.replaced || this.#closed) return;
      onFailure(outcome.message);
    });
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }
}
