/**
 * A conversation: its history, its agent, what it has said, and who is watching.
 *
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import { runAll } from "../lib/guard_callback.ts";
import type { Emit } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { SessionInfo, UsageShape } from "../protocol/shapes.ts";
import type { StoredPrompt } from "../store/store.ts";
import { type AgentFacts, factsOf } from "./agent_facts.ts";
import { AgentSlot } from "./agent_slot.ts";
import { Audience } from "./audience.ts";
import { type EventStream, eventStream } from "./counted_stream.ts";
import { FirstBuild } from "./first_build.ts";
import type { History } from "./history.ts";
import { Hold } from "./hold.ts";
import { Journal } from "./journal.ts";
import { Keeper } from "./keeper.ts";
import type { Waiting } from "./ledger.ts";
import type { Prompt, Submitted } from "./prompt.ts";
import { type BusyMode, PromptRunner } from "./prompt_runner.ts";
import { Questions } from "./questions.ts";
import { historyOf } from "./session_history.ts";
import { SessionRendering } from "./session_rendering.ts";
import { infoOf } from "./session_info.ts";
import { subjectOf } from "./hooks.ts";
import { type Mind, mindOf } from "./mind.ts";
import type { SessionEnvironment, SessionListener, SessionSeed } from "./session_parts.ts";
import { Life, type SessionStatus } from "./session_state.ts";
import { storedRow } from "./stored_row.ts";
import { submitPrompt } from "./submission.ts";
import { type Subagents, subagentsOf } from "./subagents.ts";
import { Teller } from "./telling.ts";
import { UsageMeter } from "./usage_meter.ts";

/** See the module. Created by the registry, and closed by it alone. */
export class Session implements Waiting {
  readonly id: string;
  readonly source: string;
  cwd: string;
  /** Of git, in that folder, as far as it is known. */
  branch = "";
  readonly closeOnDisconnect: boolean;
  readonly createdAt: number;
  readonly history: History;
  readonly journal: Journal;
  readonly keeper: Keeper;
  /** What the agent asks, and nobody has answered yet. */
  readonly questions: Questions;
  readonly runner: PromptRunner;
  /** Those its agent has given work on to. */
  readonly subagents: Subagents;
  readonly agents: AgentSlot;
  /** What the agent has said of itself. */
  readonly facts: AgentFacts;
  readonly audience = new Audience();
  readonly life: Life;
  /** Builds the agent before the first prompt needs it. */
  readonly build: FirstBuild;
  readonly #environment: SessionEnvironment;
  readonly #listener: SessionListener<Session>;
  /** Makes its agents; {@linkcode chooseAgent}. */
  provider: AgentProvider;
  providerName: string;
  readonly #coalescer: EventStream;
  readonly meter = new UsageMeter();
  /** Its answers as terminals show them. */
  readonly rendering: SessionRendering;
  /** What turns wait for. */
  readonly hold = new Hold();
  /** What was asked for; what was not is empty, and may be another where the session goes on. */
  readonly chosen: { model: string; cwd: string };
  title: string;
  cols: number;
  model: string;
  reasoningEffort: string;
  /** Whether the user wants the faster tier of its agent, if there is one. */
  fast: boolean;
  #lastActive: number;
  #activeAt: number;
  waits = false;

