/**
 * @module
 */
import type { Waiter } from "./calls.ts";
import { cancellable } from "./cancellable.ts";
import { codes, hasCode } from "./errors.ts";
import type { Waitlist } from "./waitlist.ts";

/** What calls about a session need of it. */
export interface SessionCallsOptions {
  readonly waiting: Waitlist;
  ask(method: string, params: object, waiter: Waiter): () => void;
  /** Whether the session is up to date. */
  isLive(): boolean;
  /** Why nothing can be asked of it any more. */
  fault(doing: string): Error | undefined;
  /** The gateway does not have it live: it is resumed. */
  revive(): void;
}

/** Calls about one session: each waits until the session is up to date, and is sent once. */
export class SessionCalls {
  readonly #options: SessionCallsOptions;

  constructor(options: SessionCallsOptions) {
    this.#options = options;
  }

  request<R>(method: string, params: object, signal: AbortSignal | undefined): Promise<R> {
    const { ask, isLive, fault, revive, waiting } = this.#options;
    const doing = `Calling ${method}`;
    return cancellable<R>(signal, ({ resolve, reject }) => {
      let giveUp = () => {};
      const send = (revived: boolean) => {
        giveUp = ask(method, params, {
          result: (result) => resolve(result as R),
          error(error) {
            // It has ended there, and was not asked: once it is resumed it can be.
            if (revived || !hasCode(error, codes.sessionNotFound)) return reject(error);
            revive();
            wait(true);
          },
        });
      };
      const wait = (revived: boolean) => {
        const why = fault(doing);
        if (why !== undefined) return reject(why);
        if (isLive()) return send(revived);
        giveUp = waiting.add({ doing, go: () => send(revived), fail: reject });
      };
      wait(false);
      return () => giveUp();
    });
  }

  /** The session is up to date. */
  live(): void {
    this.#options.waiting.open();
  }

  fail(error: (doing: string, sent: boolean) => Error): void {
    this.#options.waiting.fail((doing) => error(doing, false));
  }
}
