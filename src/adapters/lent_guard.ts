/**
 * @module
 */
import { errorOf } from "../agent/isolation/fault.ts";
import type { FromWorker, ToWorker } from "../agent/isolation/messages.ts";
import { type Resolvers, withResolvers } from "../lib/with_resolvers.ts";
import type { Guard } from "./process_guard.ts";

/** In a worker: the guard of the gateway, reached by messages. */
export class LentGuard implements Guard {
  readonly mark: string;
  readonly #post: (message: FromWorker) => void;
  readonly #requests = new Map<number, Resolvers<boolean>>();
  #last = 0;
  #ready: Promise<boolean> | undefined;

  constructor(mark: string, post: (message: FromWorker) => void) {
    this.mark = mark;
    this.#post = post;
  }

  async ready(): Promise<void> {
    const ready = this.#ready ??= this.#ask((request) => ({
      type: "guard",
      what: "ready",
      request,
    }));
    try {
      await ready;
    } catch (error) {
      if (this.#ready === ready) this.#ready = undefined;
      throw error;
    }
  }

  add(pid: number, cookie: string): void {
    this.#post({ type: "guard", what: "add", pid, cookie });
  }

  remove(pid: number): void {
    this.#post({ type: "guard", what: "remove", pid });
  }

  kill(pid: number): Promise<boolean> {
    return this.#ask((request) => ({ type: "guard", what: "kill", request, pid }));
  }

  /** Takes an answer of the gateway. */
  answered({ request, outcome }: Extract<ToWorker, { type: "guarded" }>): void {
    const asked = this.#requests.get(request);
    this.#requests.delete(request);
    if ("fault" in outcome) asked?.reject(errorOf(outcome.fault));
    else asked?.resolve(outcome.gone);
  }

  #ask(message: (request: number) => FromWorker): Promise<boolean> {
    const request = ++this.#last;
    const asked = withResolvers<boolean>();
    this.#requests.set(request, asked);
    this.#post(message(request));
    return asked.promise;
  }
}
