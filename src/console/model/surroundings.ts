/**
 * What the model needs of the place it runs in. It names no browser: a test hands in its own.
 *
 * @module
 */

/** A store of texts by name: a browser's `sessionStorage` is one. */
export interface KeyValue {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** See the module. */
export interface Surroundings {
  /** Calls back once, before the next frame is drawn. */
  frame(callback: () => void): void;
  /** Calls back once, so many milliseconds from now; answers what calls that off. */
  after(ms: number, callback: () => void): () => void;
  /** Whether somebody can see the page now. */
  visible(): boolean;
  /** What a reload of the page keeps. */
  readonly kept: KeyValue;
  /** An id nobody else has. */
  newId(): string;
}

/** A store that keeps nothing beyond itself, for browsers that allow none. */
export function memoryStore(): KeyValue {
  const all = new Map<string, string>();
  return {
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: (key) => void all.delete(key),
  };
}

/** Writes into a store, which may be full or forbidden: then it is not kept, and nothing else happens. */
export function keep(store: KeyValue, key: string, value: unknown): void {
  try {
    if (value === undefined) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch {
    // A convenience: without it a reload forgets a draft.
  }
}

/** What was kept; `undefined` where there is none, or none that can be read. */
export function kept(store: KeyValue, key: string): unknown {
  try {
    const text = store.getItem(key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
