/**
 * Where the benchmarks' tokens come from: the same generator for every server, so that what differs is
 * what is done with a token and not how it is made.
 *
 * @module
 */
import { setImmediate } from "node:timers";

/** What a prompt of a benchmark asks for. */
export type Order =
  /** `count` tokens as fast as they can be made. */
  | { kind: "storm"; count: number }
  | PacedOrder;

/** `perSecond` tokens a second for `seconds`. */
export interface PacedOrder {
  /** `discard`: they are made and thrown away, which is what the generator itself costs. */
  kind: "paced" | "discard";
  perSecond: number;
  seconds: number;
  /** Characters a token is made longer by. Default 0. */
  padding?: number;
}

/** Milliseconds since the epoch, to the microsecond: comparable between processes of one machine. */
export function stamp(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * A token, in the shape in which agents say it: what a server makes of that is what is measured. A class,
 * and no literal, for both servers alike: what literals make is put among the old objects for good when
 * most of it happened to be alive at one early collection, as it is when hundreds of turns begin at once.
 */
export class Token {
  readonly type = "text";
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A stream that waits for its next token's time. A class for the reason above. */
class Waiter {
  readonly due: number;
  readonly resolve: () => void;

  constructor(due: number, resolve: () => void) {
    this.due = due;
    this.resolve = resolve;
  }
}

// One turn of the event loop; a timer would add its millisecond to every server's time alike.
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * One timer for all streams. A timer for each token costs more than what is measured: Deno's table of
 * timers keeps what has fired alive until the next full collection, so half of the CPU went to copying
 * it, and by how much depended on the size of the heap.
 */
class Metronome {
  readonly #waiting: Waiter[] = [];

  /** Resolves once it is `due`. */
  until(due: number): Promise<void> | undefined {
    if (due <= performance.now()) return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(new Waiter(due, resolve));
      if (this.#waiting.length === 1) this.#arm(due);
    });
  }

  #arm(due: number): void {
    setTimeout(() => this.#tick(), Math.max(0, due - performance.now()));
  }

  #tick(): void {
    // A timer counts whole milliseconds: what is due in the one that has begun need not wait for another.
    const now = performance.now() + 1;
    let next = Infinity;
    let kept = 0;
    for (const waiter of this.#waiting) {
      if (waiter.due <= now) {
        waiter.resolve();
        continue;
      }
      next = Math.min(next, waiter.due);
      this.#waiting[kept++] = waiter;
    }
    this.#waiting.length = kept;
    if (kept > 0) this.#arm(next);
  }
}

const metronome = new Metronome();
let made = 0;
let streams = 0;

// The golden ratio's part behind the point: its multiples, less their whole parts, lie evenly between 0 and
// 1, however many there are.
const SPACING = (Math.sqrt(5) - 1) / 2;

/**
 * When a stream's first token is due. As streams of many models, they do not keep step: their times lie
 * evenly in a period, by their count alone. Where they kept the times at which their turns had begun, a
 * server that begins them at once had all its tokens by one timer, and one that begins them one after the
 * other had ten timers for the same: a generator of twice the cost, and not for anything measured.
 */
function firstDue(period: number): number {
  const phase = (streams++ * SPACING) % 1;
  return (Math.ceil(performance.now() / period) + phase) * period;
}

/** Tokens of paced and discarded orders made so far. */
export function tokensMade(): number {
  return made;
}

async function* storm(count: number): AsyncGenerator<Token> {
  for (let i = 0; i < count; i++) {
    // A model's network chunk holds some tokens, and then the loop turns once.
    if (i % 512 === 511) await breath();
    yield new Token(" token");
  }
}

/** Tokens that carry the moment they were made: ` 1763678000123.456`, and padding where it is asked for. */
async function* paced({ perSecond, seconds, padding = 0 }: PacedOrder): AsyncGenerator<Token> {
  const start = firstDue(1000 / perSecond);
  const count = perSecond * seconds;
  const tail = "x".repeat(padding);
  for (let i = 0; i < count; i++) {
    await metronome.until(start + (i * 1000) / perSecond);
    made++;
    yield new Token(` ${stamp().toFixed(3)}${tail}`);
  }
}

async function* discard(order: PacedOrder): AsyncGenerator<Token> {
  for await (const token of paced(order)) {
    if (token.text === "") throw new Error("Cannot measure the generator: a token is empty");
  }
  yield new Token("discarded");
}

/** The tokens of an order. */
export function tokens(order: Order): AsyncGenerator<Token> {
  switch (order.kind) {
    case "storm":
      return storm(order.count);
    case "paced":
      return paced(order);
    case "discard":
      return discard(order);
  }
}
