/** A worker without a process: the same host, at the end of a channel that copies, in time moved by hand. */
import type { AgentProvider } from "../../../../src/agent/agent.ts";
import { AgentHost } from "../../../../src/agent/isolation/agent_host.ts";
import type { AgentWorker } from "../../../../src/agent/isolation/agent_worker.ts";
import type { FromWorker, ToWorker, WorkerEnd } from "../../../../src/agent/isolation/messages.ts";
import { Outlet } from "../../../../src/agent/isolation/outlet.ts";
import type { Clock } from "../../../../src/lib/clock.ts";

export class MemoryWorker implements AgentWorker {
  readonly heard: ToWorker[] = [];
  readonly said: FromWorker[] = [];
  readonly ended: Promise<WorkerEnd>;
  /** How many messages there were, each of several things said. */
  messages = 0;
  terminated = 0;
  /** It takes nothing in: a loop that does not turn. */
  blocked = false;
  readonly #settle: (end: WorkerEnd) => void;
  readonly #host: AgentHost;
  #take: (batch: readonly FromWorker[]) => void = () => {};

  constructor(provider: AgentProvider, clock: Clock) {
    const { promise, resolve } = Promise.withResolvers<WorkerEnd>();
    this.ended = promise;
    this.#settle = resolve;
    const outlet = new Outlet({ clock, post: (batch) => this.say(...batch) });
    this.#host = new AgentHost({ outlet, clock, load: () => Promise.resolve(provider) });
  }

  post(message: ToWorker): void {
    const copy = structuredClone(message);
    this.heard.push(copy);
    if (!this.blocked && this.terminated === 0) queueMicrotask(() => this.#host.take(copy));
  }

  listen(take: (batch: readonly FromWorker[]) => void): void {
    this.#take = take;
  }

  say(...batch: FromWorker[]): void {
    this.messages++;
    const copy = structuredClone(batch);
    this.said.push(...copy);
    if (this.terminated === 0) queueMicrotask(() => this.#take(copy));
  }

  terminate(): void {
    this.terminated++;
    this.end({ kind: "ended" });
  }

  /** It ends by itself. */
  end(end: WorkerEnd): void {
    this.#settle(end);
  }
}
