/**
 * Prompts that run beside the turns of a session.
 *
 * @module
 */
import { type Agent, AgentError, type AgentEvent } from "../agent/agent.ts";
import type { Ask, Question } from "../agent/question.ts";
import type { Clock } from "../lib/clock.ts";
import { collectAnswer } from "../agent/collect_answer.ts";
import { errorStack } from "../lib/error_text.ts";
import { randomHex } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import { events } from "../protocol/events.ts";
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
  readonly #running = new WeakMap<Session, number>();

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** Starts a task; what it comes to is a `background.complete` of the session. */
  start(session: Session, text: string): Started {
    const running = this.#running.get(session) ?? 0;
    if (running >= MAX_TASKS) return { kind: "full", running };
    this.#running.set(session, running + 1);
    const taskId = `bg_${randomHex(3)}`;
    this.#run(session, { taskId, text }).catch((error) => {
      this.#options.logger.error("a background task broke", { error: errorStack(error) });
    });
    return { kind: "started", taskId };
  }

  async #run(session: Session, task: { taskId: string; text: string }): Promise<void> {
    const { clock } = this.#options;
    const abort = new AbortController();
    const forget = session.agents.beside.add({ close: () => abort.abort() });
    const work = (signal: AbortSignal) => this.#ask(session, task.text, signal);
    const limits = { clock, timeoutMs: TIMEOUT_MS, signal: abort.signal };
    const outcome = await runErrand(work, limits);
    forget();
    this.#running.set(session, (this.#running.get(session) ?? 1) - 1);
    if (outcome.kind === "aborted") return;
    session.touch();
    session.emit(events.backgroundComplete, {
      task_id: task.taskId,
      text: this.#tell(outcome, session),
    });
  }

  async #ask(session: Session, text: string, signal: AbortSignal): Promise<string> {
    const history = session.history.messages.map((message) => ({ ...message }));
    const { model, reasoningEffort, questions, meter } = session;
    const { clock, logger } = this.#options;
    const { id: sessionId, cwd } = session;
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
      const steps = agent.prompt({ text, history, model, reasoningEffort, ask }, signal);
      return await collectAnswer(bounded(steps), (spent) => meter.addAside(spent));
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

type Steps = AsyncIterable<AgentEvent | readonly AgentEvent[]>;

async function* bounded(steps: Steps): Steps {
  let said = 0;
  for await (const step of steps) {
    for (const event of [step].flat()) if (event.type === "text") said += event.text.length;
    if (said > MAX_ANSWER) throw new AgentError(`the answer is over ${MAX_ANSWER} characters`);
    yield step;
  }
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}
