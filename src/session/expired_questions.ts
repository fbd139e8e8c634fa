/**
 * @module
 */
import type { Question } from "../agent/question.ts";

/** Questions remembered a session; whoever answers one that is older has had hours to see that it is gone. */
const REMEMBERED = 256;

/** The newest questions that nobody has answered in time: a late answer to one is no mistake of its sender. */
export class ExpiredQuestions {
  readonly #kinds = new Map<string, Question["kind"]>();

  add(kind: Question["kind"], id: string): void {
    this.#kinds.set(id, kind);
    if (this.#kinds.size <= REMEMBERED) return;
    const [oldest] = this.#kinds.keys();
    if (oldest !== undefined) this.#kinds.delete(oldest);
  }

  /** Whether a question of this kind had the id, and went without an answer. */
  has(kind: Question["kind"], id: string): boolean {
    return this.#kinds.get(id) === kind;
  }
}