  constructor(
    seed: SessionSeed,
    environment: SessionEnvironment,
    listener: SessionListener<Session>,
  ) {
    const { clock, logger, watchTurn } = environment;
    this.id = seed.id;
    this.source = seed.source;
    this.cwd = seed.cwd;
    this.closeOnDisconnect = seed.closeOnDisconnect;
    this.title = seed.title;
    this.cols = seed.cols;
    this.model = seed.model;
    this.reasoningEffort = seed.reasoningEffort;
    this.fast = seed.fast ?? false;
    this.createdAt = seed.before?.createdAt ?? clock.now();
    this.#lastActive = clock.now();
    this.#activeAt = clock.monotonic();
    this.#environment = environment;
    this.provider = seed.provider;
    this.providerName = seed.providerName;
    this.chosen = { model: seed.model, cwd: seed.cwd, ...seed.chosen };
    this.#listener = listener;
    const onChange = () => listener.onChange?.(this);
    this.life = new Life((fault) => logger.error(fault, { session: this.id }), onChange);
    this.history = historyOf(this, seed);
    this.rendering = new SessionRendering(this, { load: environment.renderer, clock, logger });
    this.journal = new Journal(seed.id, environment.journal, seed.before?.latest);
    this.keeper = new Keeper({
      ledger: environment.ledger,
      journal: this.journal,
      id: seed.storedId,
      earlier: seed.before?.chain,
      parent: seed.parent,
      kept: seed.before !== undefined,
      agentState: seed.saved,
      row: () => storedRow(this),
      messages: () => this.history.messages,
    });
    const teller = new Teller(this, environment);
    this.#coalescer = eventStream(environment.counts, {
      window: environment.window,
      mode: environment.coalesceMode,
      sink: teller,
    });
    this.agents = new AgentSlot({
      create: (signal) =>
        this.provider.create(this.facts.context(this, this.history.messages), signal),
      onReady: () => this.tellInfo(environment.configWarning?.()),
      onBuild: (state) => this.life.agentIs(state),
      closings: environment.closings,
      clock,
      logger,
      waitMs: environment.agentWaitMs,
    });
    this.build = new FirstBuild({
      agents: this.agents,
      clock,
      delayMs: environment.buildDelayMs,
      onFailure: (message) => {
        if (!this.runner.running) this.emit(events.error, { message });
      },
    });
    const { emit, flush, journal } = this;
    const common = { emit, flush, journal, clock, logger };
    const onRestart = (text: string) => listener.onRestart?.(this, text);
    this.facts = factsOf(this, { saved: seed.saved, onRestart, clock, logger });
    this.questions = new Questions({
      ...common,
      asks: () => this.life.asks(),
      approvals: () => environment.approvals(this.provider),
      timeoutsMs: environment.questionTimeoutsMs,
    });
    this.subagents = subagentsOf(this, clock);
    const { agents, life, history, hold, questions, subagents, rendering } = this;
    this.runner = new PromptRunner({
      ...common,
      ...{ agents, life, history, hold, questions, subagents, rendering },
      usage: this.meter,
      stream: this.#coalescer,
      hear: (hearer) => teller.hearer = hearer,
      toolProgress: environment.toolProgress,
      mind: () => this.mind(),
      takeStale: () => this.facts.takeStale(),
      tellInfo: () => this.tellInfo(),
      prepare: ({ prompt: { text }, abort }, messages) =>
        listener.beforeTurn?.(this, { text, messages }, abort.signal),
      onPromptEnd: (prompt) => this.#promptEnded(prompt),
      onTurnEnd: (end) => {
        environment.hooks.call("onTurnEnd", { ...subjectOf(this), ...end });
        listener.onTurnEnd?.(this, end.status);
      },
      watch: ({ trace }) => watchTurn?.({ ...subjectOf(this), agent: this.agentName, trace }),
      onIdle: () => {
        this.touch();
        this.keeper.row();
        listener.onIdle(this);
      },
      together: (run) => environment.ledger.together(run),
      stuckAgentMs: environment.stuckAgentMs,
    });
  }

  /** What was said is kept: the viewers may have it. */
  kept(): void {
    this.audience.wake();
    this.journal.release();
  }

  /** Takes a prompt. One with an id that was taken before is answered as then, and not run again. */
  submit(
    prompt: Submitted,
    clientId: string | undefined,
    busy: BusyMode,
  ): StoredPrompt["status"] {
    return submitPrompt(this, { prompt, clientId, busy }, this.#environment);
  }

  #promptEnded({ ids }: Prompt): void {
    for (const id of ids) this.keeper.promptEnded(id);
  }

  /** It changes when the conversation is compressed. */
  get storedId(): string {
    return this.keeper.id;
  }

  /** The name of the agent it was opened with. */
  get agentName(): string {
    return this.provider.name;
  }

  get closed(): boolean {
    return this.life.closed;
  }

  /** Milliseconds since the epoch. */
  get lastActive(): number {
    return this.#lastActive;
  }

  /** Milliseconds without activity, whatever happened to the wall clock meanwhile. */
  get idleMs(): number {
    return this.#environment.clock.monotonic() - this.#activeAt;
  }

  get status(): SessionStatus {
    return this.life.status;
  }

  get watched(): boolean {
    return this.audience.size > 0;
  }

  /** The turn that runs, with all it has said so far: what is held is let out first. */
  inflight(): PromptRunner["inflight"] {
    if (this.runner.running) this.flush();
    return this.runner.inflight;
  }

  touch(): void {
    this.#lastActive = this.#environment.clock.now();
    this.#activeAt = this.#environment.clock.monotonic();
  }

  /** Says something to everybody who watches, in order with everything said before. */
  readonly emit: Emit = (kind, payload) => {
    if (!this.closed) this.#coalescer.push(kind, this.questions.secrets.clean(kind, payload));
  };

  /** Lets go of what is held for a moment, so that what the caller says next comes after it. */
  readonly flush = (): void => this.#coalescer.flush();

  /** Sends `session.info`. */
  tellInfo(config_warning?: string): void {
    const warning = config_warning === undefined ? {} : { config_warning };
    this.emit(events.sessionInfo, { ...this.info(), ...warning });
    this.#listener.onChange?.(this);
  }

  /** What is in force for the next turn. */
  mind(): Mind {
    return mindOf(this, this.#environment.taste);
  }

  usage(): UsageShape {
    return this.meter.snapshot(this.model);
  }

  /** What clients show of the session; complete from the first moment. */
  info(): SessionInfo {
    return infoOf(this, this.provider.describe(), this.#environment.taste);
  }

  /** Releases everything. Only the registry's funnel calls it, once. */
  close(): void {
    this.build.close();
    const { logger } = this.#environment;
    runAll([
      () => this.questions.close(),
      // Tells the end of a turn that runs: nothing is said once the session is closed.
      () => this.runner.close(),
      () => this.life.close(),
      // What was said before the end still belongs to whoever watches.
      () => this.#coalescer.flush(),
      () => this.#coalescer.close(),
      () => this.journal.close(),
      () => this.agents.close(),
    ], (error) => {
      const fields = { session: this.id, error: errorStack(error) };
      logger.error("closing a session: a step failed", fields);
    });
  }
}
