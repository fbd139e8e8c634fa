import type { Clock, Timer } from "../lib/clock.ts";

/** A step that did not come to its end. */
export type Interruption =
  /** The caller's signal aborted. */
  | { kind: "aborted" }
  /** The step took longer than it was given. */
  | { kind: "timeout" }
  /** The runtime's error: unreachable, cut, refused. */
  | { kind: "broken"; error: unknown };

/** What {@linkcode HttpExchange} needs. */
export interface HttpExchangeOptions {
  clock: Clock;
  fetch: typeof globalThis.fetch;
  /** Ends the exchange at any point. */
  signal: AbortSignal;
}

/**
 * One request and the reading of its response, each step with a time limit of its own. The time between
 * two steps does not count: a slow consumer is not a slow server. The owner calls
 * {@linkcode HttpExchange.close} when it is through, however it ended.
 */
export class HttpExchange {
  readonly #options: HttpExchangeOptions;
  readonly #controller = new AbortController();
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #stopped: "aborted" | "timeout" | undefined;

  constructor(options: HttpExchangeOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal.aborted) this.#stop("aborted");
  }

  /** Sends the request and waits for the response's head. */
  async open(
    url: URL,
    init: RequestInit & { timeoutMs: number },
  ): Promise<{ kind: "response"; response: Response } | Interruption> {
    const { timeoutMs, ...request } = init;
    const { fetch } = this.#options;
    const step = await this.#step(
      timeoutMs,
      () => fetch(url, { ...request, signal: this.#controller.signal }),
    );
    if (step.kind !== "value") return step;
    this.#reader = step.value.body?.getReader();
    return { kind: "response", response: step.value };
  }

  /** Waits for the next bytes of the response's body. */
  async read(
    timeoutMs: number,
  ): Promise<{ kind: "bytes"; bytes: Uint8Array } | { kind: "end" } | Interruption> {
    const reader = this.#reader;
    if (!reader) return { kind: "end" };
    const step = await this.#step(timeoutMs, () => reader.read());
    if (step.kind !== "value") return step;
    return step.value.done ? { kind: "end" } : { kind: "bytes", bytes: step.value.value };
  }

  /** Frees the connection. What was not read is thrown away. */
  close(): void {
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    // Rejects if the stream has failed, which the step that met the failure has told already.
    this.#reader?.cancel().catch(() => {});
    this.#controller.abort();
  }

  readonly #onAbort = () => this.#stop("aborted");

  #stop(why: "aborted" | "timeout"): void {
    this.#stopped ??= why;
    this.#controller.abort();
  }

  async #step<T>(
    timeoutMs: number,
    run: () => Promise<T>,
  ): Promise<{ kind: "value"; value: T } | Interruption> {
    if (this.#stopped) return { kind: this.#stopped };
    const timer: Timer = this.#options.clock.after(timeoutMs, () => this.#stop("timeout"));
    try {
      const value = await run();
      return { kind: "value", value };
    } catch (error) {
      return this.#stopped ? { kind: this.#stopped } : { kind: "broken", error };
    } finally {
      timer.cancel();
    }
  }
}
