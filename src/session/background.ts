/**
 * Prompts that run beside the turns of a session.
 *
 * @module
 */
import { type Agent, AgentError, type AgentEvent } from "../agent/agent.ts";
import type { Ask, Question } from "../agent/question.ts";
import type { Clock } from "../lib/clock.ts";
import { boundedAnswer } from "../agent/bounded_answer.ts";
import { collectAnswer } from "../agent/collect_answer.ts";
import { errorStack } from "../lib/error_text.ts";
import { randomHex } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import { type ErrandOutcome, runErrand } from "./errand.ts";
import type { Session } from "./session.ts";

/** What background tasks work with. */
export interface BackgroundOptions {
  clock: Clock;
  logger: Logger;
  /** Takes what closing an agent leaves to wait for. */
  closings: Pending;
}

/** What came of starting one. `full`: as many run for the session as may. */
export type Started = { kind: "started"; taskId: string } | { kind: "full"; running: number };

/** What is to be done beside the turns of a session. */
export interface Task {
  /** What its agent is asked. */
  prompt: string;
  /** What it is called where tasks are listed. */
  title: string;
  /** What its id begins with. */
  prefix: "bg" | "preview";
  /** Where its agent works; missing: where the session's does. */
  cwd?: string;
  /** Hears what its agent says and does, as it comes. */
  hear?(taskId: string, event: AgentEvent): void;
  /** Tells what it came to: the answer, or why there is none. */
  tell(taskId: string, text: string): void;
}

/** A task that runs. */
export interface RunningTask {
  /** Beside whose turns it runs. */
  readonly session: Session;
  readonly taskId: string;
  /** What it is called: what it was asked, or in short what for. */
  readonly title: string;
  /** Milliseconds since it began. */
  readonly ranMs: number;
}

/** Tasks of one session at once: each is an agent, and so perhaps a process, of its own. */
export const MAX_TASKS = 4;
/** Characters of an answer: it is one event. */
const MAX_ANSWER = 1024 * 1024;
/** Far above what anybody waits for; below it one that hangs would hold its place for ever. */
const TIMEOUT_MS = 3_600_000;

/**
 * Each task has an agent of its own, which knows the conversation as it was when the task began. Its
 * answer is one event; the conversation does not change. What it asks is not shown: an approval that the
 * user has given for the session or for good counts, everything else gets no answer. It ends with its
 * session, and does not keep it alive.
 */
export class Background {
  readonly #options: BackgroundOptions;
  // By the id of the task, the oldest first.
  readonly #running = new Map<string, { session: Session; title: string; began: number }>();

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** Starts a task. */
  start(session: Session, task: Task): Started {
    const running = [...this.#running.values()].filter((task) => task.session === session).length;
    if (running >= MAX_TASKS) return { kind: "full", running };
    const taskId = `${task.prefix}_${randomHex(3)}`;
    const { title } = task;
    this.#running.set(taskId, { session, title, began: this.#options.clock.monotonic() });
    this.#run(session, taskId, task).catch((error) => {
      this.#options.logger.error("a background task broke", { error: errorStack(error) });
    });
    return { kind: "started", taskId };
  }

  /** Everything that runs, of all sessions, the oldest first. */
  running(): RunningTask[] {
    const now = this.#options.clock.monotonic();
    return [...this.#running].map(([taskId, { session, title, began }]) => {
      return { session, taskId, title, ranMs: now - began };
    });
  }

  async #run(session: Session, taskId: string, task: Task): Promise<void> {
    const { clock } = this.#options;
    const abort = new AbortController();
    const forget = session.agents.beside.add({ close: () => abort.abort() });
    const hear = (event: AgentEvent) => task.hear?.(taskId, event);
    const work = (signal: AbortSignal) => this.#ask(session, { ...task, hear }, signal);
    const limits = { clock, timeoutMs: TIMEOUT_MS, signal: abort.signal };
    const outcome = await runErrand(work, limits);
    forget();
    this.#running.delete(taskId);
    if (outcome.kind === "aborted") return;
    session.touch();
    task.tell(taskId, this.#tell(outcome, session));
  }

  async #ask(
    session: Session,
    { prompt: text, cwd = session.cwd, hear }: Pick<Task, "prompt" | "cwd"> & {
      hear(event: AgentEvent): void;
    },
    signal: AbortSignal,
  ): Promise<string> {
    const history = session.history.messages.map((message) => ({ ...message }));
    const { model, questions, meter } = session;
    const { clock, logger } = this.#options;
    const { id: sessionId } = session;
    const agent = await session.provider.create({
      ...{ sessionId, cwd, model, history, clock, logger },
      // The session's own agent says what is to be saved, and shown.
      saved: "",
      tell() {},
    }, signal);
    // Also where it does not stop when it is told to.
    const release = once(() => this.#release(agent));
    signal.addEventListener("abort", release, { once: true });
    try {
      if (signal.aborted) return "";
      const ask = ((question: Question) => Promise.resolve(questions.standing(question))) as Ask;
      const steps = agent.prompt({ text, history, ...session.mind(), ask }, signal);
      return await collectAnswer(boundedAnswer(steps, MAX_ANSWER), {
        onUsage: (spent) => meter.addAside(spent),
        hear,
      });
    } finally {
      release();
    }
  }

  #release(agent: Agent): void {
    const closing = Promise.resolve().then(() => agent.close?.()).catch((error) => {
      const fields = { error: errorStack(error) };
      this.#options.logger.error("closing the agent of a background task failed", fields);
    });
    this.#options.closings.add(closing);
  }

  #tell(
    outcome: Exclude<ErrandOutcome<string>, { kind: "aborted" }>,
    { questions }: Session,
  ): string {
    if (outcome.kind === "done") return outcome.value;
    if (outcome.kind === "timeout") return `Error: it took longer than ${TIMEOUT_MS / 60_000} min`;
    const { error } = outcome;
    if (error instanceof AgentError) return `Error: ${error.message}`;
    const stack = questions.secrets.hide(errorStack(error));
    this.#options.logger.error("agent failed in a background task", { error: stack });
    return "Error: the agent failed unexpectedly; see the gateway's log";
  }
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}
