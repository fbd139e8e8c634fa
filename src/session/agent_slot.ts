/**
 * The agent of one session, from before it is built to after it is closed.
 *
 * @module
 */
import { type Agent, AgentError } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { guardCallback } from "../lib/guard_callback.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import { Belongings } from "./belongings.ts";

/** How far the agent of a session is. */
export type AgentState = "unbuilt" | "building" | "ready" | "broken" | "closed";

/** What became of waiting for an agent. */
export type AgentOutcome =
  | { kind: "ready"; agent: Agent }
  /** `replaced`: by another one that is built in its place, so that the session has not failed. */
  | { kind: "failed"; message: string; replaced?: true };

/** What a slot is given. */
export interface AgentSlotOptions {
  create(signal: AbortSignal): Promise<Agent>;
  /** Hears when an agent has been built. */
  onReady(): void;
  /** Hears how far a build is. */
  onBuild(state: "building" | "ready" | "broken"): void;
  /** Takes what closing an agent leaves to wait for. */
  closings: Pending;
  clock: Clock;
  logger: Logger;
  /** How long {@linkcode AgentSlot.get} waits, in milliseconds; PROTOCOL 6.1: 30,000. */
  waitMs: number;
}

/** Builds the agent once, when first asked; lets it be replaced; closes it once. */
export class AgentSlot {
  readonly #options: AgentSlotOptions;
  /** What the session has beside its agent: it ends with the slot, and stays where an agent is replaced. */
  readonly beside: Belongings;
  #state: AgentState = "unbuilt";
  #agent: Agent | undefined;
  #building: Promise<AgentOutcome> | undefined;
  #buildAbort: AbortController | undefined;

  constructor(options: AgentSlotOptions) {
    this.#options = options;
    this.beside = new Belongings(options);
  }

  get state(): AgentState {
    return this.#state;
  }

  /** The agent, if there is one now. */
  get current(): Agent | undefined {
    return this.#agent;
  }

  /** Starts building, unless that has begun. An agent that failed to build is tried once more. */
  build(): Promise<AgentOutcome> {
    if (this.#state === "closed") return Promise.resolve(failed("session is closed"));
    if (this.#agent !== undefined) return Promise.resolve({ kind: "ready", agent: this.#agent });
    this.#building ??= this.#create();
    return this.#building;
  }

  /** Builds if needed and waits for the agent: not for ever, and no longer than `signal` lets it. */
  get(signal: AbortSignal): Promise<AgentOutcome> {
    const { clock, waitMs } = this.#options;
    if (this.#agent !== undefined) return Promise.resolve({ kind: "ready", agent: this.#agent });
    if (signal.aborted) return Promise.resolve(failed("interrupted"));
    return new Promise((resolve) => {
      const settle = (outcome: AgentOutcome) => {
        timer.cancel();
        signal.removeEventListener("abort", giveUp);
        resolve(outcome);
      };
      const giveUp = () => settle(failed("interrupted"));
      const timer = clock.after(waitMs, () => settle(failed("agent initialization timed out")));
      signal.addEventListener("abort", giveUp, { once: true });
      this.build().then(settle);
    });
  }

  /** Closes an agent that cannot be used any more; the next {@linkcode get} builds another. */
  discard(): void {
    this.#letGo("unbuilt");
  }

  /** Closes the agent, also one whose building has not ended yet. Idempotent. */
  close(): void {
    this.#letGo("closed");
    this.beside.close();
  }

  #letGo(state: "unbuilt" | "closed"): void {
    if (this.#state === "closed") return;
    this.#state = state;
    this.#buildAbort?.abort();
    this.#release(this.#agent);
    this.#agent = undefined;
    this.#building = undefined;
  }

  async #create(): Promise<AgentOutcome> {
    const { onReady, logger } = this.#options;
    const abort = new AbortController();
    this.#buildAbort = abort;
    this.#buildIs("building");
    const built = await this.#attempt(abort.signal);
    // Closed or discarded meanwhile: whoever aborted has moved the state already.
    if (abort.signal.aborted) {
      if (built.kind === "ready") this.#release(built.agent);
      if (this.#state === "closed") return failed("session is closed");
      const message = "the agent was replaced before it was ready";
      return { kind: "failed", message, replaced: true };
    }
    this.#building = undefined;
    this.#buildIs(built.kind === "ready" ? "ready" : "broken");
    if (built.kind === "failed") return built;
    this.#agent = built.agent;
    guardCallback(onReady, (error) => {
      logger.error("telling that an agent is ready failed", { error: errorStack(error) });
    })();
    return built;
  }

  #buildIs(state: "building" | "ready" | "broken"): void {
    this.#state = state;
    this.#options.onBuild(state);
  }

  async #attempt(signal: AbortSignal): Promise<AgentOutcome> {
    try {
      const agent = await this.#options.create(signal);
      if (typeof agent?.prompt === "function") return { kind: "ready", agent };
      throw new AgentError("the provider made something that is no agent: it has no prompt()");
    } catch (error) {
      if (!signal.aborted) {
        this.#options.logger.error("agent could not be built", { error: errorStack(error) });
      }
      return failed(`agent init failed: ${reasonOf(error)}`);
    }
  }

  #release(agent: Agent | undefined): void {
    if (agent?.close === undefined) return;
    const report = (error: unknown) =>
      this.#options.logger.error("closing an agent failed", { error: errorStack(error) });
    try {
      this.#options.closings.add(Promise.resolve(agent.close()).catch(report));
    } catch (error) {
      report(error);
    }
  }
}

/** What the user is told: as in a turn, only an {@linkcode AgentError} is meant for them. */
function reasonOf(error: unknown): string {
  return error instanceof AgentError ? error.message : "unexpected failure; see the gateway's log";
}

function failed(message: string): AgentOutcome {
  return { kind: "failed", message };
}
