/**
 * Runs the prompts of one session, one at a time, and decides what happens to one that comes meanwhile.
 *
 * @module
 */
import type { Agent } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { runAll } from "../lib/guard_callback.ts";
import type { Logger } from "../lib/logger.ts";
import type { Emit, EventKind, Payload } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { AgentOutcome, AgentSlot } from "./agent_slot.ts";
import type { History } from "./history.ts";
import type { Hold } from "./hold.ts";
import { LingeringTurn } from "./lingering_turn.ts";
import { joinPrompts, type Prompt, userRow } from "./prompt.ts";
import type { Questions } from "./questions.ts";
import { newRun, type Run } from "./run.ts";
import { Turn } from "./turn.ts";
import { endStatus, type RunEnd, tellEnd } from "./turn_ending.ts";
import type { TextStream } from "./coalescer.ts";
import type { TurnEnded } from "./hooks.ts";
import type { Life } from "./session_state.ts";
import type { UsageMeter } from "./usage_meter.ts";

/** What a prompt does that comes while a turn runs. */
export type BusyMode = "interrupt" | "queue" | "steer";

/** What a runner works with. */
export interface PromptRunnerOptions {
  agents: AgentSlot;
  life: Life;
  history: History;
  usage: UsageMeter;
  questions: Questions;
  /** What turns wait for before they begin. */
  hold: Hold;
  /** Takes a turn's text; `emit` takes everything else. */
  stream: TextStream;
  emit: Emit;
  /** Sends what is held of a stream. */
  flush(): void;
  /** What is in force for the next turn. */
  mind(): { model: string; reasoningEffort: string };
  /** Whether the agent remembers what the history has lost; said once. */
  takeStale(): boolean;
  /** Sends `session.info`. */
  tellInfo(): void;
  /** Hears of a prompt that has had its turn, or will have none. */
  onPromptEnd(prompt: Prompt): void;
  /** Hears how a run ended, once. */
  onTurnEnd(end: Pick<TurnEnded, "status" | "started" | "usage">): void;
  /** Hears that no turn runs any more and none follows. */
  onIdle(): void;
  /** Runs something whose changes are kept together. */
  together(run: () => void): void;
  clock: Clock;
  logger: Logger;
  /** Milliseconds an interrupted agent may go on before the next prompt gets a new one. */
  stuckAgentMs: number;
}

