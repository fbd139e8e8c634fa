/**
 * Which sockets a sign-in has let in, so that they end with it.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import { MAX_TIMER_SECONDS } from "../lib/env.ts";

/** What {@linkcode SignInSockets} work with. */
export interface SignInSocketsOptions {
  clock: Clock;
  /** Milliseconds a sign-in still lasts; 0 when it has ended. */
  msLeft(signIn: string): number;
}

interface Entry {
  readonly closers: Set<() => void>;
  /** Set as long as there are sockets: it ends them with their sign-in. */
  timer: Timer;
}

/** Open sockets by sign-in. */
export class SignInSockets {
  readonly #options: SignInSocketsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SignInSocketsOptions) {
    this.#options = options;
  }

  /**
   * Remembers a socket, and ends it when its sign-in ends: at once, if that has happened already.
   *
   * @param close ends the socket
   * @returns forgets it again: to be called when it has ended, whoever ended it
   */
  add(signIn: string, close: () => void): () => void {
    const entry = this.#entries.get(signIn) ?? { closers: new Set(), timer: this.#watch(signIn) };
    this.#entries.set(signIn, entry);
    entry.closers.add(close);
    this.#closeIfEnded(signIn);
    return () => this.#remove(close);
  }

  /** Sockets remembered at the moment. */
  get size(): number {
    return [...this.#entries.values()].reduce((sum, { closers }) => sum + closers.size, 0);
  }

  /** Ends every socket of a sign-in. */
  close(signIn: string): void {
    const closers = this.#entries.get(signIn)?.closers ?? [];
    this.#forget(signIn);
    for (const close of closers) close();
  }

  /** Ends every socket whose sign-in was ended by something else than time. */
  closeEnded(): void {
    for (const signIn of [...this.#entries.keys()]) this.#closeIfEnded(signIn);
  }

  /** A browser has replaced its sign-in by another: its open windows go over to that one. */
  hand(from: string, to: string): void {
    const closers = this.#entries.get(from)?.closers;
    if (closers === undefined) return;
    this.#forget(from);
    this.#entries.set(to, { closers, timer: this.#watch(to) });
  }

  #closeIfEnded(signIn: string): void {
    if (this.#options.msLeft(signIn) <= 0) this.close(signIn);
  }

  // A sign-in lasts longer than the longest timer, so it may take more than one.
  #watch(signIn: string): Timer {
    const { clock, msLeft } = this.#options;
    const ms = Math.min(Math.ceil(msLeft(signIn)), MAX_TIMER_SECONDS * 1_000);
    return clock.after(ms, () => {
      const entry = this.#entries.get(signIn);
      if (entry === undefined) return;
      if (msLeft(signIn) <= 0) return this.close(signIn);
      entry.timer = this.#watch(signIn);
    });
  }

  #remove(close: () => void): void {
    for (const [signIn, { closers }] of this.#entries) {
      if (!closers.delete(close)) continue;
      if (closers.size === 0) this.#forget(signIn);
      return;
    }
  }

  #forget(signIn: string): void {
    this.#entries.get(signIn)?.timer.cancel();
    this.#entries.delete(signIn);
  }
}
