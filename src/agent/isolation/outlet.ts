/**
 * The worker's way out: joins what its agents say to few messages, so that a token does not wake the gateway,
 * and lets no agent say more than the gateway has time for.
 *
 * @module
 */
import type { Clock, Timer } from "../../lib/clock.ts";
import type { AgentEvent, Usage } from "../agent.ts";
import type { FromWorker } from "./messages.ts";
import { VALUE_CHARS } from "./portable.ts";

/** What an {@linkcode Outlet} is given. */
export interface OutletOptions {
  post(batch: readonly FromWorker[]): void;
  clock: Clock;
  /** Milliseconds between two messages, urgent ones aside. Default 16: a frame of a screen. */
  windowMs?: number;
}

/** Characters, and things said, of one message. Behind it the agents wait for the window's end. */
const BATCH_CHARS = 65_536;
const BATCH_SIZE = 256;
/** Lines of log and print in one message; those above are counted only. */
const BATCH_LINES = 64;

type Line = Extract<FromWorker, { type: "log" | "print" }>;
type Tell = Extract<FromWorker, { type: "tell" }>;
type Spent = Extract<FromWorker, { type: "usage" }>;

/** See the module. The first thing said after a quiet window leaves at once. */
export class Outlet {
  readonly #options: Required<OutletOptions>;
  #batch: FromWorker[] = [];
  #chars = 0;
  #size = 0;
  #lines = 0;
  // Events that still take more, by their call.
  readonly #open = new Map<number, AgentEvent[]>();
  #dropped = 0;
  #postedAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: OutletOptions) {
    this.#options = { windowMs: 16, ...options };
  }

  /** Whether a message is full: more should wait for {@linkcode Outlet.room}. */
  get full(): boolean {
    return this.#chars >= BATCH_CHARS || this.#size >= BATCH_SIZE;
  }

  /** Resolves when there is room for more. */
  room(): Promise<void> {
    if (!this.full) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Says something within the window, behind all events before it. `chars`: about how large it is. */
  say(message: FromWorker, chars: number = 0): void {
    this.#add(message, chars);
    this.#soon();
  }

  /** Says something, and all before it, at once. */
  urgent(message: FromWorker): void {
    this.#add(message, 0);
    this.flush();
  }

  /** A turn begins: what it says first leaves at once. */
  hasten(): void {
    this.#postedAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether an event of a turn would open a message of its own. */
  opens(call: number): boolean {
    return this.full || !this.#open.has(call);
  }

  /** Says an event of a turn; adjacent pieces of the same text are joined. */
  event(call: number, event: AgentEvent, chars: number): void {
    this.#chars += chars;
    const events = this.#open.get(call);
    if (events === undefined) {
      const opened = [event];
      this.#open.set(call, opened);
      this.#batch.push({ type: "events", call, events: opened });
      this.#size++;
    } else if (!join(events.at(-1), event)) {
      events.push(event);
      this.#size++;
    }
    this.#soon();
  }

  /** Says a fact in place of one of its kind that has not left yet; the members of a `mind` add up. */
  tell(message: Tell, chars: number): void {
    const { agent, fact } = message;
    if (fact.type === "notice") return this.#mayAddLine() ? this.say(message, chars) : undefined;
    const at = this.#batch.findIndex((other) =>
      other.type === "tell" && other.agent === agent && other.fact.type === fact.type
    );
    if (at === -1) return this.say(message, chars);
    const { fact: before } = this.#batch[at] as Tell;
    this.#batch[at] = { ...message, fact: fact.type === "mind" ? { ...before, ...fact } : fact };
    this.#soon();
  }

  /** Says what was spent, added to what has not left yet. */
  usage(call: number, usage: Usage): void {
    const at = this.#batch.findIndex((other) => other.type === "usage" && other.call === call);
    if (at === -1) return this.say({ type: "usage", call, usage });
    const { usage: before } = this.#batch[at] as Spent;
    this.#batch[at] = { type: "usage", call, usage: addUsage(before, usage) };
    this.#soon();
  }

  /** Says a line; of a flood of them, how many there were. */
  line(message: Line): void {
    if (this.#mayAddLine()) this.say(message);
  }

  /** Says what there is now. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#dropped > 0) {
      const fields = { lines: this.#dropped };
      this.#batch.push({ type: "log", level: "warn", message: "an agent said too much", fields });
    }
    const batch = this.#batch;
    this.#batch = [];
    this.#open.clear();
    this.#chars =
      this.#size =
      this.#lines =
      this.#dropped =
        0;
    if (batch.length > 0) {
      this.#postedAt = this.#options.clock.monotonic();
      this.#options.post(batch);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #add(message: FromWorker, chars: number): void {
    this.#open.clear();
    this.#batch.push(message);
    this.#chars += chars;
    this.#size++;
  }

  #mayAddLine(): boolean {
    if (++this.#lines <= BATCH_LINES) return true;
    this.#dropped++;
    this.#soon();
    return false;
  }

  // An agent that never lets the loop run would keep the timer from firing: so the time is looked at too.
  #soon(): void {
    const { clock, windowMs } = this.#options;
    const waited = clock.monotonic() - this.#postedAt;
    if (waited >= windowMs) return this.flush();
    this.#timer ??= clock.after(windowMs - waited, () => this.flush());
  }
}

/** Adds a piece of text to the one before it, if they are of one kind and together not too long. */
function join(last: AgentEvent | undefined, event: AgentEvent): boolean {
  if (event?.type !== "text" && event?.type !== "reasoning") return false;
  if (last?.type !== event.type) return false;
  if (typeof event.text !== "string" || typeof last.text !== "string") return false;
  if (last.text.length + event.text.length > VALUE_CHARS) return false;
  last.text += event.text;
  return true;
}

function addUsage(before: Usage, more: Usage): Usage {
  const sum: Usage = { ...before, ...more };
  for (const name of ["input", "output", "reasoning", "total", "calls"] as const) {
    const [a, b] = [before[name], more[name]];
    if (a !== undefined || b !== undefined) sum[name] = (a ?? 0) + (b ?? 0);
  }
  return sum;
}
