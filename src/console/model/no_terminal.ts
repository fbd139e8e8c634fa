/**
 * Answers for the terminal pane a page does not have.
 *
 * @module
 */
import type { Question, Session } from "tidegate/client";
import type { Surroundings } from "./surroundings.ts";

/** Milliseconds a window that has a pane is given to answer first. Far below the 30 s a gateway waits. */
export const PATIENCE_MS = 1_500;

/** What it works with. */
export interface NoTerminalOptions {
  readonly session: Session;
  readonly surroundings: Surroundings;
  /** Takes why it could not be said. */
  onError(error: unknown): void;
}

/** See the module. The agent does not wait for a pane that nobody has. */
export class NoTerminal {
  readonly #options: NoTerminalOptions;
  // What calls each of them off, by the id of the question.
  readonly #waiting = new Map<string, () => void>();

  constructor(options: NoTerminalOptions) {
    this.#options = options;
  }

  /** The agent asks: in a moment it is told that there is no pane, unless somebody has answered by then. */
  asks(question: Question): void {
    const { session, surroundings, onError } = this.#options;
    const id = question.payload.request_id ?? "";
    if (this.#waiting.has(id)) return;
    const tell = () => {
      this.#waiting.delete(id);
      const open = session.questions.find(({ payload }) => (payload.request_id ?? "") === id);
      if (open !== undefined) session.answer(open, "").catch(onError);
    };
    this.#waiting.set(id, surroundings.after(PATIENCE_MS, tell));
  }

  /** Answers nothing any more. */
  dispose(): void {
    for (const callOff of this.#waiting.values()) callOff();
    this.#waiting.clear();
  }
}
