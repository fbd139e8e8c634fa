/**
 * @module
 */
import { speaksOf, type Store, type StoredSession } from "../store/store.ts";
import type { Registry } from "./registry.ts";
import { storedRow } from "./stored_row.ts";

/** Which conversations are looked for. */
export interface ConversationQuery {
  /** At most so many that are not live; those that are come on top. */
  limit: number;
  /** Sources that are left out. */
  without: readonly string[];
  /** Only those with this in the title or the preview. Default: all. */
  text?: string;
}

/**
 * Conversations, live or not, the newest activity first. Live ones know more than their rows.
 *
 * @throws {StoreError}
 */
export function conversationRows(
  registry: Pick<Registry, "all">,
  store: Store,
  { limit, without, text = "" }: ConversationQuery,
): StoredSession[] {
  const rows = new Map<string, StoredSession>();
  for (const session of registry.all()) {
    if (session.keeper.kept) rows.set(session.storedId, storedRow(session));
  }
  // A store that is out may still have a live one under a stored id it had before.
  const own = new Set(registry.all().flatMap(({ keeper }) => keeper.chain));
  for (const row of store.sessions({ limit: limit + rows.size, without, text })) {
    if (!own.has(row.id)) rows.set(row.id, row);
  }
  return [...rows.values()]
    .filter((row) => !without.includes(row.source) && speaksOf(row, text))
    .sort((a, b) => b.lastActive - a.lastActive);
}
