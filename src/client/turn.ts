/**
 * @module
 */
import type { GatewayEvent, Snapshot } from "./contracts.ts";
import { codes, hasCode } from "./errors.ts";
import { type Taken, type TurnEnd, TurnFinder } from "./turn_finder.ts";
import { type ResetEvent, type TurnEvent, TurnStream } from "./turn_stream.ts";

/** What a session does for the turns of its prompts. */
export interface TurnHost {
  readonly onError: (error: unknown) => void;
  ordered(): boolean;
  /** Asks how the session stands, for {@linkcode TurnControl.located}. */
  locate(): void;
  /** The turn is over: nothing more is of interest to it. */
  over(): void;
}

/** A promise that is only made for somebody. */
class Outcome<T> {
  #promise: Promise<T> | undefined;
  #settled: { value: T } | { error: unknown } | undefined;
  #resolve: (value: T) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  get asked(): boolean {
    return this.#promise !== undefined;
  }

  get promise(): Promise<T> {
    return this.#promise ??= new Promise<T>((resolve, reject) => {
      [this.#resolve, this.#reject] = [resolve, reject];
      if (this.#settled === undefined) return;
      if ("value" in this.#settled) resolve(this.#settled.value);
      else reject(this.#settled.error);
    });
  }

  resolve(value: T): void {
    this.#settled ??= { value };
    this.#resolve(value);
  }

  reject(error: unknown): void {
    this.#settled ??= { error };
    this.#reject(error);
  }
}

/** The side of a turn that its session moves. */
export interface TurnControl {
  /** Whether its events are coming. */
  readonly runs: boolean;
  /** Whether it may be anywhere, until the session was looked at. */
  readonly lost: boolean;
  accepted(status: Taken, again: boolean): void;
  take(event: GatewayEvent): void;
  reset(event: ResetEvent): void;
  settle(snapshot: Snapshot): void;
  /** How the session stands; an error, where it cannot be told. */
  located(told: Snapshot | Error): void;
  fail(error: unknown): void;
}

/**
 * A prompt and its turn. Iterate over it for the events, once; the loop ends with the turn. Leaving the loop
 * lets the turn go on.
 */
export class Turn implements AsyncIterable<TurnEvent> {
  /** The prompt's own id, by which the gateway tells it from others. */
  readonly id: string;
  readonly #stream = new TurnStream();
  readonly #accepted = new Outcome<Taken>();
  readonly #done = new Outcome<TurnEnd>();
  #read = false;

  private constructor(id: string) {
    this.id = id;
  }

  /** What became of the prompt: its turn began, it waits behind another, or it became a hint within that. */
  get accepted(): Promise<Taken> {
    return this.#accepted.promise;
  }

  /** How the turn ended. Fails with what the prompt failed with. */
  get done(): Promise<TurnEnd> {
    return this.#done.promise;
  }

  /** The events of the turn, in order; a failure comes behind what was told before it. */
  [Symbol.asyncIterator](): AsyncIterator<TurnEvent, undefined> {
    this.#read = true;
    return this.#stream;
  }

  /** Makes a turn, and what moves it. */
  static begin(id: string, text: string, host: TurnHost): [Turn, TurnControl] {
    const turn = new Turn(id);
    const stream = turn.#stream;
    const finder = new TurnFinder({
      text,
      ordered: host.ordered,
      locate: host.locate,
      onEvent: (event) => stream.push(event),
      onEnd(end) {
        host.over();
        stream.finish();
        turn.#done.resolve(end);
      },
    });
    return [turn, {
      get runs() {
        return finder.runs;
      },
      get lost() {
        return finder.lost;
      },
      accepted(status, again) {
        turn.#accepted.resolve(status);
        finder.taken(status, again);
      },
      take: (event) => finder.take(event),
      reset(event) {
        const { snapshot } = event.payload;
        if (finder.shows(snapshot)) stream.push(event);
        finder.reset(snapshot);
      },
      settle: (snapshot) => finder.settle(snapshot),
      located(told) {
        if (hasCode(told, codes.sessionNotFound)) return finder.notLive();
        if (told instanceof Error) return finder.unsettled();
        if (finder.lost) {
          stream.push({ type: "reset", payload: { reason: "resent", snapshot: told } });
        }
        finder.settle(told);
      },
      fail: (error) => {
        host.over();
        turn.#fail(error, host.onError);
      },
    }];
  }

  #fail(error: unknown, onError: (error: unknown) => void): void {
    const heeded = this.#read || this.#accepted.asked || this.#done.asked;
    this.#stream.finish({ error });
    this.#accepted.reject(error);
    this.#done.reject(error);
    // Somebody typed it, and nobody would learn that it was not taken.
    if (!heeded) queueMicrotask(() => this.#read || this.#asked || onError(error));
  }

  get #asked(): boolean {
    return this.#accepted.asked || this.#done.asked;
  }
}
