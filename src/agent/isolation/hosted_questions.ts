/**
 * What agents in a worker ask, until it is answered.
 *
 * @module
 */
import { type Ask, noAnswer, type Question } from "../question.ts";
import { errorOf } from "./fault.ts";
import type { ToWorker } from "./messages.ts";
import type { Outlet } from "./outlet.ts";
import { portable } from "./portable.ts";

/** Of one worker at a time; as many as a session has. One more gets no answer. */
const MAX_OPEN = 64;

interface Open {
  resolve(answer: string): void;
  reject(error: Error): void;
}

/** See the module. */
export class HostedQuestions {
  readonly #outlet: Outlet;
  readonly #open = new Map<number, Open>();
  #last = 0;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /** The `ask` of one turn. */
  asking(call: number): Ask {
    const ask = (question: Question, signal?: AbortSignal) => this.#ask(call, question, signal);
    return ask as Ask;
  }

  answered({ question, outcome }: Extract<ToWorker, { type: "answer" }>): void {
    const open = this.#open.get(question);
    this.#open.delete(question);
    if ("fault" in outcome) open?.reject(errorOf(outcome.fault));
    else open?.resolve(outcome.answer);
  }

  async #ask(call: number, question: Question, signal?: AbortSignal): Promise<string> {
    const { value, chars, cut } = portable(question);
    if (cut) throw new TypeError(`Cannot ask: the question is too large`);
    if (signal?.aborted || this.#open.size >= MAX_OPEN) return noAnswer[question.kind] ?? "";
    const id = ++this.#last;
    const takeBack = () => this.#outlet.urgent({ type: "unask", question: id });
    signal?.addEventListener("abort", takeBack, { once: true });
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#open.set(id, { resolve, reject });
        this.#outlet.say({ type: "ask", call, question: id, what: value as Question }, chars);
      });
    } finally {
      signal?.removeEventListener("abort", takeBack);
    }
  }
}
