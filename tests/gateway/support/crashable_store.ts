/** A store whose process can die: what it is told after that is lost. */
import type { Store, StoreChange } from "../../../src/store/store.ts";

/** `crash()` ends the life of the store; `survivor` is what a later process finds. */
export function crashable(store: Store): Store & { crash(): void; survivor: Store } {
  let crashed = false;
  const write = (changes: readonly StoreChange[]) => {
    if (!crashed) store.write(changes);
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === "crash") return () => crashed = true;
      if (name === "survivor") return target;
      if (name === "write") return write;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  }) as Store & { crash(): void; survivor: Store };
}
