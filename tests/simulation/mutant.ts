/** Something wrong that a simulation must notice. */
import type { Store } from "../../src/store/store.ts";

/** A fault put between the gateway and the world: its code stays as it is. */
export interface Mutant {
  readonly name: string;
  /** Stands between a gateway and its store. A new one for each life of a gateway. */
  store?(store: Store): Store;
  /** Stands in one peer's way out: what arrives instead of a frame. A new one for each connection. */
  outbound?(): (frame: string) => string[];
  /** Stands in one peer's way in. */
  inbound?(): (frame: string) => string;
  /** A peer that goes away is not noticed. */
  deaf?: boolean;
}
