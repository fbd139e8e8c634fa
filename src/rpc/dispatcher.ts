/**
 * Calls methods for one connection and answers, each call exactly once.
 *
 * @module
 */
import type { CallWatch, WatchCall } from "./call_watch.ts";
import { encodeError, encodeResult, type RpcRequest } from "./codec.ts";
import type { Lane, Method } from "./method.ts";
import { rpcCodes, RpcError, rpcError, toWireError } from "./rpc_error.ts";

/** What a dispatcher is given. */
export interface DispatcherOptions<C> {
  methods: ReadonlyMap<string, Method<C>>;
  context: C;
  /**
   * Takes each answer, encoded, the moment it is ready. What it throws leaves `dispatch`, or where the
   * answer comes later, becomes an unhandled rejection; the lane goes on.
   */
  reply(text: string): void;
  /** Hears of a handler that threw something that was not meant for the peer. Must not throw. */
  crashed(method: string, error: unknown): void;
  /** Background calls running at once. */
  concurrency: number;
  /** Calls that may wait, inline and background each; one more is refused. */
  queueLimit: number;
  /** Hears of a call that was refused because too many wait. Default: nobody does. */
  refused?(method: string): void;
  /** Hears of every request. Default: nobody does. */
  watch?: WatchCall | undefined;
}

/** A method's name is quoted in the answer up to this length: it may be as long as a frame. */
const QUOTED_NAME_CHARS = 256;

interface Call<C> {
  id: unknown;
  method: Method<C>;
  params: Record<string, unknown>;
  watch: CallWatch | undefined;
}

/** The calls of one lane: so many run at once, the others wait in their order. */
interface Queue<C> {
  readonly concurrency: number;
  readonly waiting: Call<C>[];
  running: number;
}

function queue<C>(concurrency: number): Queue<C> {
  return { concurrency, waiting: [], running: 0 };
}

/** Routes requests to their lanes. See {@linkcode Lane} for the order in which answers come. */
export class Dispatcher<C> {
  readonly #options: DispatcherOptions<C>;
  readonly #queues: Record<Lane, Queue<C>>;
  #closed = false;
  // Whose handler is being called at this very moment.
  #current: CallWatch | undefined;
  #idle: (() => void)[] = [];

  constructor(options: DispatcherOptions<C>) {
    this.#options = options;
    this.#queues = {
      inline: queue(1),
      background: queue(options.concurrency),
      urgent: queue(Infinity),
    };
  }

  /** Calls under way or waiting. */
  get pending(): number {
    let calls = 0;
    for (const { waiting, running } of Object.values(this.#queues)) {
      calls += waiting.length + running;
    }
    return calls;
  }

  /**
   * The `traceparent` of the call whose handler runs now. Past its first `await` a handler would find
   * that of somebody else: it reads this at once, or not at all.
   */
  get trace(): string | undefined {
    return this.#current?.trace;
  }

  /** Calls the method a request names, now or when its lane is free. Ignored once closed. */
  dispatch(request: RpcRequest): void {
    if (this.#closed) return;
    const { id, params } = request;
    const method = this.#options.methods.get(request.method);
    const name = method?.contract.name;
    const watch = this.#options.watch?.({ id, method: name, trace: request.trace });
    if (method === undefined) {
      const quoted = request.method.slice(0, QUOTED_NAME_CHARS).toWellFormed();
      const error = rpcError(rpcCodes.methodNotFound, `unknown method: ${quoted}`);
      watch?.ended?.(error.code);
      return this.#options.reply(encodeError(id, error));
    }
    const call = { id, method, params, watch };
    const lane = this.#queues[method.contract.lane];
    const isFull = lane.waiting.length >= this.#options.queueLimit;
    if (lane.running >= lane.concurrency && isFull) return this.#refuse(call);
    lane.waiting.push(call);
    this.#advance(lane);
  }

  /** Drops what waits; what runs goes on, its answer unheard. Idempotent. */
  close(): void {
    this.#closed = true;
    for (const { waiting } of Object.values(this.#queues)) waiting.length = 0;
    this.#settleIdle();
  }

  /** Resolves when nothing is under way or waiting, or once the dispatcher is closed. */
  idle(): Promise<void> {
    if (this.#closed || this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  // Handlers that answer at once are run in a loop, not by recursion: a queue of them is no stack.
  #advance(lane: Queue<C>): void {
    while (lane.running < lane.concurrency) {
      const call = lane.waiting.shift();
      if (call === undefined) break;
      let later: Promise<void> | undefined;
      lane.running++;
      try {
        later = this.#run(call);
      } finally {
        if (later === undefined) lane.running--;
      }
      later?.finally(() => {
        lane.running--;
        this.#advance(lane);
      });
    }
    this.#settleIdle();
  }

  #refuse({ id, method, watch }: Call<C>): void {
    const { name, lane } = method.contract;
    const error = rpcError(
      rpcCodes.overloaded,
      `Cannot take "${name}": ${this.#options.queueLimit} ${lane} calls wait on this connection ` +
        `already; send it again when some have been answered`,
    );
    watch?.ended?.(error.code);
    this.#options.reply(encodeError(id, error));
    this.#options.refused?.(name);
  }

  /** Runs one call and answers it, now or, where it returns a promise, by the time that settles. */
  #run(call: Call<C>): Promise<void> | undefined {
    let outcome: object | Promise<object>;
    // A reply can bring the next request before this one has returned.
    const before = this.#current;
    this.#current = call.watch;
    call.watch?.began?.();
    try {
      outcome = call.method.call(call.params, this.#options.context);
    } catch (error) {
      this.#fail(call, error);
      return undefined;
    } finally {
      this.#current = before;
    }
    if (outcome instanceof Promise) {
      return outcome.then(
        (result) => this.#succeed(call, result),
        (error) => this.#fail(call, error),
      );
    }
    this.#succeed(call, outcome);
    return undefined;
  }

  #succeed(call: Call<C>, result: object): void {
    if (this.#closed) return call.watch?.ended?.(undefined);
    let text: string;
    try {
      text = encodeResult(call.id, result);
    } catch (error) {
      return this.#fail(call, error);
    }
    call.watch?.ended?.(undefined);
    this.#options.reply(text);
  }

  #fail(call: Call<C>, error: unknown): void {
    if (!(error instanceof RpcError)) this.#options.crashed(call.method.contract.name, error);
    const told = toWireError(error);
    call.watch?.ended?.(told.code);
    if (!this.#closed) this.#options.reply(encodeError(call.id, told));
  }

  #settleIdle(): void {
    if (this.#idle.length === 0 || (!this.#closed && this.pending > 0)) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
