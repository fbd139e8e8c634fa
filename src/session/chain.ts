/**
 * Conversations that have more than one row: each compression gave them a new one, and the numbers of
 * their events go on from row to row. Everything here throws {@linkcode StoreError} as the store does.
 *
 * @module
 */
import type {
  EventRange,
  Store,
  StoredEvent,
  StoredMessage,
  StoredPrompt,
  StoredSession,
} from "../store/store.ts";

/** The newest row of the conversation that a row belongs to. */
export function tipOf(store: Store, row: StoredSession): StoredSession {
  const seen = new Set<string>();
  let tip = row;
  for (let next: StoredSession | undefined = row; next !== undefined;) {
    tip = next;
    seen.add(tip.id);
    next = store.children(tip.id).findLast(({ id, parent }) =>
      parent?.how === "compression" && !seen.has(id)
    );
  }
  return tip;
}

/** The rows a conversation had before this one and still has, oldest first. */
export function rowsBefore(store: Store, row: StoredSession): StoredSession[] {
  const rows = [row];
  for (let oldest = row; oldest.parent?.how === "compression";) {
    const before = store.session(oldest.parent.id);
    if (before === undefined || rows.some(({ id }) => id === before.id)) break;
    rows.unshift(before);
    oldest = before;
  }
  return rows.slice(0, -1);
}

/**
 * What was said in the rows before one and is not in it.
 *
 * @param rows as {@linkcode rowsBefore} answers for `row`
 */
export function messagesBefore(
  store: Store,
  { rows, row }: { rows: readonly StoredSession[]; row: StoredSession },
): StoredMessage[] {
  const followers = [...rows.slice(1), row];
  return rows.flatMap(({ id }, i) => {
    const messages = store.messages(id);
    // The last of them were said once and are in the next row too.
    return messages.slice(0, Math.max(0, messages.length - (followers[i]?.parent?.carried ?? 0)));
  });
}

/**
 * Which events are kept of a conversation, without a hole.
 *
 * @param ids of its rows, oldest first
 */
export function chainRange(store: Store, ids: readonly string[]): EventRange {
  const [tip = "", ...older] = [...ids].reverse();
  const range = store.range(tip);
  let { first } = range;
  for (const id of older) {
    const before = store.range(id);
    if (before.latest + 1 !== first) break;
    first = before.first;
  }
  return { first, latest: range.latest };
}

/**
 * Events of a conversation with `seq > after`, oldest first, at most `limit`, and not beyond a hole
 * between two rows.
 *
 * @param ids of its rows, oldest first
 */
export function chainEvents(
  store: Store,
  ids: readonly string[],
  { after, limit }: { after: number; limit: number },
): StoredEvent[] {
  const found: StoredEvent[] = [];
  for (const id of ids) {
    const last = found.at(-1)?.seq;
    const page = store.events(id, { after: last ?? after, limit: limit - found.length });
    if (last !== undefined && page[0] !== undefined && page[0].seq !== last + 1) break;
    found.push(...page);
    if (found.length >= limit) break;
  }
  return found;
}

/** The prompt with an id, in whichever row it is. */
export function chainPrompt(
  store: Store,
  ids: readonly string[],
  promptId: string,
): StoredPrompt | undefined {
  for (const id of [...ids].reverse()) {
    const found = store.prompt(id, promptId);
    if (found !== undefined) return found;
  }
  return undefined;
}
