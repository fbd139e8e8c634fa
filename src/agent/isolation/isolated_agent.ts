/**
 * An agent that runs in a worker, as a session sees it.
 *
 * @module
 */
import { type Clock, sleep } from "../../lib/clock.ts";
import {
  type Agent,
  type AgentContext,
  AgentError,
  type AgentEvent,
  type AgentInput,
  type HistoryMessage,
  type SummaryInput,
  type TitleInput,
} from "../agent.ts";
import { askBehind } from "../drain.ts";
import type { AgentFact } from "../agent_parts.ts";
import { EventInbox } from "./event_inbox.ts";
import { HistoryFeed } from "./history_feed.ts";
import type { Created } from "./messages.ts";
import type { WorkerLink } from "./worker_link.ts";

/** Where agents of one provider live. */
export interface AgentHome {
  /** A worker that is alive, and the number of one more agent in it. @throws {AgentError} */
  enter(): { link: WorkerLink; number: number };
  /** Lets an agent go; resolves when nothing of it is left. */
  leave(link: WorkerLink, number: number): Promise<void>;
  /** Hears of every agent that was made. */
  made(created: Created): void;
  startTimeoutMs: number;
  clock: Clock;
}

const RESTARTED = "The agent's process had ended. A new one goes on with this conversation.";

/** A place in a worker. */
interface Seat {
  link: WorkerLink;
  number: number;
  feed: HistoryFeed;
  created: Created;
}

/** See the module. A worker that has ended is replaced when the next turn begins. */
export class IsolatedAgent {
  readonly #home: AgentHome;
  readonly #context: AgentContext;
  #saved: string;
  /** What was chosen since: the next worker begins with it. */
  #chosen: { model?: string; mode?: string } = {};
  #seat: Seat | undefined;
  #turns = 0;
  #closed = false;

  private constructor(home: AgentHome, context: AgentContext) {
    this.#home = home;
    this.#context = context;
    this.#saved = context.saved;
  }

  /**
   * Makes the agent of a session in a worker.
   *
   * @throws {AgentError} with a message for the user
   */
  static async make(home: AgentHome, context: AgentContext, signal: AbortSignal): Promise<Agent> {
    const agent = new IsolatedAgent(home, context);
    const { created } = await agent.#enter(context.history, signal);
    return agent.#toAgent(created);
  }

