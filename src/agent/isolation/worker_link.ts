/**
 * One worker, as the gateway sees it: requests go in, answers come back, and its end ends them all.
 *
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import { guardCallback } from "../../lib/guard_callback.ts";
import { errorStack } from "../../lib/error_text.ts";
import type { Logger } from "../../lib/logger.ts";
import { withResolvers } from "../../lib/with_resolvers.ts";
import { AgentError } from "../agent.ts";
import type { AgentFact } from "../agent_parts.ts";
import { noAnswer, type Question } from "../question.ts";
import type { AgentWorker, ProcessKeeper } from "./agent_worker.ts";
import { errorOf, questionFaultOf } from "./fault.ts";
import type { CallListeners, LinkCall } from "./link_call.ts";
import type { FromWorker, ToWorker, WorkerEnd } from "./messages.ts";
import type { ShelfNews } from "./shelf_news.ts";
import { endDetails, endError } from "./worker_end.ts";
import { WorkerProcesses } from "./worker_processes.ts";

/** What a link is given. */
export interface WorkerLinkOptions {
  worker: AgentWorker;
  /** Whether a request that ignores its end may cost the whole worker. */
  scope: "session" | "shared";
  interruptGraceMs: number;
  memoryMiB: number;
  keeper?: ProcessKeeper | undefined;
  /** Hears of the tools in it, and of its end, as a user is told. */
  shelf?: { take(news: ShelfNews): void; failed(why: string): void } | undefined;
  /** Takes a line the agent has printed. */
  print(line: string): void;
  clock: Clock;
  logger: Logger;
}

/** Who hears what an agent says outside of requests. */
export interface AgentListeners {
  tell(fact: AgentFact): void;
}

/** A request without its number. */
export type Request =
  & Extract<ToWorker, { call: number }>
  & { type: "create" | "prompt" | "summarize" | "title" | "choose" | "close" | "shelf" | "retire" };
type Unnumbered<R> = R extends unknown ? Omit<R, "call"> : never;

type Handlers = { [T in FromWorker["type"]]: (message: Extract<FromWorker, { type: T }>) => void };

