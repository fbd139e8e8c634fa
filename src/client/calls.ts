/**
 * Calls that wait for their answers.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import { isRecord } from "../lib/is_record.ts";
import { ConnectionError, RpcError } from "./errors.ts";

/** Takes what a call comes to: inside of the message that brings it, before anything that follows. */
export interface Waiter {
  result(result: Record<string, unknown>): void;
  error(error: Error): void;
}

/** What {@linkcode Calls} work with. */
export interface CallsOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Calls that may wait. */
  readonly limit: number;
}

interface Waiting {
  readonly waiter: Waiter;
  readonly method: string;
  readonly timer: Timer | undefined;
}

/** See the module. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #waiting = new Map<string, Waiting>();
  #send: ((text: string) => void) | undefined;
  #ids = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Whether there is a connection. */
  get open(): boolean {
    return this.#send !== undefined;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  opened(send: (text: string) => void): void {
    this.#send = send;
  }

  /** Nobody will answer any more. */
  lost(): void {
    this.#send = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { timer } of all) timer?.cancel();
    for (const { waiter, method } of all) {
      const message = `Waiting for the answer to ${method}: the connection was lost`;
      waiter.error(new ConnectionError("lost", message, { sent: true }));
    }
  }

  /** Sends a request. Answers what forgets it: its answer is then of no interest. */
  ask(method: string, params: unknown, waiter: Waiter): () => void {
    const fault = this.#fault(method);
    if (fault !== undefined) {
      waiter.error(fault);
      return () => {};
    }
    const id = `r${++this.#ids}`;
    const { clock, timeoutMs } = this.#options;
    const timer = timeoutMs === 0 ? undefined : clock.after(timeoutMs, () => this.#timedOut(id));
    this.#waiting.set(id, { waiter, method, timer });
    this.#send?.(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return () => void this.#take(id);
  }

  /** An answer has come. One that nobody waits for is left alone. */
  answered({ id, result, error }: Record<string, unknown>): void {
    const call = typeof id === "string" ? this.#take(id) : undefined;
    if (call === undefined) return;
    if (isRecord(error)) return call.waiter.error(rpcErrorOf(error));
    if (isRecord(result)) return call.waiter.result(result);
    const message = `Reading the answer to ${call.method}: it is neither an object nor an error`;
    call.waiter.error(new RpcError(0, message, result));
  }

  #fault(method: string): ConnectionError | undefined {
    if (this.#send === undefined) {
      return new ConnectionError("lost", `Calling ${method}: there is no connection`);
    }
    if (this.#waiting.size < this.#options.limit) return undefined;
    return new ConnectionError(
      "full",
      `Calling ${method}: ${this.#waiting.size} calls wait already`,
    );
  }

  #timedOut(id: string): void {
    const call = this.#take(id);
    if (call === undefined) return;
    const message = `Waiting for the answer to ${call.method}: there was none in ` +
      `${this.#options.timeoutMs / 1000} s`;
    call.waiter.error(new ConnectionError("timeout", message, { sent: true }));
  }

  #take(id: string): Waiting | undefined {
    const call = this.#waiting.get(id);
    this.#waiting.delete(id);
    call?.timer?.cancel();
    return call;
  }
}

function rpcErrorOf({ code, message, data }: Record<string, unknown>): RpcError {
  return new RpcError(Number(code), String(message), data);
}
