/**
 * A conversation: its history, its agent, what it has said, and who is watching.
 *
 * @module
 */
import type { AgentProvider, HistoryMessage } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Emit } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { SessionInfo, UsageShape } from "../protocol/shapes.ts";
import { desktopContract, version } from "../protocol/version.ts";
import { AgentSlot } from "./agent_slot.ts";
import type { BatchWindow } from "./batch_window.ts";
import { type Audience, type CoalesceMode, Coalescer } from "./coalescer.ts";
import { History } from "./history.ts";
import { Journal, type JournalLimits } from "./journal.ts";
import { PromptRunner } from "./prompt_runner.ts";
import { UsageMeter } from "./usage_meter.ts";

/** Somebody who watches a session: a cursor of their own into its journal. */
export interface Viewer {
  /** Whether a frame would leave at once. */
  readonly ready: boolean;
  /** Called after the journal has grown. Must not throw. */
  wake(): void;
}

/** What every session of a gateway shares. */
export interface SessionEnvironment {
  clock: Clock;
  logger: Logger;
  /** Shared, so that all streams together cost one timer. */
  window: BatchWindow;
  coalesceMode: CoalesceMode;
  journal: JournalLimits;
  /** Milliseconds between create and the build of the agent; PROTOCOL 3.1.1: 50. */
  buildDelayMs: number;
  /** Milliseconds a prompt waits for the agent; PROTOCOL 6.1: 30,000. */
  agentWaitMs: number;
  /** Milliseconds an interrupted agent may go on before it is replaced; 5,000. */
  stuckAgentMs: number;
}

/** What makes a session this one. */
export interface SessionSeed {
  id: string;
  storedId: string;
  provider: AgentProvider;
  model: string;
  /** The provider the session was asked for; empty: the agent's own. */
  providerName: string;
  reasoningEffort: string;
  cwd: string;
  source: string;
  title: string;
  cols: number;
  closeOnDisconnect: boolean;
  messages: readonly HistoryMessage[];
}

/** Where a session stands: PROTOCOL 5.2. */
export type SessionStatus = "starting" | "working" | "idle";

/** See the module. Created by the registry, and closed by it alone. */
export class Session {
  readonly id: string;
  readonly storedId: string;
  readonly source: string;
  readonly cwd: string;
  readonly closeOnDisconnect: boolean;
  readonly createdAt: number;
  readonly history: History;
  readonly journal: Journal;
  readonly runner: PromptRunner;
  readonly agents: AgentSlot;
  readonly #environment: SessionEnvironment;
  readonly #provider: AgentProvider;
  readonly #providerName: string;
  readonly #coalescer: Coalescer;
  readonly #usage = new UsageMeter();
  // Replaced when somebody comes or goes, never changed: an event walks it as it was when it was said.
  #viewers: readonly Viewer[] = [];
  readonly #onIdle: (session: Session) => void;
  title: string;
  cols: number;
  model: string;
  reasoningEffort: string;
  /** Whether it was ever prompted or titled: what makes it worth listing. */
  lasting: boolean;
  #lastActive: number;
  #activeAt: number;
  #closed = false;

