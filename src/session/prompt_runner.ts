/**
 * Runs the prompts of one session, one at a time, and decides what happens to one that comes meanwhile.
 *
 * @module
 */
import type { Agent } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { guardCallback } from "../lib/guard_callback.ts";
import type { Logger } from "../lib/logger.ts";
import type { Emit, EventKind, Payload } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { AgentSlot } from "./agent_slot.ts";
import type { History } from "./history.ts";
import { LingeringTurn } from "./lingering_turn.ts";
import { joinPrompts, type Prompt } from "./prompt.ts";
import { Transcript } from "./transcript.ts";
import { Turn, type TurnEnd } from "./turn.ts";
import type { TextStream } from "./coalescer.ts";
import type { UsageMeter } from "./usage_meter.ts";

/** What a prompt does that comes while a turn runs. */
export type BusyMode = "interrupt" | "queue" | "steer";

/** What a runner works with. */
export interface PromptRunnerOptions {
  agents: AgentSlot;
  history: History;
  usage: UsageMeter;
  /** Takes a turn's text; `emit` takes everything else. */
  stream: TextStream;
  emit: Emit;
  /** Sends what is held of a stream. */
  flush(): void;
  /** What is in force for the next turn. */
  mind(): { model: string; reasoningEffort: string };
  /** Sends `session.info`. */
  tellInfo(): void;
  /** Hears of a prompt that has had its turn, or will have none. */
  onPromptEnd(prompt: Prompt): void;
  /** Hears that no turn runs any more and none follows. */
  onIdle(): void;
  /** Runs something whose changes are kept together. */
  together(run: () => void): void;
  clock: Clock;
  logger: Logger;
  /** Milliseconds an interrupted agent may go on before the next prompt gets a new one. */
  stuckAgentMs: number;
}

interface Run {
  prompt: Prompt;
  abort: AbortController;
  turn: Turn | undefined;
  readonly transcript: Transcript;
}

/** See the module. Idle, or running one prompt with at most one more in its slot. */
export class PromptRunner {
  readonly #options: PromptRunnerOptions;
  #run: Run | undefined;
  #queued: Prompt | undefined;
  #closed = false;
  #idleWaiters: (() => void)[] = [];
  readonly #lingering: LingeringTurn;

  constructor(options: PromptRunnerOptions) {
    const { clock, stuckAgentMs } = options;
    this.#options = options;
    this.#lingering = new LingeringTurn(clock, stuckAgentMs, () => this.#replaceStuckAgent());
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  /** The turn that runs, as a window that opens now should show it. */
  get inflight(): { user: string; assistant: string; streaming: true } | undefined {
    if (this.#run === undefined) return undefined;
    const { prompt, transcript } = this.#run;
    return { user: prompt.text, assistant: transcript.text, streaming: true };
  }

  /** Takes every event the session has sent, in order: what a turn said is what was sent of it. */
  heard(kind: EventKind, payload: Payload): void {
    this.#run?.transcript.take(kind, payload);
  }

  /** Starts a turn, or does with the prompt what `busy` says. */
  submit(prompt: Prompt, busy: BusyMode): "streaming" | "queued" | "steered" {
    if (this.#run === undefined) {
      this.#begin(prompt);
      return "streaming";
    }
    // A prompt that cuts the history cannot be a hint within the turn it may cut away.
    const mayHint = busy === "steer" && prompt.truncateBefore === undefined;
    if (mayHint && this.#offer(prompt.text)) return "steered";
    this.#enqueue(prompt);
    // A prompt that still waits for its agent is not interrupted: it would be lost without a trace.
    if (busy !== "queue" && this.#run.turn !== undefined) this.#run.abort.abort();
    return "queued";
  }

  /** Gives the running agent a hint. `unsupported`: this agent never takes any. */
  steer(text: string): "queued" | "rejected" | "unsupported" {
    const agent = this.#options.agents.current;
    if (agent !== undefined && agent.steer === undefined) return "unsupported";
    return this.#offer(text) ? "queued" : "rejected";
  }

  /** Ends the turn that runs, also one that has not started yet, and forgets the queued prompt. */
  interrupt(): void {
    const forgotten = this.#queued;
    this.#queued = undefined;
    if (forgotten !== undefined) this.#options.onPromptEnd(forgotten);
    this.#run?.abort.abort();
  }

  /** Resolves when no turn runs and none follows. */
  idle(): Promise<void> {
    if (this.#run === undefined) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Ends everything, a turn that runs as interrupted; nothing is emitted after that. */
  close(): void {
    const run = this.#run;
    if (run !== undefined) this.#cutShort(run);
    this.#closed = true;
    this.interrupt();
    run?.abort.abort();
    this.#lingering.close();
  }

  /** The session ends in the middle of a turn: so does the turn, for whoever watches or comes back. */
  #cutShort(run: Run): void {
    this.#options.flush();
    if (run.turn !== undefined) this.#tellEnd(run.transcript, { kind: "interrupted" });
    this.#remember(run);
    this.#options.onPromptEnd(run.prompt);
    this.#run = undefined;
    this.#tell(() => this.#options.tellInfo());
  }

  #offer(text: string): boolean {
    const { agents, logger } = this.#options;
    if (this.#run?.turn === undefined || this.#run.abort.signal.aborted) return false;
    try {
      // A promise, from an agent that breaks the port's rules, is no yes.
      return agents.current?.steer?.(text) === true;
    } catch (error) {
      logger.error("agent failed to take a hint", { error: errorStack(error) });
      return false;
    }
  }

  // One slot: a second text is appended to the first, with a blank line between.
  #enqueue(prompt: Prompt): void {
    this.#queued = this.#queued === undefined ? prompt : joinPrompts(this.#queued, prompt);
  }

  #begin(prompt: Prompt): void {
    const run: Run = {
      prompt,
      abort: new AbortController(),
      turn: undefined,
      transcript: new Transcript(),
    };
    this.#run = run;
    // In a microtask, so that the request that brought the prompt is answered before its events.
    queueMicrotask(() =>
      this.#execute(run).catch((error) => {
        this.#options.logger.critical("a turn could not be ended", { error: errorStack(error) });
      })
    );
  }

  async #execute(run: Run): Promise<void> {
    let conclude = nothing;
    try {
      conclude = await this.#runTurn(run);
    } catch (error) {
      this.#options.logger.error("a turn broke", { error: errorStack(error) });
      this.#emit(events.error, { message: "internal error" });
    }
    // Kept as one: after a crash a turn has ended altogether, or not at all.
    this.#options.together(() => {
      this.#tell(conclude);
      if (!this.#closed) this.#options.onPromptEnd(run.prompt);
      this.#run = undefined;
      if (!this.#closed) this.#tell(() => this.#options.tellInfo());
    });
    if (this.#closed) return this.#settleIdle();
    const next = this.#queued;
    this.#queued = undefined;
    if (next !== undefined) return this.#begin(next);
    this.#tell(() => this.#options.onIdle());
    this.#settleIdle();
  }

  // What breaks here must not keep the next prompt, or a shutdown, waiting.
  #tell(listener: () => void): void {
    guardCallback(listener, (error) => {
      this.#options.logger.error("telling that a turn ended failed", { error: errorStack(error) });
    })();
  }

