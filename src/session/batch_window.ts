/**
 * @module
 */
import { debounce, type DebouncedFunction } from "../lib/debounce.ts";

/**
 * One stream's place in a {@linkcode BatchWindow}. A stream is its own seat for as long as it lives, so
 * that joining and leaving, which happen for every few tokens, cost a flag and no entry in a set.
 */
export interface WindowSeat {
  /** Whether the seat waits for the end of a window; at first it does not. Written by its window only. */
  taken: boolean;
  /** Number of the window in whose list the seat stands; at first 0. Written by its window only. */
  listedIn: number;
  /** Called when a window ends. `true`: something was waiting, so another window should follow. */
  windowEnded(): boolean;
}

/**
 * The window in which pieces of streams are held, shared by all sessions of a gateway: a thousand
 * streams cost one timer, and what they held leaves in one turn of the event loop.
 *
 * A stream that joins late shares the window that runs, so it waits no longer than `ms`.
 */
export class BatchWindow {
  /** Length in milliseconds; 0: nothing is ever held. */
  readonly ms: number;
  readonly #endSoon: DebouncedFunction<[]>;
  readonly #report: (fault: unknown) => void;
  // Two lists that take turns: a window's end makes no garbage.
  #seats: WindowSeat[] = [];
  #spare: WindowSeat[] = [];
  #number = 1;
  #taken = 0;

  /**
   * @param report hears of a member that throws: a timer has nobody else to tell
   * @param together runs the end of a window: what its members say then belongs together
   */
  constructor(
    ms: number,
    report: (fault: unknown) => void,
    together: (run: () => void) => void = (run) => run(),
  ) {
    this.ms = ms;
    this.#report = report;
    this.#endSoon = debounce(() => together(() => this.#end()), ms);
  }

  /** Calls the seat's `windowEnded` at the end of the window that runs, or of one that starts now. */
  join(seat: WindowSeat): void {
    if (this.ms === 0 || seat.taken) return;
    seat.taken = true;
    this.#taken++;
    if (seat.listedIn !== this.#number) {
      seat.listedIn = this.#number;
      this.#seats.push(seat);
    }
    // Armed once a batch: debounce arms again at every call, and would starve a steady stream.
    if (!this.#endSoon.pending) this.#endSoon();
  }

  /** Frees the seat. The last to leave stops the timer. */
  leave(seat: WindowSeat): void {
    if (!seat.taken) return;
    seat.taken = false;
    this.#taken--;
    if (this.#taken > 0) return;
    this.#endSoon.clear();
    this.#seats.length = 0;
    this.#number++;
  }

  #end(): void {
    const ended = this.#number;
    const seats = this.#turnOver();
    for (const seat of seats) {
      // One that left, and may have joined again, while the others were called has nothing to end.
      if (!seat.taken || seat.listedIn !== ended) continue;
      seat.taken = false;
      this.#taken--;
      try {
        if (seat.windowEnded()) this.join(seat);
      } catch (fault) {
        this.#report(fault);
      }
    }
    seats.length = 0;
  }

  /** Begins the next list; answers the one that was filled until now. */
  #turnOver(): WindowSeat[] {
    const seats = this.#seats;
    this.#seats = this.#spare;
    this.#spare = seats;
    this.#number++;
    return seats;
  }
}