/** See the module. */
export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  readonly #calls = new Map<number, LinkCall>();
  readonly #agents = new Map<number, AgentListeners>();
  readonly #questions = new Map<number, AbortController>();
  readonly #processes: WorkerProcesses | undefined;
  readonly #settled: Promise<void>;
  #ended: WorkerEnd | undefined;
  #wanted = false;
  #last = 0;

  constructor(options: WorkerLinkOptions) {
    const { worker, keeper, logger } = options;
    this.#options = options;
    this.#processes = keeper && new WorkerProcesses(keeper, (message) => worker.post(message));
    // One thing it says that breaks us must not cost the others.
    const take = guardCallback((message: FromWorker) => this.#take(message), (error) => {
      logger.error("what an agent's worker said was of no use", { error: errorStack(error) });
    });
    worker.listen((batch) => batch.forEach(take));
    this.#settled = worker.ended.then((end) => this.#end(end));
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** Resolves when the worker has ended, and all processes it had started. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Milliseconds that its agents may take for whatever comes next: less, the longer one ignores its end. */
  get patience(): number {
    const { clock, interruptGraceMs } = this.#options;
    const lingering = [...this.#calls.values()].filter(({ aborted }) => aborted !== "no");
    const oldest = Math.min(...lingering.map(({ abortedAt }) => abortedAt));
    return Math.max(0, interruptGraceMs - Math.max(0, clock.monotonic() - oldest));
  }

  post(message: ToWorker): void {
    this.#options.worker.post(message);
  }

  attach(agent: number, listeners: AgentListeners): void {
    this.#agents.set(agent, listeners);
  }

  detach(agent: number): void {
    this.#agents.delete(agent);
  }

  /**
   * Asks for something. When `signal` aborts the worker is told; an agent that has not come to an end
   * `interruptGraceMs` later costs its worker, or, where others live there too, is left to itself.
   *
   * @throws {AgentError} with a message for the user
   * @throws {WorkerFault} for any other failure inside
   */
  request(
    request: Unnumbered<Request>,
    { signal, ...listeners }: CallListeners & { signal?: AbortSignal | undefined } = {},
  ): { number: number; answer: Promise<unknown> } {
    const number = ++this.#last;
    const { promise: answer, resolve, reject } = withResolvers<unknown>();
    // Its end is looked at by whoever waits; nobody has to.
    answer.catch(() => {});
    if (this.#ended !== undefined) reject(endError(this.#ended, this.#options.memoryMiB));
    if (this.#ended !== undefined) return { number, answer };
    const callOff = () => this.#callOff(number);
    const settle = () => {
      signal?.removeEventListener("abort", callOff);
      this.#calls.get(number)?.grace?.cancel();
      this.#calls.delete(number);
    };
    this.#calls.set(number, {
      ...listeners,
      resolve: (value) => (settle(), resolve(value)),
      reject: (error) => (settle(), reject(error)),
      aborted: "no",
      abortedAt: 0,
      grace: undefined,
    });
    this.post({ ...request, call: number } as ToWorker);
    if (signal?.aborted) callOff();
    signal?.addEventListener("abort", callOff, { once: true });
    return { number, answer };
  }

  /** Ends the worker, whatever it does. Idempotent. */
  terminate(): void {
    this.#wanted = true;
    this.#options.worker.terminate();
  }

  #callOff(number: number): void {
    const call = this.#calls.get(number);
    if (call === undefined || call.aborted !== "no") return;
    const { clock, interruptGraceMs } = this.#options;
    call.aborted = "sent";
    call.abortedAt = clock.monotonic();
    this.post({ type: "abort", call: number });
    call.grace = clock.after(interruptGraceMs, () => this.#giveUp(call));
  }

  #giveUp(call: LinkCall): void {
    const { scope, logger, interruptGraceMs } = this.#options;
    const fields = { interruptGraceMs };
    if (scope === "shared" && call.aborted === "heard") {
      logger.warn("an interrupted agent did not stop in time and is left to itself", fields);
      return call.reject(new AgentError("the agent did not stop when it was interrupted"));
    }
    logger.warn("an interrupted agent did not stop in time: its worker is ended", fields);
    const text = "The agent did not stop when it was interrupted; its worker was ended.";
    for (const { tell } of this.#agents.values()) tell({ type: "notice", kind: "warn", text });
    this.terminate();
  }

  #end(end: WorkerEnd): Promise<void> {
    const { memoryMiB, logger } = this.#options;
    this.#ended = this.#wanted ? { kind: "ended" } : end;
    if (!this.#wanted) {
      const fields = { end: end.kind, calls: this.#calls.size, ...endDetails(end) };
      logger.error("an agent's worker has ended by itself", fields);
    }
    for (const call of [...this.#calls.values()]) call.reject(endError(this.#ended, memoryMiB));
    for (const question of this.#questions.values()) question.abort();
    this.#options.shelf?.failed(endError(this.#ended, memoryMiB).message);
    this.#options.worker.terminate();
    return this.#processes?.end() ?? Promise.resolve();
  }

  #take(message: FromWorker): void {
    const handle = this.#handlers[message.type] as (message: FromWorker) => void;
    handle(message);
  }

  readonly #handlers: Handlers = {
    done: ({ call, value }) => this.#calls.get(call)?.resolve(value),
    failed: ({ call, fault }) => this.#calls.get(call)?.reject(errorOf(fault)),
    events: ({ call, events }) => this.#calls.get(call)?.onEvents?.(events),
    usage: ({ call, usage }) => this.#calls.get(call)?.onUsage?.(usage),
    tell: ({ agent, fact }) => this.#agents.get(agent)?.tell(fact),
    refused: ({ agent, text }) => {
      const notice = `The agent did not take the hint: ${text}`;
      this.#agents.get(agent)?.tell({ type: "notice", kind: "warn", text: notice });
    },
    ask: ({ call, question, what }) => void this.#ask(call, question, what),
    aborting: ({ call }) => {
      const aborted = this.#calls.get(call);
      if (aborted !== undefined) aborted.aborted = "heard";
    },
    unask: ({ question }) => this.#questions.get(question)?.abort(),
    log: ({ level, message, fields }) => this.#options.logger[level](message, fields),
    print: ({ line }) => this.#options.print(line),
    shelf: ({ news }) => this.#options.shelf?.take(news),
    guard: (message) => this.#processes?.take(message),
    // The port takes it: it is the worker's end.
    leaving: () => {},
  };

  async #ask(number: number, question: number, what: Question): Promise<void> {
    const abort = new AbortController();
    this.#questions.set(question, abort);
    try {
      // One that comes behind the end of its call gets what stands for no answer: never a consent.
      const answered = await this.#calls.get(number)?.ask?.(what, abort.signal);
      const answer = answered ?? noAnswer[what.kind] ?? "";
      this.post({ type: "answer", question, outcome: { answer } });
    } catch (error) {
      this.post({ type: "answer", question, outcome: { fault: questionFaultOf(error) } });
    } finally {
      this.#questions.delete(question);
    }
  }
}
