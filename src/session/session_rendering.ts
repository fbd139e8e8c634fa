/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import type { EventKind } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { Audience } from "./audience.ts";
import { type Followed, LiveRendering } from "./live_rendering.ts";
import { type LoadRenderer, Rendering } from "./rendering.ts";

/** What is needed of a session. */
export interface RenderedSession {
  readonly id: string;
  /** Width of its window. */
  readonly cols: number;
  readonly journal: { readonly latest: number };
  readonly audience: Pick<Audience, "readiness" | "show">;
}

/** What sessions share. */
export interface RenderingDeps {
  load: LoadRenderer | undefined;
  clock: Clock;
  logger: Logger;
}

/** All that is rendered of one session. */
export class SessionRendering extends Rendering {
  readonly #live: LiveRendering;

  constructor(session: RenderedSession, { load, clock, logger }: RenderingDeps) {
    super({ load, cols: () => session.cols, clock, logger });
    this.#live = new LiveRendering({
      rendering: this,
      latest: () => session.journal.latest,
      isHeard: () => session.audience.readiness === "ready",
      // Outside of the numbering, and not kept: the next one says all of it again.
      show(rendered, seq) {
        const where = { sessionId: session.id, seq: undefined };
        const payload = { text: "", rendered };
        session.audience.show(encodeSessionEvent(messageDelta, payload, where), seq);
      },
      clock,
    });
  }

  override want(asked: unknown): void {
    super.want(asked);
    this.#live.refresh();
  }

  /** The window has another width. */
  resized(): void {
    this.#live.refresh();
  }

  /** As {@linkcode LiveRendering.follow}. */
  follow(followed: Followed): void {
    this.#live.follow(followed);
  }

  /** As {@linkcode LiveRendering.stop}. */
  stop(): void {
    this.#live.stop();
  }
}

const messageDelta = events.messageDelta as EventKind;
