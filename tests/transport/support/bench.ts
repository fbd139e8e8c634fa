/** An outbox with everything around it that a test looks at. */
import { Outbox, type Source } from "../../../src/transport/outbox.ts";
import { fakeClock } from "../../support/fake_clock.ts";
import { MemorySocket } from "../../support/memory_socket.ts";

/** A source whose frames are written by hand: `a1`, `a2`, … */
export class Script implements Source {
  readonly name: string;
  readonly #frames: string[] = [];
  #cursor = 0;
  /** How often it had nothing to give. */
  dry = 0;
  /** Runs inside `take`, before it answers. */
  onTake: (() => void) | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get end(): number {
    return this.#frames.length;
  }

  /** Adds so many frames, of this many characters at least. */
  write(count = 1, chars = 0): this {
    for (let i = 0; i < count; i++) {
      this.#frames.push(`${this.name}${this.end + 1}`.padEnd(chars, "."));
    }
    return this;
  }

  take(limit: number): string | undefined {
    this.onTake?.();
    if (this.#cursor >= Math.min(limit, this.end)) {
      this.dry++;
      return undefined;
    }
    return this.#frames[this.#cursor++];
  }
}

/** Bytes in the socket above which the outbox of a {@linkcode bench} waits. */
export const MARK = 100;

export function bench(options: { queueLimitChars?: number; onGone?(): void } = {}) {
  const { queueLimitChars = 1_000, onGone } = options;
  const time = fakeClock();
  const socket = new MemorySocket();
  const calls: string[] = [];
  const outbox = new Outbox(socket, {
    clock: time.clock,
    highWaterBytes: MARK,
    queueLimitChars,
    onGone() {
      calls.push("gone");
      onGone?.();
    },
    onOverflow: () => void calls.push("overflow"),
  });
  return {
    time,
    socket,
    outbox,
    /** What the outbox reported. */
    calls,
    /** The peer stops reading, with more in the socket than the mark allows. */
    stall() {
      socket.reading = false;
      // By way of the outbox, which is a socket's only sender.
      const missing = MARK + 1 - socket.bufferedAmount;
      if (!outbox.stalled) outbox.send("x".repeat(missing));
      socket.frames.length = 0;
    },
    /** The peer reads everything, and goes on reading; time passes until all of it has left. */
    release() {
      socket.reading = true;
      socket.drain();
      time.tick(1_000);
    },
  };
}
