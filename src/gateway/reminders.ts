/**
 * @module
 */
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import { oldestLast } from "../session/ask_again.ts";
import type { Session } from "../session/session.ts";

/**
 * Questions that are asked a window again, because it has just come to their session: right behind the
 * answer to the call it came by, in their order and under their old numbers. A window that knows them
 * already sees that by the number; one that looks at nothing but events sees them at all.
 */
export class Reminders {
  readonly #sessions = new Set<Session>();
  // Sessions the window has come to, and has not spoken of as the one it shows.
  readonly #unseen = new WeakSet<Session>();

  /** The window has come to a session. */
  add(session: Session): void {
    if (session.questions.size === 0) return;
    this.#sessions.add(session);
    this.#unseen.add(session);
  }

  /**
   * The window says that it shows the session. The terminal UI clears its screen when it gets round to the
   * answer it came by, and with it what was asked right behind that: it is asked once more.
   */
  shown(session: Session): void {
    if (this.#unseen.delete(session) && session.questions.size > 0) this.#sessions.add(session);
  }

  /** The frames that are due now, each once. */
  take(): string[] {
    // Asked for after every answer, and nearly always there is nothing.
    if (this.#sessions.size === 0) return [];
    const frames = [...this.#sessions].flatMap(({ id: sessionId, questions, journal }) =>
      oldestLast(questions.open()).map(({ kind, payload, seq }) =>
        encodeSessionEvent(kind, payload, { sessionId, seq, turnId: journal.turnId })
      )
    );
    this.#sessions.clear();
    return frames;
  }
}
