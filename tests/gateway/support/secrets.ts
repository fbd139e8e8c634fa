/** What must not be shown, and a store that tells what it was given. */
import { MemoryStore } from "../../../src/store/memory_store.ts";

export const PASSWORD = "correct-horse-hunter2";
export const KEY = 'k3y/"with" $igns';
/** Asks for {@linkcode KEY}. */
export const ASK_KEY = { kind: "secret", prompt: "key?", envVar: "API_KEY" } as const;

/** A store, and all that was written to it. */
export function recordedStore(): { store: MemoryStore; writes: unknown[] } {
  const store = new MemoryStore();
  const writes: unknown[] = [];
  const write = store.write.bind(store);
  store.write = (changes) => {
    writes.push(structuredClone(changes));
    write(changes);
  };
  return { store, writes };
}
