/**
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Emit } from "../protocol/event_kind.ts";
import type { AgentSlot } from "./agent_slot.ts";
import type { TextStream } from "./coalescer.ts";
import type { History } from "./history.ts";
import type { Hold } from "./hold.ts";
import type { Mind } from "./mind.ts";
import type { Run } from "./run.ts";
import type { Prompt } from "./prompt.ts";
import type { Questions } from "./questions.ts";
import type { SessionRendering } from "./session_rendering.ts";
import type { Life } from "./session_state.ts";
import type { Subagents } from "./subagents.ts";
import type { Hearer } from "./telling.ts";
import type { ToolProgress } from "./tool_progress.ts";
import type { TurnWatch, WatchedTurnEnd } from "./turn_watch.ts";
import type { UsageMeter } from "./usage_meter.ts";

/** What a runner works with. */
export interface PromptRunnerOptions {
  agents: AgentSlot;
  life: Life;
  history: History;
  usage: UsageMeter;
  questions: Questions;
  /** Those its agent gives work on to. */
  subagents: Pick<Subagents, "take" | "end">;
  /** What turns wait for before they begin. */
  hold: Hold;
  /** Takes a turn's text; `emit` takes everything else. */
  stream: TextStream;
  /** Says who hears of the events of a session; `undefined`: nobody. */
  hear(hearer: Hearer | undefined): void;
  emit: Emit;
  /** Shows what is said as terminals do, to those who want that. */
  rendering?: Pick<SessionRendering, "isOn" | "whole" | "diff" | "follow" | "stop"> | undefined;
  /** How much is told of tools; missing: all. */
  toolProgress?: (() => ToolProgress) | undefined;
  /** Sends what is held of a stream. */
  flush(): void;
  /** Where what is said is told to be of a turn. */
  journal: { turn(id: string | undefined): void };
  /** What is in force for the next turn. */
  mind(): Mind;
  /** Whether the agent remembers what the history has lost; said once. */
  takeStale(): boolean;
  /** Sends `session.info`. */
  tellInfo(): void;
  /** Hears of a prompt that has had its turn, or will have none. */
  onPromptEnd(prompt: Prompt): void;
  /**
   * Does something before the turn of a run, which waits for it. Never rejects; `undefined`: nothing.
   *
   * @param messages the conversation before the prompt
   */
  prepare?(
    run: Pick<Run, "prompt" | "abort">,
    messages: readonly HistoryMessage[],
  ): Promise<void> | undefined;
  /** Hears how a run ended, once. */
  onTurnEnd(end: WatchedTurnEnd): void;
  /** Makes what measures the turn of a prompt that begins, if anybody does. */
  watch?: ((prompt: Prompt) => TurnWatch | undefined) | undefined;
  /** Hears that no turn runs any more and none follows. */
  onIdle(): void;
  /** Runs something whose changes are kept together. */
  together(run: () => void): void;
  clock: Clock;
  logger: Logger;
  /** Milliseconds an interrupted agent may go on before the next prompt gets a new one. */
  stuckAgentMs: number;
}
