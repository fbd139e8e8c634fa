/**
 * @module
 */
import type { AnswerTo, Question } from "../../client/questions.ts";
import type { Session } from "../../client/session.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { askedAs, declined } from "./answers.ts";
import type { Printer } from "./printer.ts";
import type { Styles } from "./styles.ts";
import type { Terminal } from "./terminal.ts";

/** What an {@linkcode Asker} works with. */
export interface AskerOptions {
  readonly session: Session;
  readonly terminal: Pick<Terminal, "read" | "settle">;
  readonly printer: Printer;
  readonly styles: Styles;
  /** Whether no other window can answer: then what a terminal has no answer to is declined at once. */
  readonly alone: boolean;
}

/** Asks what the agent asks, one question after the other, until somebody has answered it. */
export class Asker {
  readonly #options: AskerOptions;
  #current: { id: string; gone: AbortController } | undefined;
  // Answered, or left to others.
  readonly #settled = new WeakSet<Question>();

  constructor(options: AskerOptions) {
    this.#options = options;
  }

  /** Whether a question is being asked. */
  get asks(): boolean {
    return this.#current !== undefined;
  }

  /** The open questions have changed. */
  look(): void {
    const open = this.#options.session.questions;
    if (this.#current !== undefined) {
      const { id, gone } = this.#current;
      if (!open.some(({ payload }) => (payload.request_id ?? "") === id)) gone.abort();
      return;
    }
    const next = open.find((question) => !this.#settled.has(question));
    if (next !== undefined) void this.#ask(next);
  }

  async #ask(question: Question): Promise<void> {
    const { printer, session } = this.#options;
    const gone = new AbortController();
    this.#current = { id: question.payload.request_id ?? "", gone };
    this.#settled.add(question);
    try {
      const answer = await this.#answer(question, gone.signal);
      if (answer !== undefined) {
        const fate = await session.answer(question, answer as AnswerTo<Question>);
        if (fate === "gone") printer.line("(somebody else was faster)");
      }
    } catch (error) {
      printer.line(`The answer did not arrive: ${errorMessage(error)}`);
    }
    this.#current = undefined;
    this.look();
  }

  async #answer(question: Question, signal: AbortSignal): Promise<string | undefined> {
    const { terminal, printer, styles, alone } = this.#options;
    const asked = askedAs(question, styles);
    if (asked === undefined) return alone ? declined(question) : undefined;
    for (const line of asked.lines) printer.line(line);
    for (;;) {
      const { prompt, secret } = asked;
      const read = await terminal.read({ prompt, secret, fresh: true, signal });
      if (read.kind === "aborted") printer.line(styles.dim("(it is not asked any more)"));
      if (read.kind !== "line") return undefined;
      const answer = asked.answer(read.text);
      if (answer !== undefined) return answer;
    }
  }
}
