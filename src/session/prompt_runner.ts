/**
 * Runs the prompts of one session, one at a time, and decides what happens to one that comes meanwhile.
 *
 * @module
 */
import type { Agent } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import { runAll } from "../lib/guard_callback.ts";
import type { Emit } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { AgentOutcome } from "./agent_slot.ts";
import { LingeringTurn } from "./lingering_turn.ts";
import type { PendingAttachment } from "./pending_attachments.ts";
import { inputOf, joinPrompts, mayHint, type Prompt, userRow } from "./prompt.ts";
import { Run } from "./run.ts";
import type { PromptRunnerOptions } from "./runner_options.ts";
import { Turn } from "./turn.ts";
import { answerOf, endStatus, hasAnswer, type RunEnd, tellEnd } from "./turn_ending.ts";
import { TurnMemory } from "./turn_memory.ts";

/** What a prompt does that comes while a turn runs. */
export type BusyMode = "interrupt" | "queue" | "steer";

/** See the module. Idle, or running one prompt with at most one more in its slot. */
export class PromptRunner {
  /** Of what its turns have told: what the history does not say. */
  readonly memory = new TurnMemory();
  readonly #options: PromptRunnerOptions;
  #run: Run | undefined;
  #queued: Prompt | undefined;
  #closed = false;
  // A turn is being told to have ended: what comes now waits until that has been done.
  #ending = false;
  readonly #idleWaiters: (() => void)[] = [];
  /** An interrupted turn whose agent has not returned yet. */
  readonly lingering: LingeringTurn;

  constructor(options: PromptRunnerOptions) {
    const { clock, stuckAgentMs } = options;
    this.#options = options;
    this.lingering = new LingeringTurn(clock, stuckAgentMs, () => this.#replaceStuckAgent());
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  /** The turn that runs, as a window that opens now should show it. */
  get inflight(): { user: string; assistant: string; streaming: true } | undefined {
    if (this.#run === undefined) return undefined;
    const { prompt, transcript } = this.#run;
    return { user: userRow(prompt).text, assistant: transcript.text, streaming: true };
  }

  /** What goes along with the prompt that waits for its turn. */
  get queuedAttachments(): readonly PendingAttachment[] {
    return this.#queued?.attachments ?? [];
  }

  /** Starts a turn, or does with the prompt what `busy` says. */
  submit(prompt: Prompt, busy: BusyMode): "streaming" | "queued" | "steered" {
    if (this.#run === undefined && !this.#ending) {
      this.#begin(prompt);
      return "streaming";
    }
    if (busy === "steer" && mayHint(prompt) && this.#offer(prompt.text)) return "steered";
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

  /** Ends the turn that runs or is to start, and calls the queued prompt off; what was said is kept. */
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
    if (run) this.#conclude(run, run.end ??= { kind: run.turn ? "interrupted" : "stopped" });
    this.#closed = true;
    run?.abort.abort();
    this.lingering.close();
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
    const run = this.#run;
    if (run?.turn === undefined || run.end || run.abort.signal.aborted) return false;
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
    const { rendering, watch, hear } = this.#options;
    const run = new Run(prompt, { memory: this.memory, rendering, watch: watch?.(prompt) });
    this.#run = run;
    hear(run);
    this.#options.flush();
    this.#options.journal.turn(run.id);
    this.#options.life.begin();
    // In a microtask, so that the request that brought the prompt is answered before its events.
    queueMicrotask(() =>
      this.#execute(run).catch((error) => {
        this.#options.logger.critical("a turn could not be ended", { error: errorStack(error) });
      })
    );
  }

  async #execute(run: Run): Promise<void> {
    const end = run.end = await this.#attempt(run);
    const rendering = this.#closed ? undefined : this.#renderEnd(run, end);
    if (rendering !== undefined) run.rendered = await rendering;
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

  /** The whole answer as terminals show it, once all of it has been sent; `undefined`: nobody waits. */
  #renderEnd({ transcript }: Run, end: RunEnd): Promise<string | undefined> | undefined {
    const { rendering, flush } = this.#options;
    if (!rendering?.isOn || !hasAnswer(end)) return;
    flush();
    return rendering.whole(answerOf(end, transcript.answer));
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
    const { flush, emit, usage, mind, history, life, onPromptEnd, onTurnEnd, tellInfo, hear } =
      this.#options;
    const { prompt, transcript, calledOff, rendered } = run;
    const turnEnd = {
      status: endStatus[end.kind],
      started: run.turn !== undefined,
      usage: run.usage.sum(),
    };
    this.#guard([
      flush,
      () => this.#options.rendering?.stop(),
      () => this.#options.subagents.end(),
      () => tellEnd(end, { transcript, emit, rendered, usage: () => usage.snapshot(mind().model) }),
      () => history.append([userRow(prompt), ...transcript.rows(), ...calledOff.map(userRow)]),
      () =>
        this.memory.settle({
          rows: transcript.rows(),
          calledOff: calledOff.length,
          last: history.messages.at(-1),
        }),
      () => [prompt, ...calledOff].forEach(onPromptEnd),
      () => this.#run = undefined,
      () => hear(undefined),
      () => life.end(),
      () => run.watch?.ended?.(turnEnd),
      () => onTurnEnd(turnEnd),
      tellInfo,
      () => this.#options.journal.turn(undefined),
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
    const { toolProgress, rendering, subagents } = this.#options;
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
      input: { ...inputOf(run.prompt), history: [...history.messages], ...this.#options.mind() },
      signal: run.abort.signal,
      // Straight to the session: a turn says nothing once its signal has aborted, as close() sees to.
      ...{ questions, subagents, stream, emit, toolProgress, logger },
      renderDiff: (diff) => rendering?.diff(diff),
      onUsage: (spent) => {
        usage.add(spent);
        run.usage.add(spent);
      },
    });
    run.turn = turn;
    this.#emit(events.messageStart, undefined);
    const end = await turn.run();
    if (end.kind === "interrupted" && !this.#closed) this.lingering.watch(turn.settled);
    return end;
  }

  /** The agent for a run; `undefined` where there is none, which has been told, or no need any more. */
  async #agentFor(run: Run): Promise<Agent | undefined> {
    if (this.#options.hold.active) await this.#options.hold.gone(run.abort.signal);
    const { history, prepare } = this.#options;
    run.prepared ??= prepare?.(run, history.before(run.prompt.truncateBefore));
    const outcome = await this.agent(run.abort.signal);
    if (run.prepared !== undefined) await run.prepared;
    if (outcome.kind === "ready") return outcome.agent;
    if (!run.abort.signal.aborted) this.#emit(events.error, { message: outcome.message });
    return undefined;
  }

  /** The agent, once one that was interrupted has let go of what it did. */
  async agent(signal: AbortSignal): Promise<AgentOutcome> {
    await this.lingering.gone(signal);
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
