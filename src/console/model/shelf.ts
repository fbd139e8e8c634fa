/**
 * @module
 */
import type { Conversation } from "./conversation.ts";

/** Each one has its whole history here, and keeps its agent at work on the gateway. */
const MOST_OPEN = 24;

/** Conversations in the order in which they were looked at, and which of them to let go of. */
export class Shelf {
  #seen: readonly Conversation[] = [];

  /** Somebody looks at one; answers those nobody has looked at for long, and in which nothing happens. */
  turnsTo(
    shown: Conversation,
    open: ReadonlyMap<string, Conversation>,
  ): readonly Conversation[] {
    const others = this.#seen.filter((each) => each !== shown && open.get(each.stored) === each);
    this.#seen = [...others, shown];
    const over = Math.max(0, open.size - MOST_OPEN);
    return others.filter((each) => each.atRest).slice(0, over);
  }
}
