/**
 * What a session is made of, and who watches it.
 *
 * @module
 */
import type { AgentProvider, HistoryMessage } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { BatchWindow } from "./batch_window.ts";
import type { CoalesceMode } from "./coalescer.ts";
import type { JournalLimits } from "./journal.ts";
import type { Ledger } from "./ledger.ts";

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
  ledger: Ledger;
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
  /** Set when the session had another life: when it began, and its newest event. */
  before?: { createdAt: number; latest: number };
}

/** Where a session stands: PROTOCOL 5.2. */
export type SessionStatus = "starting" | "working" | "idle";
