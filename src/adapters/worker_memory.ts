/**
 * Keeps workers from taking the memory of the whole process.
 *
 * A runtime's own limit cannot be relied on: Deno 2.4 has none, and the one of Deno 2.9.6 ends, of what runs
 * inside an event, now and then nothing (a loop that fills an array went on to 1 GB with a limit of 64 MB),
 * now and then only that event, its promises never settling. So each worker looks at its own heap, and when
 * its loop does not turn any more, the main thread looks at the process.
 *
 * @module
 */
import process from "node:process";
import v8 from "node:v8";
import type { Clock, Timer } from "../lib/clock.ts";

const LOOK_MS = 500;
const MIB = 1_048_576;
/** The least that the process must have grown by: less comes and goes by itself. */
const LEAST_GROWTH_MIB = 256;

/** A worker's sign of life: grows by one at each look it takes. */
export type Pulse = Int32Array<SharedArrayBuffer>;

interface Watched {
  pulse: Pulse;
  memoryMiB: number;
  onFull(): void;
  beat: number;
  beatAt: number;
  /** What the process held when the worker last gave a sign. */
  rss: number;
}

/** In the worker: gives signs of life, and calls `onFull` when its heap has grown past its limit. */
export function watchOwnMemory(
  { pulse, memoryMiB, clock, onFull }: {
    pulse: Pulse;
    memoryMiB: number;
    clock: Clock;
    onFull(): void;
  },
): void {
  const { heap_size_limit: limit } = v8.getHeapStatistics();
  const look = () => {
    Atomics.add(pulse, 0, 1);
    const { heap_size_limit: now, used_heap_size: used } = v8.getHeapStatistics();
    // The runtime has moved the limit: it was reached.
    if (now > limit || used > 2 * memoryMiB * MIB) return onFull();
    clock.after(LOOK_MS, look);
  };
  look();
}

/** In the main thread: watches over workers whose loop does not turn. */
export class WorkerMemory {
  readonly #clock: Clock;
  readonly #workers = new Set<Watched>();
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Calls `onFull`, once, when the process has grown by more than the worker may hold since it last gave a
   * sign of life. Who of several silent workers it was cannot be told: each of them is called.
   *
   * @returns ends the watch
   */
  watch(worker: Pick<Watched, "pulse" | "memoryMiB" | "onFull">): () => void {
    const beatAt = this.#clock.monotonic();
    const watched = { ...worker, beat: -1, beatAt, rss: process.memoryUsage.rss() };
    this.#workers.add(watched);
    this.#timer ??= this.#clock.after(LOOK_MS, () => this.#look());
    return () => {
      this.#workers.delete(watched);
      if (this.#workers.size > 0) return;
      this.#timer?.cancel();
      this.#timer = undefined;
    };
  }

  #look(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    const rss = process.memoryUsage.rss();
    for (const worker of [...this.#workers]) {
      const beat = Atomics.load(worker.pulse, 0);
      // Before its first sign of life it loads our code, and the runtime may take what it likes for that.
      if (beat === 0 || beat !== worker.beat) Object.assign(worker, { beat, beatAt: now, rss });
      if (now - worker.beatAt < 2 * LOOK_MS) continue;
      const { memoryMiB } = worker;
      const most = Math.max(2 * memoryMiB, memoryMiB + LEAST_GROWTH_MIB) * MIB;
      if (rss - worker.rss <= most) continue;
      this.#workers.delete(worker);
      worker.onFull();
    }
    if (this.#workers.size > 0) this.#timer = this.#clock.after(LOOK_MS, () => this.#look());
  }
}
