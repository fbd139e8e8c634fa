/**
 * @module
 */
import { guardCallback } from "../lib/guard_callback.ts";

/** Listeners by the name of what they wait for. `E`: what each name brings. */
export class Listeners<E extends Record<keyof E, unknown[]>> {
  #byName: { [K in keyof E]?: Set<(...args: E[K]) => void> } = nothing();
  readonly #onError: (error: unknown) => void;

  /** @param onError takes what a listener throws */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Answers what takes the listener off again. One that is added twice is called twice. */
  on<K extends keyof E>(
    name: K,
    listener: (...args: E[K]) => void,
    signal?: AbortSignal,
  ): () => void {
    if (signal?.aborted) return () => {};
    const all: Set<(...args: E[K]) => void> = this.#byName[name] ??= new Set();
    const added = (...args: E[K]) => listener(...args);
    all.add(added);
    const off = () => {
      signal?.removeEventListener("abort", off);
      all.delete(added);
    };
    signal?.addEventListener("abort", off, { once: true });
    return off;
  }

  /** Calls every listener; what one throws keeps none of the others from hearing. */
  tell<K extends keyof E>(name: K, ...args: E[K]): void {
    // A copy: whoever is added meanwhile hears from the next time on.
    for (const listener of [...this.#byName[name] ?? []]) {
      guardCallback(listener, this.#onError)(...args);
    }
  }

  clear(): void {
    this.#byName = nothing();
  }
}

/** Without what every object has: what is told may be named by somebody else, as events are. */
function nothing(): Record<never, never> {
  return Object.create(null);
}
