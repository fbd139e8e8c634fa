/**
 * Where each session's newest events are.
 *
 * @module
 */

/** A session's events in the tail, oldest first and without holes. */
export interface TailRun {
  /** Number of the oldest. */
  first: number;
  /** Rows, ascending. */
  ids: number[];
  /** Characters of each. */
  chars: number[];
}

type Step =
  | { session: number; below: number }
  | { session: number; seq: number; id: number; chars: number };

/**
 * The index of the events that are not settled, in memory: their table is in the order of writing. What a
 * transaction does to it comes true with {@linkcode EventTail.commit}.
 */
export class EventTail {
  readonly #runs = new Map<number, TailRun>();
  #steps: Step[] = [];
  #rows = 0;
  #chars = 0;

  /** Events in the tail. */
  get rows(): number {
    return this.#rows;
  }

  /** Their characters. */
  get chars(): number {
    return this.#chars;
  }

  /** The runs by session, in the order of whose turn it is to be settled. */
  get runs(): Iterable<[number, TailRun]> {
    return this.#runs;
  }

  run(session: number): TailRun | undefined {
    return this.#runs.get(session);
  }

  /** A session's run as it will be when the transaction is kept. */
  outlook(session: number): TailRun | undefined {
    const tail = new EventTail();
    const run = this.#runs.get(session);
    if (run) tail.load(session, { ...run, ids: [...run.ids], chars: [...run.chars] });
    tail.#steps = this.#steps.filter((step) => step.session === session);
    tail.commit();
    return tail.run(session);
  }

  /** Row of the oldest event, as it will be when the transaction is kept; `undefined`: there is none. */
  oldestId(): number | undefined {
    const dropped = new Map<number, number>();
    let oldest = Infinity;
    for (const step of this.#steps) {
      if ("below" in step) dropped.set(step.session, step.below);
      else oldest = Math.min(oldest, step.id);
    }
    for (const [session, { first, ids }] of this.#runs) {
      const id = ids[Math.max(0, (dropped.get(session) ?? 0) - first)];
      if (id !== undefined && id < oldest) oldest = id;
    }
    return oldest === Infinity ? undefined : oldest;
  }

  /** Takes up a run that was found in the table. */
  load(session: number, run: TailRun): void {
    this.#runs.set(session, run);
    this.#rows += run.ids.length;
    for (const chars of run.chars) this.#chars += chars;
  }

  /** The transaction appends an event. */
  append(session: number, event: { seq: number; id: number; chars: number }): void {
    this.#steps.push({ session, ...event });
  }

  /** The transaction takes a session's events below `below` out of the tail. */
  drop(session: number, below: number): void {
    this.#steps.push({ session, below });
  }

  /** The transaction is kept. */
  commit(): void {
    const steps = this.#steps;
    this.#steps = [];
    for (const step of steps) {
      if ("below" in step) this.#drop(step.session, step.below);
      else this.#append(step);
    }
  }

  /** The transaction is undone. */
  rollBack(): void {
    this.#steps = [];
  }

  #append(
    { session, seq, id, chars }: { session: number; seq: number; id: number; chars: number },
  ) {
    const run = this.#runs.get(session);
    if (run) {
      run.ids.push(id);
      run.chars.push(chars);
    } else {
      this.#runs.set(session, { first: seq, ids: [id], chars: [chars] });
    }
    this.#rows++;
    this.#chars += chars;
  }

  #drop(session: number, below: number): void {
    const run = this.#runs.get(session);
    if (!run || below <= run.first) return;
    const count = Math.min(run.ids.length, below - run.first);
    for (const chars of run.chars.splice(0, count)) this.#chars -= chars;
    run.ids.splice(0, count);
    this.#rows -= count;
    run.first += count;
    // To the end of the queue: a long run must not keep the others from their turn.
    this.#runs.delete(session);
    if (run.ids.length > 0) this.#runs.set(session, run);
  }
}