  constructor(
    seed: SessionSeed,
    environment: SessionEnvironment,
    onIdle: (session: Session) => void,
  ) {
    const { clock, logger } = environment;
    this.id = seed.id;
    this.storedId = seed.storedId;
    this.source = seed.source;
    this.cwd = seed.cwd;
    this.closeOnDisconnect = seed.closeOnDisconnect;
    this.title = seed.title;
    this.cols = seed.cols;
    this.model = seed.model;
    this.reasoningEffort = seed.reasoningEffort;
    this.lasting = seed.title !== "";
    this.createdAt = clock.now();
    this.#lastActive = this.createdAt;
    this.#activeAt = clock.monotonic();
    this.#environment = environment;
    this.#provider = seed.provider;
    this.#providerName = seed.providerName;
    this.#onIdle = onIdle;
    this.history = new History(seed.messages);
    this.journal = new Journal(seed.id, environment.journal);
    this.#coalescer = new Coalescer({
      window: environment.window,
      mode: environment.coalesceMode,
      audience: () => this.#audience(),
      emit: (kind, payload) => {
        this.journal.append(kind, payload);
        this.runner.heard(kind, payload);
        for (const viewer of this.#viewers) viewer.wake();
      },
    });
    this.agents = new AgentSlot({
      create: (signal) => {
        const { id: sessionId, cwd, model } = this;
        return seed.provider.create({ sessionId, cwd, model, clock, logger }, signal);
      },
      onReady: () => this.tellInfo(),
      clock,
      logger,
      waitMs: environment.agentWaitMs,
    });
    this.runner = new PromptRunner({
      agents: this.agents,
      history: this.history,
      usage: this.#usage,
      stream: this.#coalescer,
      emit: this.emit,
      flush: () => this.flush(),
      mind: () => ({ model: this.model, reasoningEffort: this.reasoningEffort }),
      tellInfo: () => this.tellInfo(),
      onIdle: () => {
        this.touch();
        this.#onIdle(this);
      },
      clock,
      logger,
      stuckAgentMs: environment.stuckAgentMs,
    });
  }

  /** Builds the agent a moment from now; a prompt does not wait for that moment. */
  buildSoon(): void {
    const { clock, buildDelayMs } = this.#environment;
    const timer = clock.after(buildDelayMs, () => {
      // Broken already: a prompt was faster, and has told how its build ended.
      if (this.#closed || this.agents.state === "broken") return;
      this.agents.build().then((outcome) => {
        // Nobody has asked for anything yet, so a failure has nowhere else to show.
        if (outcome.kind === "ready" || this.#closed || this.runner.running) return;
        this.emit(events.error, { message: outcome.message });
      });
    });
    this.#cancelBuild = () => timer.cancel();
  }
  #cancelBuild: () => void = () => {};

  get closed(): boolean {
    return this.#closed;
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
    if (this.agents.state === "building") return "starting";
    return this.runner.running ? "working" : "idle";
  }

  get watched(): boolean {
    return this.#viewers.length > 0;
  }

  #audience(): Audience {
    for (const viewer of this.#viewers) if (viewer.ready) return "ready";
    return this.watched ? "stalled" : "none";
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

  attach(viewer: Viewer): void {
    if (!this.#viewers.includes(viewer)) this.#viewers = [...this.#viewers, viewer];
  }

  detach(viewer: Viewer): void {
    this.#viewers = this.#viewers.filter((each) => each !== viewer);
  }

  /** Says something to everybody who watches, in order with everything said before. */
  readonly emit: Emit = (kind, payload) => {
    if (!this.#closed) this.#coalescer.push(kind, payload);
  };

  /** Lets go of what is held for a moment, so that what the caller says next comes after it. */
  flush(): void {
    this.#coalescer.flush();
  }

  /** Sends `session.info`. */
  tellInfo(): void {
    this.emit(events.sessionInfo, this.info());
  }

  usage(): UsageShape {
    return this.#usage.snapshot(this.model);
  }

  /** What clients show of the session; complete from the first moment. */
  info(): SessionInfo {
    const { provider, tools, skills } = this.#provider.describe();
    const info: SessionInfo = {
      model: this.model,
      provider: this.#providerName || provider,
      reasoning_effort: this.reasoningEffort,
      service_tier: "",
      fast: false,
      yolo: false,
      tools,
      skills,
      cwd: this.cwd,
      branch: "",
      personality: "",
      running: this.runner.running,
      title: this.title,
      desktop_contract: desktopContract,
      version,
      release_date: "",
      update_behind: null,
      update_command: "",
      usage: this.usage(),
      profile_name: "default",
      mcp_servers: [],
      system_prompt: "",
    };
    return this.agents.state === "ready" ? info : { ...info, lazy: true };
  }

  /** Releases everything. Only the registry's funnel calls it, once. */
  close(): void {
    this.#closed = true;
    this.#cancelBuild();
    const steps = [
      () => this.runner.close(),
      // What was said before the end still belongs to whoever watches.
      () => this.#coalescer.flush(),
      () => this.#coalescer.close(),
      () => this.agents.close(),
      () => this.#viewers = [],
    ];
    for (const step of steps) {
      try {
        step();
      } catch (error) {
        this.#environment.logger.error("closing a session: a step failed", {
          session: this.id,
          error: errorStack(error),
        });
      }
    }
  }
}
