/** A registry whose sessions have scripted agents. */
import { BatchWindow } from "../../../src/session/batch_window.ts";
import { HookCaller, type SessionHooks } from "../../../src/session/hooks.ts";
import { usualTimeoutsMs } from "../../../src/session/question_kinds.ts";
import { Registry } from "../../../src/session/registry.ts";
import type { EndReason } from "../../../src/session/session_state.ts";
import type { Session } from "../../../src/session/session.ts";
import type {
  SessionEnvironment,
  SessionSeed,
  Viewer,
} from "../../../src/session/session_parts.ts";
import { Pending } from "../../../src/lib/pending.ts";
import { randomHex } from "../../../src/lib/ids.ts";
import type { Seat } from "../../../src/protocol/shapes.ts";
import { Ledger } from "../../../src/session/ledger.ts";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { GlobalTime } from "../../support/global_time.ts";
import { LogBook } from "../../support/log_book.ts";
import { type Script, ScriptedProvider } from "../../support/scripted_agent.ts";
import { raise } from "../../support/raise.ts";

export interface BenchOptions {
  script?: Partial<Script>;
  environment?: Partial<SessionEnvironment>;
  windowMs?: number;
  maxSessions?: number;
  hooks?: SessionHooks;
}

export class SessionBench implements Disposable {
  readonly time = new GlobalTime();
  readonly log = new LogBook();
  readonly provider: ScriptedProvider;
  readonly registry: Registry;
  readonly ended: [session: Session, reason: EndReason][] = [];
  readonly idle: Session[] = [];
  readonly started: Session[] = [];
  readonly pending = new Pending();

  constructor(
    { script = {}, environment = {}, windowMs = 33, maxSessions = 0, hooks = {} }: BenchOptions =
      {},
  ) {
    this.provider = new ScriptedProvider(script);
    this.registry = new Registry({
      environment: {
        clock: this.time.clock,
        logger: this.log,
        window: new BatchWindow(windowMs, raise),
        ledger: new Ledger(new MemoryStore(), raise),
        hooks: new HookCaller(hooks, { logger: this.log, pending: this.pending }),
        closings: this.pending,
        coalesceMode: "merge",
        journal: { maxEvents: 512, maxChars: 4 * 1024 * 1024 },
        buildDelayMs: 50,
        agentWaitMs: 30_000,
        stuckAgentMs: 5_000,
        questionTimeoutsMs: usualTimeoutsMs,
        approvals: () => ({ allows: () => false, remember() {} }),
        ...environment,
      },
      maxSessions,
      onStart: (session) => this.started.push(session),
      onIdle: (session) => this.idle.push(session),
      onEnd: (session, reason) => this.ended.push([session, reason]),
    });
  }

  create(seed: Partial<SessionSeed> = {}): Session {
    return this.registry.create({
      provider: this.provider,
      model: "model-a",
      providerName: "",
      reasoningEffort: "",
      cwd: "/srv",
      source: "tui",
      title: "",
      cols: 80,
      closeOnDisconnect: false,
      messages: [],
      ...seed,
    });
  }

  [Symbol.dispose](): void {
    this.registry.closeAll("tui_shutdown");
    this.time[Symbol.dispose]();
  }
}

/** Somebody who reads whatever a session says. */
export class MemoryViewer implements Viewer {
  ready = true;
  wakes = 0;
  readonly seat: Seat = { id: randomHex(4), role: "controller", transport: "websocket", since: 0 };
  readonly #session: Session;
  #cursor: number;

  constructor(session: Session) {
    this.#session = session;
    this.#cursor = session.journal.latest;
    session.audience.add(this);
  }

  wake(): void {
    this.wakes++;
  }

  show(): void {}

  /** Types of the events since the last time. */
  types(): string[] {
    return this.frames().map((frame) => JSON.parse(frame).params.type);
  }

  frames(): string[] {
    const { journal } = this.#session;
    const frames: string[] = [];
    while (this.#cursor < journal.latest) frames.push(journal.at(++this.#cursor) ?? "null");
    return frames;
  }
}