/** See the module. Idle, or running one prompt with at most one more in its slot. */
export class PromptRunner {
  readonly #options: PromptRunnerOptions;
  #run: Run | undefined;
  #queued: Prompt | undefined;
  #closed = false;
  // A turn is being told to have ended: what comes now waits until that has been done.
  #ending = false;
  readonly #idleWaiters: (() => void)[] = [];
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
    if (this.#run === undefined && !this.#ending) {
      this.#begin(prompt);
      return "streaming";
    }
    // A prompt that cuts the history cannot be a hint within the turn it may cut away.
    const mayHint = busy === "steer" && prompt.truncateBefore === undefined;
    if (mayHint && this.#offer(prompt.text)) return "steered";
    this.#enqueue(prompt);
    // A prompt that still waits for its agent is not interrupted: it would be lost without a trace.
    if (busy !== "queue" && this.#run?.turn !== undefined) this.#run.abort.abort();
    return "queued";
  }

  /** Gives the running agent a hint. `unsupported`: this agent never takes any. */
  steer(text: string): "queued" | "rejected" | "unsupported" {
    const agent = this.#options.agents.current;
    if (agent !== undefined && agent.steer === undefined) return "unsupported";
    return this.#offer(text) ? "queued" : "rejected";
  }

  /**
   * Ends the turn that runs, also one that has not started yet, and calls the queued prompt off. What the
   * user said stays in the history; a cut that was to come with it is not made.
   */
  interrupt(): void {
    this.#callOff();
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
    this.#callOff();
    if (run !== undefined) this.#conclude(run, { kind: run.turn ? "interrupted" : "stopped" });
    this.#closed = true;
    run?.abort.abort();
    this.#lingering.close();
    this.#settleIdle();
  }

  #callOff(): void {
    const queued = this.#queued;
    this.#queued = undefined;
    if (queued === undefined) return;
    if (this.#run !== undefined) return void this.#run.calledOff.push(queued);
    // Between two turns there is no end it could share.
    this.#options.history.append([userRow(queued)]);
    this.#options.onPromptEnd(queued);
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
    const run = newRun(prompt);
    this.#run = run;
    this.#options.life.begin();
    // In a microtask, so that the request that brought the prompt is answered before its events.
    queueMicrotask(() =>
      this.#execute(run).catch((error) => {
        this.#options.logger.critical("a turn could not be ended", { error: errorStack(error) });
      })
    );
  }

  async #execute(run: Run): Promise<void> {
    const end = await this.#attempt(run);
    // Whoever closed has concluded already.
    if (this.#closed) return;
    // Kept as one: after a crash a turn has ended altogether, or not at all.
    this.#ending = true;
    this.#options.together(() => this.#conclude(run, end));
    this.#ending = false;
    if (this.#closed) return;
    const next = this.#queued;
    this.#queued = undefined;
    if (next !== undefined) return this.#begin(next);
    this.#guard([() => this.#options.onIdle()]);
    this.#settleIdle();
  }

  async #attempt(run: Run): Promise<RunEnd> {
    try {
      return await this.#runTurn(run);
    } catch (error) {
      this.#options.logger.error("a turn broke", { error: errorStack(error) });
      return { kind: "crashed", message: "internal error" };
    }
  }

  /** Every run ends here, once: for whoever watches, for whoever comes back, for the store. */
  #conclude(run: Run, end: RunEnd): void {
    const { flush, emit, usage, mind, history, life, onPromptEnd, onTurnEnd, tellInfo } =
      this.#options;
    const { prompt, transcript, calledOff } = run;
    this.#guard([
      flush,
      () => tellEnd(end, { transcript, emit, usage: () => usage.snapshot(mind().model) }),
      () => history.append([userRow(prompt), ...transcript.rows(), ...calledOff.map(userRow)]),
      () => [prompt, ...calledOff].forEach(onPromptEnd),
      () => this.#run = undefined,
      () => life.end(),
      () => onTurnEnd({ status: endStatus[end.kind], started: !!run.turn, usage: run.usage.sum() }),
      tellInfo,
    ]);
  }

  // What breaks here must not keep the next prompt, or a shutdown, waiting.
  #guard(steps: readonly (() => unknown)[]): void {
    runAll(steps, (error) => {
      this.#options.logger.error("telling that a turn ended failed", { error: errorStack(error) });
    });
  }

  #settleIdle(): void {
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  async #runTurn(run: Run): Promise<RunEnd> {
    const agent = await this.#agentFor(run);
    if (run.abort.signal.aborted) return { kind: "stopped" };
    if (agent === undefined) return { kind: "agentless" };
    const { agents, history, usage, questions, takeStale, emit, stream, logger } = this.#options;
    // Not before: a prompt that is stopped on its way to the agent takes nothing away.
    const { truncateBefore } = run.prompt;
    if (truncateBefore !== undefined) history.cutBeforeUser(truncateBefore);
    if (takeStale()) {
      agents.discard();
      return await this.#runTurn(run);
    }
    const turn = new Turn({
      agent,
      // A copy: an agent that writes its answer into it must not write into ours.
      input: { text: run.prompt.text, history: [...history.messages], ...this.#options.mind() },
      questions,
      signal: run.abort.signal,
      // Straight to the session: a turn says nothing once its signal has aborted, as close() sees to.
      ...{ stream, emit },
      onUsage: (spent) => {
        usage.add(spent);
        run.usage.add(spent);
      },
      logger,
    });
    run.turn = turn;
    this.#emit(events.messageStart, undefined);
    const end = await turn.run();
    if (end.kind === "interrupted" && !this.#closed) this.#lingering.watch(turn.settled);
    return end;
  }

  /** The agent for a run; `undefined` where there is none, which has been told, or no need any more. */
  async #agentFor(run: Run): Promise<Agent | undefined> {
    if (this.#options.hold.active) await this.#options.hold.gone(run.abort.signal);
    const outcome = await this.agent(run.abort.signal);
    if (outcome.kind === "ready") return outcome.agent;
    if (!run.abort.signal.aborted) this.#emit(events.error, { message: outcome.message });
    return undefined;
  }

  /** The agent, once one that was interrupted has let go of what it did. */
  async agent(signal: AbortSignal): Promise<AgentOutcome> {
    await this.#lingering.gone(signal);
    if (signal.aborted) return { kind: "failed", message: "interrupted" };
    return await this.#options.agents.get(signal);
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

  readonly #emit: Emit = (kind, payload) => {
    if (!this.#closed) this.#options.emit(kind, payload);
  };
}
