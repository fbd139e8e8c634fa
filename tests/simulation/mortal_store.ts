/** The store of a process that can die in the middle of its work. */
import type { Store, StoreChange } from "../../src/store/store.ts";

/** When a process is to die: at so many writes from now, with that write done or not. */
export interface Death {
  writes: number;
  when: "before" | "after";
}

export interface Mortal {
  /** Once dead, nothing it does has an effect. */
  readonly dead: boolean;
  death: Death | undefined;
  die(how: string): void;
  /** Changes have reached the disk. */
  wrote(changes: readonly StoreChange[]): void;
}

/** Stands between a gateway and its store. */
export function mortalStore(store: Store, mortal: Mortal): Store {
  const write = (changes: readonly StoreChange[]) => {
    if (mortal.dead) return;
    const { death } = mortal;
    const dies = death !== undefined && --death.writes <= 0;
    if (dies && death.when === "before") return mortal.die("before a write");
    store.write(changes);
    mortal.wrote(changes);
    if (dies) mortal.die("after a write");
  };
  return overridden(store, { write });
}

/** A store with some of its methods replaced. */
export function overridden(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(methods, name) ?? Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
