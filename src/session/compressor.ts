/**
 * Puts summaries in the place of what was said.
 *
 * @module
 */
import { type Agent, AgentError, type HistoryMessage } from "../agent/agent.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { storedSessionId } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import { events } from "../protocol/events.ts";
import { type ErrandOutcome, runErrand } from "./errand.ts";
import type { Ledger } from "./ledger.ts";
import type { Session } from "./session.ts";

/** What came of it. */
export type Compression =
  | { kind: "compressed"; before: readonly HistoryMessage[]; after: readonly HistoryMessage[] }
  /** There is too little to gain. */
  | { kind: "nothing"; messages: readonly HistoryMessage[] }
  /** A turn runs, or another compression. */
  | { kind: "busy" }
  /** The agent could not be built. */
  | { kind: "no_agent"; message: string }
  /** The conversation is as it was. `message` is for the user. */
  | { kind: "failed"; message: string };

/** What a compressor is given. */
export interface CompressorOptions {
  ledger: Ledger;
  clock: Clock;
  logger: Logger;
}

/** Messages a conversation must have to be worth it; PROTOCOL 3.1. */
export const LEAST_MESSAGES = 4;

/** An agent that writes for five minutes will not end; the agents here give up on a silence far earlier. */
const TIMEOUT_MS = 300_000;

/** How the row of a summary begins: the agent has to know what it reads. */
const SUMMARY_HEAD = "Summary of the conversation so far:";

/**
 * Compresses sessions, one at a time each. The last exchange stays word for word; what was before it
 * becomes one message. Prompts that come meanwhile wait. In the store it becomes a row of its own, in one
 * transaction with the end of the old one; the live id and the numbers of events go on.
 */
export class Compressor {
  readonly #options: CompressorOptions;
  readonly #running = new Map<Session, AbortController>();

  constructor(options: CompressorOptions) {
    this.#options = options;
  }

  /** @param focus what the summary should keep above all; may be empty */
  async run(session: Session, focus: string): Promise<Compression> {
    if (session.runner.running || session.hold.active) return { kind: "busy" };
    const abort = new AbortController();
    this.#running.set(session, abort);
    try {
      return await session.hold.during(() => this.#tellAbout(session, focus, abort.signal));
    } finally {
      this.#running.delete(session);
    }
  }

  /** Stops what runs for a session; the conversation stays as it is. */
  stop(session: Session): void {
    this.#running.get(session)?.abort();
  }

  /** Stops everything. */
  stopAll(): void {
    for (const abort of [...this.#running.values()]) abort.abort();
  }

  async #tellAbout(session: Session, focus: string, signal: AbortSignal): Promise<Compression> {
    const { messages } = session.history;
    try {
      if (messages.length < LEAST_MESSAGES) {
        session.tellInfo();
        return { kind: "nothing", messages };
      }
      const text = `Compressing ${messages.length} messages…`;
      session.emit(events.statusUpdate, { kind: "compressing", text });
      return await this.#compress(session, focus, signal);
    } finally {
      session.emit(events.statusUpdate, { kind: "status", text: "ready" });
    }
  }

  async #compress(session: Session, focus: string, signal: AbortSignal): Promise<Compression> {
    const { history } = session;
    const { messages: before, version } = history;
    const found = await session.runner.agent(signal);
    if (session.closed) return failed("the session was closed");
    if (signal.aborted) return failed("it was interrupted");
    if (found.kind === "failed") return { kind: "no_agent", message: found.message };
    const from = keptFrom(before);
    const outcome = await this.#summarize(session, { agent: found.agent, from, focus, signal });
    if (session.closed) return failed("the session was closed");
    if (outcome.kind !== "done") return failed(this.#reason(outcome));
    const { value: summary } = outcome;
    if (typeof summary !== "string" || summary.trim() === "") {
      return failed("the agent's summary is empty");
    }
    // Nobody may change it meanwhile; should somebody all the same, what they did must not be lost.
    if (history.version !== version) return failed("the conversation has changed meanwhile");
    this.#settle(session, summary.trim(), from);
    return { kind: "compressed", before, after: history.messages };
  }

  #summarize(
    session: Session,
    { agent, from, focus, signal }: {
      agent: Agent;
      from: number;
      focus: string;
      signal: AbortSignal;
    },
  ): Promise<ErrandOutcome<string>> {
    const work = async (inner: AbortSignal): Promise<string> => {
      if (agent.summarize === undefined) throw new AgentError("this agent cannot summarize");
      return await agent.summarize({
        // A copy: an agent that writes into it must not write into ours.
        history: session.history.messages.slice(0, from).map((message) => ({ ...message })),
        focus,
        model: session.model,
        onUsage: (spent) => session.meter.addAside(spent),
      }, inner);
    };
    return runErrand(work, { clock: this.#options.clock, timeoutMs: TIMEOUT_MS, signal });
  }

  #settle(session: Session, summary: string, from: number): void {
    const { ledger, clock } = this.#options;
    const { history, keeper } = session;
    const carried = history.messages.length - from;
    ledger.together(() => {
      session.touch();
      keeper.moveOn({ id: storedSessionId(clock.now()), at: clock.now(), carried });
      history.compact({ role: "system", text: `${SUMMARY_HEAD}\n\n${summary}` }, from);
      session.meter.compressed();
      keeper.row();
      session.tellInfo();
    });
  }

  #reason(outcome: Exclude<ErrandOutcome<string>, { kind: "done" }>): string {
    if (outcome.kind === "aborted") return "it was interrupted";
    if (outcome.kind === "timeout") return `the agent took longer than ${TIMEOUT_MS / 1_000} s`;
    const { error } = outcome;
    if (error instanceof AgentError) return error.message;
    this.#options.logger.error("agent failed to summarize", { error: errorStack(error) });
    return "the agent failed unexpectedly; see the gateway's log";
  }
}

/** From which message on a conversation stays as it is: the last exchange, unless that is nearly all. */
function keptFrom(messages: readonly HistoryMessage[]): number {
  const last = messages.findLastIndex(({ role }) => role === "user");
  return last < 2 ? messages.length : last;
}

function failed(message: string): Compression {
  return { kind: "failed", message };
}
