/**
 * What a session is made of, and who watches it.
 *
 * @module
 */
import type { AgentProvider, HistoryMessage } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Seat } from "../protocol/shapes.ts";
import type { Pending } from "../lib/pending.ts";
import type { StoredSession } from "../store/store.ts";
import type { AgentApprovals } from "./approval_memory.ts";
import type { BatchWindow } from "./batch_window.ts";
import type { CoalesceMode } from "./coalescer.ts";
import type { EventCounts } from "./counted_stream.ts";
import type { HookCaller, TurnEnded } from "./hooks.ts";
import type { JournalLimits } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import type { Taste } from "./mind.ts";
import type { QuestionTimeouts } from "./question_kinds.ts";
import type { LoadRenderer } from "./rendering.ts";
import type { ToolProgress } from "./tool_progress.ts";
import type { WatchTurn } from "./turn_watch.ts";

/** Somebody who watches a session: a cursor of their own into its journal. */
export interface Viewer {
  /** Which window it is, and what it may do. */
  readonly seat: Seat;
  /** Whether a frame would leave at once. */
  readonly ready: boolean;
  /** Called after the journal has grown. Must not throw. */
  wake(): void;
  /**
   * Takes a frame outside of the numbering, which may be left out: it is of use only where the event with
   * number `behind` was the last. The next takes its place. Must not throw.
   */
  show(frame: string, behind: number): void;
}

/** What every session of a gateway shares. */
export interface SessionEnvironment {
  clock: Clock;
  logger: Logger;
  /** Shared, so that all streams together cost one timer. */
  window: BatchWindow;
  coalesceMode: CoalesceMode;
  journal: JournalLimits;
  ledger: Ledger;
  hooks: HookCaller;
  /** What goes on behind the end of a session: agents that close. A shutdown waits for it. */
  closings: Pending;
  /** Milliseconds between create and the build of the agent; PROTOCOL 3.1.1: 50. */
  buildDelayMs: number;
  /** Milliseconds a prompt waits for the agent; PROTOCOL 6.1: 30,000. */
  agentWaitMs: number;
  /** Milliseconds an interrupted agent may go on before it is replaced; 5,000. */
  stuckAgentMs: number;
  questionTimeoutsMs: QuestionTimeouts;
  /** What the agents of this provider may do for good. */
  approvals(provider: AgentProvider): AgentApprovals;
  /** Loads what makes texts for terminals; nobody does where there is none. */
  renderer?: LoadRenderer | undefined;
  /** How much is told of tools; missing: all. */
  toolProgress?: (() => ToolProgress) | undefined;
  /** What users want of all agents. Missing: nothing. */
  taste?: Taste | undefined;
  /** Where events are counted; nowhere, where nobody measures. */
  counts?: EventCounts | undefined;
  /** Who measures turns. */
  watchTurn?: WatchTurn | undefined;
  /** What is wrong with the configuration, for people; `undefined`: nothing. */
  configWarning?: (() => string | undefined) | undefined;
}

/** What a session tells whoever opened it. */
export interface SessionListener<S> {
  /** It has no turn to run any more. */
  onIdle(session: S): void;
  /**
   * A turn is to begin, and waits for what this answers, which never rejects.
   *
   * @param start what was said, and the conversation before it
   */
  beforeTurn?(
    session: S,
    start: { text: string; messages: readonly HistoryMessage[] },
    signal: AbortSignal,
  ): Promise<void> | undefined;
  /** A prompt has had its turn, or will have none. Called among what ends the turn. */
  onTurnEnd?(session: S, status: TurnEnded["status"]): void;
  /** Its agent was started anew; `text` is for people. */
  onRestart?(session: S, text: string): void;
  /** What lists show of it has changed. */
  onChange?(session: S): void;
}

/** What makes a session this one. */
export interface SessionSeed {
  id: string;
  storedId: string;
  provider: AgentProvider;
  model: string;
  /** Of model and cwd what was asked for; what is empty is a default. Missing: both are. */
  chosen?: { model: string; cwd: string };
  /** The provider the session was asked for; empty: the agent's own. */
  providerName: string;
  reasoningEffort: string;
  /** Default: not. */
  fast?: boolean;
  cwd: string;
  source: string;
  title: string;
  cols: number;
  closeOnDisconnect: boolean;
  messages: readonly HistoryMessage[];
  /** What was said before the messages, and is only shown. */
  earlier?: readonly HistoryMessage[];
  /** What an agent of an earlier life of the session told to be saved. */
  saved?: string;
  /** What it was made from. */
  parent?: StoredSession["parent"];
  /**
   * Set when the session had another life: when it began, its newest event, and the stored ids it had
   * before the one it has, oldest first.
   */
  before?: { createdAt: number; latest: number; chain?: readonly string[] };
}
