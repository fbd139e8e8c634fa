/** The calls of one connection, and who waits for their answers. */
import type { Json } from "../support/stage.ts";
import type { Wire } from "./client_model.ts";

/** Takes the answer to a call. */
export interface Waiter {
  result(result: Json): void;
  error(error: { code: number; message: string }): void;
}

export class Calls {
  #wire: Wire | undefined;
  #ids = 0;
  readonly #waiting = new Map<string, Waiter>();

  /** Whether there is a connection. */
  get open(): boolean {
    return this.#wire !== undefined;
  }

  opened(wire: Wire): void {
    this.#wire = wire;
  }

  /** Nobody will answer any more. */
  lost(): void {
    this.#wire = undefined;
    this.#waiting.clear();
  }

  send(method: string, params: Json, waiter: Waiter): void {
    if (this.#wire === undefined) return;
    const id = `r${++this.#ids}`;
    this.#waiting.set(id, waiter);
    this.#wire.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  }

  answered({ id, result, error }: Json): void {
    const waiter = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiter?.result(result);
    else waiter?.error(error);
  }
}

/** For an answer that changes nothing. */
export const unheeded: Waiter = { result() {}, error() {} };
