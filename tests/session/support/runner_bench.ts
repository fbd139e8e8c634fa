/** A prompt runner with a scripted agent, and everything it says. */
import type { Emit, EventKind, Payload } from "../../../src/protocol/event_kind.ts";
import { Pending } from "../../../src/lib/pending.ts";
import { AgentSlot } from "../../../src/session/agent_slot.ts";
import { History } from "../../../src/session/history.ts";
import { Hold } from "../../../src/session/hold.ts";
import { type BusyMode, PromptRunner } from "../../../src/session/prompt_runner.ts";
import { Life } from "../../../src/session/session_state.ts";
import type { Hearer } from "../../../src/session/telling.ts";
import { UsageMeter } from "../../../src/session/usage_meter.ts";
import { GlobalTime } from "../../support/global_time.ts";
import { agentContext } from "../../agent/support/turn.ts";
import { LogBook } from "../../support/log_book.ts";
import { type Script, ScriptedProvider, type ScriptedTurn } from "../../support/scripted_agent.ts";
import { noQuestions } from "./questions_bench.ts";

export class RunnerBench implements Disposable {
  readonly time = new GlobalTime();
  readonly log = new LogBook();
  readonly history = new History();
  readonly usage = new UsageMeter();
  readonly hold = new Hold();
  readonly provider: ScriptedProvider;
  readonly agents: AgentSlot;
  readonly runner: PromptRunner;
  readonly life = new Life((fault) => this.log.error(fault));
  /** Texts of prompts that have ended. */
  readonly ended: string[] = [];
  /** How each run ended. */
  readonly turns: string[] = [];
  /** What the events were told to be of, in order. */
  readonly turnIds: (string | undefined)[] = [];
  readonly said: [type: string, payload: Payload][] = [];
  #hearer: Hearer | undefined;
  /** Called each time the runner falls idle. */
  onIdle: () => void = () => {};
  /** Called each time the runner says that something has changed. */
  tellInfo: () => void = () => this.said.push(["info", { running: this.runner.running }]);

  constructor(script: Partial<Script> = {}) {
    const { clock } = this.time;
    const logger = this.log;
    this.provider = new ScriptedProvider(script);
    const context = agentContext({ cwd: "", clock, logger });
    this.agents = new AgentSlot({
      create: (signal) => this.provider.create(context, signal),
      onReady() {},
      onBuild() {},
      closings: new Pending(),
      clock,
      logger,
      waitMs: 30_000,
    });
    this.runner = new PromptRunner({
      agents: this.agents,
      life: this.life,
      history: this.history,
      usage: this.usage,
      hold: this.hold,
      questions: noQuestions(),
      subagents: { take() {}, end() {} },
      hear: (hearer) => this.#hearer = hearer,
      stream: { say: (kind, text) => this.#emit(kind, { text }) },
      emit: (kind, payload) => this.#emit(kind, payload),
      flush() {},
      journal: { turn: (id) => this.turnIds.push(id) },
      takeStale: () => false,
      mind: () => ({ model: "m", reasoningEffort: "low" }),
      tellInfo: () => this.tellInfo(),
      onPromptEnd: ({ text }) => this.ended.push(text),
      onTurnEnd: ({ status, started }) => this.turns.push(started ? status : `${status}, no turn`),
      together: (run) => run(),
      onIdle: () => {
        this.said.push(["idle", undefined]);
        this.onIdle();
      },
      clock,
      logger,
      stuckAgentMs: 5_000,
    });
  }

  readonly #emit: Emit = (kind, payload) => {
    this.said.push([kind.type, payload]);
    this.#hearer?.heard(kind as EventKind, payload);
  };

  get turn(): ScriptedTurn {
    return this.provider.turn;
  }

  submit(text: string, busy?: BusyMode, truncateBefore?: number): string {
    return this.runner.submit({ text, truncateBefore, ids: [] }, busy ?? "interrupt");
  }

  /** Submits and waits until the agent has the prompt. */
  async begin(text = "hello", busy: BusyMode = "interrupt"): Promise<void> {
    this.submit(text, busy);
    await this.time.pass();
  }

  async finish(text = "done"): Promise<void> {
    this.turn.text(text);
    this.turn.end();
    await this.time.pass();
  }

  /** What was said since the last time: types, and texts where there are any. */
  take(): string[] {
    return this.said.splice(0).map(([type, payload]) => {
      const detail = payload?.text ?? payload?.message ?? payload?.running;
      const status = payload?.status === undefined ? "" : ` (${payload.status})`;
      return detail === undefined ? type : `${type}: ${detail}${status}`;
    });
  }

  get texts(): string[] {
    return this.history.messages.map(({ role, text }) => `${role}: ${text}`);
  }

  [Symbol.dispose](): void {
    this.runner.close();
    this.agents.close();
    this.time[Symbol.dispose]();
  }
}