  #toAgent({ abilities }: Created): Agent {
    return {
      prompt: (input, signal) => this.#prompt(input, signal),
      close: () => this.#close(),
      ...(abilities.steer && { steer: (text) => this.#steer(text) }),
      ...(abilities.interruptSubagent && { interruptSubagent: (id) => this.#stopSubagent(id) }),
      ...(abilities.setMode && { setMode: (id) => this.#choose("mode", id) }),
      ...(abilities.setModel && { setModel: (id) => this.#choose("model", id) }),
      ...(abilities.summarize && { summarize: (input, signal) => this.#summarize(input, signal) }),
      ...(abilities.title && { title: (input, signal) => this.#title(input, signal) }),
    };
  }

  async *#prompt(input: AgentInput, signal: AbortSignal): AsyncGenerator<readonly AgentEvent[]> {
    const { history, ask, ...plain } = input;
    const { link, number: agent, feed } = await this.#seatFor(history, signal);
    const inbox = new EventInbox();
    const over = new AbortController();
    const end = () => over.abort();
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    const call = await feed.sync(
      history,
      () =>
        link.request({ type: "prompt", agent, input: plain }, {
          signal: over.signal,
          ask: askBehind(inbox.drain, ask, over.signal),
          onEvents: (events) => inbox.push(events),
        }),
    );
    call.answer.then(() => inbox.finish(), (error) => inbox.finish(error));
    this.#turns++;
    try {
      for (let events = await inbox.next(); events !== undefined; events = await inbox.next()) {
        yield events;
        link.post({ type: "taken", call: call.number });
      }
    } finally {
      this.#turns--;
      signal.removeEventListener("abort", end);
      // Whoever stopped to listen learns when the agent has really come to its end.
      end();
      await call.answer.catch(() => {});
    }
  }

  async #summarize({ history, focus, model, onUsage }: SummaryInput, signal: AbortSignal) {
    const { link, number: agent, feed } = await this.#seatFor(history, signal);
    const { answer } = await feed.sync(
      history,
      () => link.request({ type: "summarize", agent, focus, model }, { signal, onUsage }),
    );
    return String(await answer);
  }

  async #title({ user, assistant, model, onUsage }: TitleInput, signal: AbortSignal) {
    const { link, number: agent } = this.#seated();
    const input = { user, assistant, model };
    return String(await link.request({ type: "title", agent, input }, { signal, onUsage }).answer);
  }

  async #choose(what: "mode" | "model", id: string): Promise<void> {
    const { link, number: agent } = this.#seated();
    await this.#inTime(link.request({ type: "choose", agent, what, id }).answer);
    this.#chosen[what] = id;
  }

  // It has to be answered before the worker can: an agent that says no is told of later.
  #steer(text: string): boolean {
    if (this.#turns === 0 || !this.#seat?.link.alive) return false;
    this.#seat.link.post({ type: "steer", agent: this.#seat.number, text });
    return true;
  }

  // As of a hint: whether it really ends is told by its events.
  #stopSubagent(id: string): boolean {
    if (this.#turns === 0 || !this.#seat?.link.alive) return false;
    this.#seat.link.post({ type: "interrupt_subagent", agent: this.#seat.number, id });
    return true;
  }

  async #close(): Promise<void> {
    this.#closed = true;
    if (this.#seat !== undefined) await this.#home.leave(this.#seat.link, this.#seat.number);
  }

  #seated(): Seat {
    if (this.#seat === undefined) throw new AgentError("the agent has no worker");
    return this.#seat;
  }

  /** The place of this agent, or a new one if its worker has ended. */
  async #seatFor(history: readonly HistoryMessage[], signal: AbortSignal): Promise<Seat> {
    if (this.#seat?.link.alive) return this.#seat;
    if (this.#closed) throw new AgentError("the agent is closed");
    const seat = await this.#enter(history, signal);
    this.#context.tell({ type: "restarted", text: RESTARTED });
    return seat;
  }

  async #enter(history: readonly HistoryMessage[], signal: AbortSignal): Promise<Seat> {
    const { sessionId, cwd, model, mode = "" } = this.#context;
    const { link, number } = this.#home.enter();
    link.attach(number, { tell: (fact) => this.#hear(fact) });
    const feed = new HistoryFeed(number, {
      post: (message) => link.post(message),
      clock: this.#home.clock,
    });
    const context = { sessionId, cwd, model, mode, saved: this.#saved, ...this.#chosen };
    const unwanted = new AbortController();
    try {
      const making = feed.sync(history, () => {
        if (unwanted.signal.aborted) throw new AgentError("interrupted");
        const { signal } = unwanted;
        return link.request({ type: "create", agent: number, context }, { signal }).answer;
      });
      const created = await this.#inTime(making, signal) as Created;
      if (this.#closed) throw new AgentError("the agent is closed");
      this.#home.made(created);
      return this.#seat = { link, number, feed, created };
    } catch (error) {
      unwanted.abort();
      void this.#home.leave(link, number);
      throw error;
    }
  }

  #hear(fact: AgentFact): void {
    if (fact.type === "saved") this.#saved = fact.text;
    this.#context.tell(fact);
  }

  /** @throws {AgentError} when the worker has not answered in time, or `signal` has aborted */
  async #inTime<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
    const { clock, startTimeoutMs } = this.#home;
    const over = new AbortController();
    const end = () => over.abort();
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) end();
    const late = sleep(clock, startTimeoutMs, over.signal).then((): never => {
      const seconds = startTimeoutMs / 1_000;
      throw new AgentError(
        signal?.aborted ? "interrupted" : `the agent did not answer within ${seconds} s`,
      );
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      signal?.removeEventListener("abort", end);
      late.catch(() => {});
      end();
    }
  }
}
