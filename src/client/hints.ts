/**
 * What a client's surroundings know of the network before it does.
 *
 * @module
 */

/** Where hints come from. */
export interface Hints {
  /**
   * Calls `wake` when it may be worth looking at the connection now: the network is back, the page is looked at
   * again. Answers what ends that.
   */
  watch(wake: () => void): () => void;
}

interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

interface Surroundings extends Partial<Target> {
  document?: Target & { visibilityState?: string };
}

/** The browser's, as far as there is one; elsewhere there are no hints. */
export function globalHints(from: Surroundings = globalThis as Surroundings): Hints {
  return {
    watch(wake) {
      const { document } = from;
      const seen = () => {
        if (document?.visibilityState === "visible") wake();
      };
      from.addEventListener?.("online", wake);
      document?.addEventListener("visibilitychange", seen);
      return () => {
        from.removeEventListener?.("online", wake);
        document?.removeEventListener("visibilitychange", seen);
      };
    },
  };
}
