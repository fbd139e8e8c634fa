/**
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";

/**
 * Milliseconds between an answer and the next question's being told again. A window that closes what asked
 * when it reads that its answer was taken would close a question that came in the same moment, too.
 */
const AGAIN_MS = 100;

/** What {@linkcode AskAgain} works with. */
export interface AskAgainOptions<Kind> {
  clock: Clock;
  /** The id of the oldest open question of a kind. */
  oldest(kind: Kind): string | undefined;
  /** Says once more what the question with this id asks. */
  tell(id: string): void;
}

/**
 * Keeps the oldest question of a kind the one that was told last. Front ends of tui_gateway have room for
 * one of each kind, and show the newest they were told; an approval they answer without an id goes to
 * the oldest. Were these two, somebody who allows what they see would allow what they never saw.
 * Windows that go by ids see a question they have already.
 */
export class AskAgain<Kind> {
  readonly #options: AskAgainOptions<Kind>;
  readonly #goneAt = new Map<Kind, number>();
  // Kinds that are told again when the timer runs out.
  readonly #soon = new Set<Kind>();
  #timer: Timer | undefined;

  constructor(options: AskAgainOptions<Kind>) {
    this.#options = options;
  }

  /** A question has been told: one of its kind that is older is told behind it. */
  asked(kind: Kind, id: string): void {
    const { clock, oldest, tell } = this.#options;
    const first = oldest(kind);
    // It may have been answered from inside of its event.
    if (first === undefined) return;
    if (first !== id) tell(first);
    const goneAt = this.#goneAt.get(kind);
    if (goneAt !== undefined && clock.monotonic() - goneAt < AGAIN_MS) this.#later(kind);
  }

  /** A question is gone: what waits of its kind is told again in a moment. */
  gone(kind: Kind): void {
    this.#goneAt.set(kind, this.#options.clock.monotonic());
    if (this.#options.oldest(kind) !== undefined) this.#later(kind);
  }

  /** Nothing is told again any more. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#soon.clear();
    this.#goneAt.clear();
  }

  #later(kind: Kind): void {
    this.#soon.add(kind);
    this.#timer ??= this.#options.clock.after(AGAIN_MS, () => this.#tellAll());
  }

  #tellAll(): void {
    const kinds = [...this.#soon];
    this.stop();
    for (const kind of kinds) {
      const oldest = this.#options.oldest(kind);
      if (oldest !== undefined) this.#options.tell(oldest);
    }
  }
}

/** Open questions as a window that comes is told them: in order, then the oldest where there are several. */
export function oldestLast<Q extends { readonly kind: unknown }>(open: readonly Q[]): Q[] {
  const ofKind = (kind: unknown) => open.filter((each) => each.kind === kind);
  const several = open.filter((each) => {
    const same = ofKind(each.kind);
    return same.length > 1 && same[0] === each;
  });
  return [...open, ...several];
}