  #settleIdle(): void {
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Answers what is left to do once the turn has ended. */
  async #runTurn(run: Run): Promise<() => void> {
    const agent = await this.#agentFor(run);
    if (agent === undefined || run.abort.signal.aborted) return nothing;
    const { history, usage, logger } = this.#options;
    // Not before: a prompt that is stopped on its way to the agent takes nothing away.
    const { truncateBefore } = run.prompt;
    if (truncateBefore !== undefined) history.cutBeforeUser(truncateBefore);
    const turn = new Turn({
      agent,
      // A copy: an agent that writes its answer into it must not write into ours.
      input: { text: run.prompt.text, history: [...history.messages], ...this.#options.mind() },
      signal: run.abort.signal,
      // Straight to the session: a turn says nothing once its signal has aborted, as close() sees to.
      stream: this.#options.stream,
      emit: this.#options.emit,
      onUsage: (spent) => usage.add(spent),
      logger,
    });
    run.turn = turn;
    this.#emit(events.messageStart, undefined);
    const end = await turn.run();
    if (this.#closed) return nothing;
    if (end.kind === "interrupted") this.#lingering.watch(turn.settled);
    return () => {
      if (this.#closed) return;
      this.#options.flush();
      this.#tellEnd(run.transcript, end);
      this.#remember(run);
    };
  }

  #remember({ prompt, transcript }: Run): void {
    this.#options.history.append([{ role: "user", text: prompt.text }, ...transcript.rows()]);
  }

  /** The agent for a run; `undefined` where there is none, which has been told, or no need any more. */
  async #agentFor(run: Run): Promise<Agent | undefined> {
    await this.#lingering.gone(run.abort.signal);
    if (run.abort.signal.aborted) return undefined;
    const outcome = await this.#options.agents.get(run.abort.signal);
    if (outcome.kind === "ready") return outcome.agent;
    if (!run.abort.signal.aborted) this.#emit(events.error, { message: outcome.message });
    return undefined;
  }

  #replaceStuckAgent(): void {
    const { stuckAgentMs, agents, logger } = this.#options;
    logger.warn("an interrupted agent did not stop in time and is replaced", { stuckAgentMs });
    this.#emit(events.statusUpdate, {
      kind: "warn",
      text: "The agent did not stop when it was interrupted; a new one takes its place.",
    });
    agents.discard();
  }

  #tellEnd({ answer: said, reasoning }: Transcript, end: TurnEnd): void {
    if (reasoning.trim() !== "") this.#emit(events.reasoningAvailable, { text: reasoning });
    if (end.kind === "crashed") return this.#emit(events.error, { message: end.message });
    const failure = end.kind === "failed" ? end.message : undefined;
    this.#emit(events.messageComplete, {
      text: failure !== undefined && said === "" ? `Error: ${failure}` : said,
      usage: this.#options.usage.snapshot(this.#options.mind().model),
      status: end.kind === "failed" ? "error" : end.kind,
      ...(reasoning === "" ? {} : { reasoning }),
      ...(failure !== undefined && said !== "" ? { warning: failure } : {}),
    });
  }

  readonly #emit: Emit = (kind, payload) => {
    if (!this.#closed) this.#options.emit(kind, payload);
  };
}

const nothing = () => {};
