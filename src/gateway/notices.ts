/**
 * What people should know beside a turn.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { randomHex } from "../lib/ids.ts";
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import type { PayloadOf } from "../protocol/events.ts";
import type { Session } from "../session/session.ts";
import type { Notice, NoticeBoard } from "./notice.ts";
import { newsEvents } from "../protocol/news_events.ts";

/** What notices work with. */
export interface NoticesOptions {
  clock: Clock;
  /** Sends a frame to everybody, or to those who watch a session. */
  send(frame: string, session?: Session): void;
}

/** Of notices that go by themselves, those of one key within so many milliseconds are one. */
const QUIET_MS = 10_000;
/** Keys that are remembered; far more than there are things to tell. */
const MOST_KEYS = 256;

type Shown = PayloadOf<typeof newsEvents.notificationShow>;

interface Known {
  at: number;
  shown: Shown;
  /** It lasts, and whoever comes later is shown it too. */
  stands: boolean;
}

/** Shows notices, and clears them; not too many of one kind. */
export class Notices implements NoticeBoard {
  readonly #options: NoticesOptions;
  // The newest of each key, the one shown longest ago first.
  readonly #known = new Map<string, Known>();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** Shows a notice: to everybody, or to those who watch a session. */
  show(notice: Notice, session?: Session): void {
    const known = this.#known.get(notice.key);
    const now = this.#options.clock.monotonic();
    const shown = shownAs(notice);
    const stands = notice.ttlMs === null && session === undefined;
    // It stands already, or one of its kind has been shown just now.
    if (known?.stands === true && stands && known.shown.text === notice.text) return;
    if (known !== undefined && !stands && now - known.at < QUIET_MS) return;
    this.#known.delete(notice.key);
    this.#known.set(notice.key, { at: now, shown, stands });
    this.#forgetOldest();
    this.#options.send(encode(shown, session?.id), session);
  }

  /** What was shown under a key is over. Nothing happens where nothing is shown. */
  clear(key: string): void {
    const known = this.#known.get(key);
    if (known?.stands !== true) return;
    known.stands = false;
    const place = { sessionId: "", seq: undefined };
    this.#options.send(encodeSessionEvent(newsEvents.notificationClear, { key }, place));
  }

  /** Text of what stands under a key. */
  standing(key: string): string | undefined {
    const known = this.#known.get(key);
    return known?.stands === true ? known.shown.text : undefined;
  }

  /** What stands, as frames for somebody who has just come. */
  frames(): string[] {
    return [...this.#known.values()].filter(({ stands }) => stands)
      .map(({ shown }) => encode(shown, undefined));
  }

  #forgetOldest(): void {
    if (this.#known.size <= MOST_KEYS) return;
    const [oldest] = [...this.#known].filter(([, { stands }]) => !stands);
    this.#known.delete(oldest?.[0] ?? [...this.#known.keys()][0] ?? "");
  }
}

/** A notice as it is sent. */
export function shownAs({ key, kind, level, text, ttlMs }: Notice): Shown {
  return { text, level, kind, ttl_ms: ttlMs, key, id: randomHex(4) };
}

function encode(shown: Shown, sessionId = ""): string {
  return encodeSessionEvent(newsEvents.notificationShow, shown, { sessionId, seq: undefined });
}
