/**
 * Rows of sessions, messages and prompts in SQLite.
 *
 * @module
 */
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from "./sql_database.ts";
import { parseJson } from "./sql_failure.ts";
import {
  type SessionQuery,
  smallLetters,
  type StoredMessage,
  type StoredPrompt,
  type StoredSession,
} from "./store.ts";

const SQL = {
  insert: `INSERT INTO session
      (id, live_id, title, source, parent, created_at, last_active, ended_at, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  update: `UPDATE session SET id = ?, live_id = ?, title = ?, source = ?, parent = ?,
      created_at = ?, last_active = ?, ended_at = ?, body = ?
    WHERE key = ?`,
  remove: "DELETE FROM session WHERE key = ?",
  marks: "SELECT key, events_from, settled_to FROM session WHERE id = ?",
  idOf: "SELECT id FROM session WHERE key = ?",
  byId: "SELECT body FROM session WHERE id = ?",
  byLiveId: "SELECT body FROM session WHERE live_id = ? ORDER BY created_at DESC, key DESC LIMIT 1",
  byTitle: "SELECT body FROM session WHERE title = ? ORDER BY created_at DESC, key DESC LIMIT 1",
  newest: `SELECT body FROM session
    WHERE (? OR ended_at IS NULL) AND source NOT IN (SELECT value FROM json_each(?))
      AND (? OR json_extract(body, '$.ended.reason') IS NOT 'compression')
      AND (? = '' OR instr(lower(title || char(10) || json_extract(body, '$.preview')), ?) > 0)
    ORDER BY last_active DESC, key DESC LIMIT ?`,
  children: "SELECT body FROM session WHERE parent = ? ORDER BY created_at, key",
  messages: "SELECT body FROM message WHERE session = ? ORDER BY position",
  messageCount: "SELECT max(position) + 1 AS count FROM message WHERE session = ?",
  cut: "DELETE FROM message WHERE session = ? AND position >= ?",
  add: "INSERT INTO message (session, position, body) VALUES (?, ?, ?)",
  prompt: "SELECT body FROM prompt WHERE session = ? AND id = ?",
  openPrompts: `SELECT p.body FROM prompt p JOIN session s ON s.key = p.session
    WHERE p.open = 1 ORDER BY p.at, p.key`,
  keepPrompt: `INSERT INTO prompt (session, id, open, at, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (session, id)
    DO UPDATE SET open = excluded.open, at = excluded.at, body = excluded.body`,
} as const;

/** The tables of all but events. What its methods throw is the driver's. */
export class SqlSessions {
  readonly #sql: Record<keyof typeof SQL, SqlStatement>;

  constructor(db: SqlDatabase) {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared);
  }

  /** What the row says of a session's key and events. */
  find(id: string): { key: number; from: number; settledTo: number } | undefined {
    const row = this.#sql.marks.get(id);
    return row && {
      key: Number(row.key),
      from: Number(row.events_from),
      settledTo: Number(row.settled_to),
    };
  }

  idOf(key: number): string | undefined {
    const row = this.#sql.idOf.get(key);
    return row && String(row.id);
  }

  /** @param key of the row to replace; `undefined`: there is none */
  keep(session: StoredSession, key: number | undefined): void {
    const { id, liveId, title, source, parent, createdAt, lastActive, ended } = session;
    const values: SqlValue[] = [
      id,
      liveId,
      title,
      source,
      parent?.id ?? null,
      createdAt,
      lastActive,
      ended?.at ?? null,
      JSON.stringify(session),
    ];
    if (key === undefined) this.#sql.insert.run(...values);
    else this.#sql.update.run(...values, key);
  }

  remove(key: number): void {
    this.#sql.remove.run(key);
  }

  byId(id: string): StoredSession | undefined {
    return parse(this.#sql.byId.get(id));
  }

  byLiveId(liveId: string): StoredSession | undefined {
    return parse(this.#sql.byLiveId.get(liveId));
  }

  byTitle(title: string): StoredSession | undefined {
    return parse(this.#sql.byTitle.get(title));
  }

  newest({ limit, without = [], superseded = false, unended = false, text = "" }: SessionQuery) {
    const small = smallLetters(text);
    const values = [unended ? 0 : 1, JSON.stringify(without), superseded ? 1 : 0];
    return this.#sql.newest.all(...values, small, small, limit).map(parseRow<StoredSession>);
  }

  children(id: string): StoredSession[] {
    return this.#sql.children.all(id).map(parseRow<StoredSession>);
  }

  messages(key: number): StoredMessage[] {
    return this.#sql.messages.all(key).map(parseRow<StoredMessage>);
  }

  messageCount(key: number): number {
    return Number(this.#sql.messageCount.get(key)?.count ?? 0);
  }

  keepMessages(key: number, from: number, messages: readonly StoredMessage[]): void {
    this.#sql.cut.run(key, from);
    for (const [i, message] of messages.entries()) {
      this.#sql.add.run(key, from + i, JSON.stringify(message));
    }
  }

  prompt(key: number, id: string): StoredPrompt | undefined {
    return parse(this.#sql.prompt.get(key, id));
  }

  openPrompts(): StoredPrompt[] {
    return this.#sql.openPrompts.all().map(parseRow<StoredPrompt>);
  }

  keepPrompt(key: number, prompt: StoredPrompt): void {
    const open = prompt.state === "open" ? 1 : 0;
    this.#sql.keepPrompt.run(key, prompt.id, open, prompt.at, JSON.stringify(prompt));
  }
}

function parse<T>(row: SqlRow | undefined): T | undefined {
  return row && parseRow(row);
}

function parseRow<T>(row: SqlRow): T {
  return parseJson(row.body);
}
