/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import { newsEvents } from "../protocol/news_events.ts";
import { shownAs } from "./notices.ts";

const SHOWN_MS = 8_000;
/** A peer that calls too often is refused many times in a moment. */
const QUIET_MS = 10_000;

/** Tells people of one connection that its calls are refused: the program they look at sends too many. */
export class QueueNotice {
  readonly #clock: Clock;
  #toldAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A call was refused. The frame that tells it, unless it was told a moment ago. */
  refused(method: string): string | undefined {
    const now = this.#clock.monotonic();
    if (now - this.#toldAt < QUIET_MS) return undefined;
    this.#toldAt = now;
    const shown = shownAs({
      key: "queue",
      kind: "queue",
      level: "warn",
      text: `Too much is asked at once: "${method}" was refused. It may be sent again in a moment.`,
      ttlMs: SHOWN_MS,
    });
    return encodeSessionEvent(newsEvents.notificationShow, shown, {
      sessionId: "",
      seq: undefined,
    });
  }
}
