/**
 * Which sockets a sign-in has let in, so that they end with it.
 *
 * @module
 */

/** Open sockets by sign-in. */
export class SignInSockets {
  readonly #closers = new Map<string, Set<() => void>>();

  /**
   * Remembers a socket.
   *
   * @param close ends the socket
   * @returns forgets it again: to be called when it has ended, whoever ended it
   */
  add(signIn: string, close: () => void): () => void {
    const closers = this.#closers.get(signIn) ?? new Set();
    closers.add(close);
    this.#closers.set(signIn, closers);
    return () => this.#remove(close);
  }

  /** Sockets remembered at the moment. */
  get size(): number {
    return [...this.#closers.values()].reduce((sum, closers) => sum + closers.size, 0);
  }

  /** Ends every socket of a sign-in. */
  close(signIn: string): void {
    const closers = this.#closers.get(signIn) ?? [];
    this.#closers.delete(signIn);
    for (const close of closers) close();
  }

  /** A browser has replaced its sign-in by another: its open windows go over to that one. */
  hand(from: string, to: string): void {
    const closers = this.#closers.get(from);
    if (closers === undefined) return;
    this.#closers.delete(from);
    this.#closers.set(to, closers);
  }

  #remove(close: () => void): void {
    for (const [signIn, closers] of this.#closers) {
      if (!closers.delete(close)) continue;
      if (closers.size === 0) this.#closers.delete(signIn);
      return;
    }
  }
}
