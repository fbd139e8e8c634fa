/**
 * The statements that keep events.
 *
 * @module
 */

/** Events that come in with one statement. Eight cost half of what they cost one by one; more, no less. */
export const ROWS_AT_ONCE = 8;
/** Values of a row of them. */
export const COLUMNS = 5;

/** The lower half of a run's id: the number of its first event. The upper half is its session's key. */
const SEQ_BITS = 0xffff_ffff;

/** Of the events themselves, and of what is known of them in all. */
export const EVENT_SQL = {
  append: appendRows(1),
  appendMany: appendRows(ROWS_AT_ONCE),
  read: `SELECT seq, frame FROM event WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
  mark: `UPDATE session SET events_from = ?, settled_to = ?, settled_chars = settled_chars + ?
    WHERE key = ?`,
  ownChars: "SELECT settled_chars AS chars FROM session WHERE key = ?",
  addChars: "UPDATE meta SET value = value + ? WHERE name = 'settled_chars'",
  allChars: "SELECT value AS chars FROM meta WHERE name = 'settled_chars'",
  discard: `INSERT INTO trash (session, below) VALUES (?, ?) ON CONFLICT (session)
    DO UPDATE SET below = CASE WHEN excluded.below IS NULL THEN NULL ELSE max(below, excluded.below) END`,
  newestRow: "SELECT max(id) AS id FROM event",
  tailFrom: "SELECT value AS id FROM meta WHERE name = 'tail_from'",
  moveTail: "UPDATE meta SET value = ? WHERE name = 'tail_from'",
  // Rows that are none of their session's, or were settled or forgotten, are left out.
  tail: `SELECT t.session, min(t.seq) AS first, json_group_array(t.id ORDER BY t.id) AS ids,
      json_group_array(t.chars ORDER BY t.id) AS chars
    FROM event t JOIN session s ON s.key = t.session
    WHERE t.id >= ? AND t.seq >= s.events_from AND t.seq > s.settled_to
    GROUP BY t.session ORDER BY min(t.id)`,
} as const;

/** Of runs. */
export const RUN_SQL = {
  add: "INSERT INTO event_run (id, chars, ids) VALUES (? << 32 | ?, ?, ?)",
  covering: `SELECT id & ${SEQ_BITS} AS first, chars, ids FROM event_run
    WHERE id >= (? << 32) AND id <= (? << 32 | ?) ORDER BY id DESC LIMIT 1`,
  behind: `SELECT id & ${SEQ_BITS} AS first, chars, ids FROM event_run
    WHERE id > (? << 32 | ?) AND id <= (? << 32 | ${SEQ_BITS}) ORDER BY id LIMIT 1`,
  shorten: "UPDATE event_run SET chars = ?, ids = ? WHERE id = (? << 32 | ?)",
  sizes: "SELECT chars FROM event WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
} as const;

/** Of what is dead. */
export const DEAD_SQL = {
  lastOf: `SELECT max(first) AS last FROM (SELECT id & ${SEQ_BITS} AS first FROM event_run
    WHERE id >= (? << 32) AND id < (? << 32 | ?) ORDER BY id LIMIT ?)`,
  bury: `INSERT INTO dead_run (oldest, ids) SELECT json_extract(ids, '$[0]'), ids FROM event_run
    WHERE id >= (? << 32) AND id <= (? << 32 | ?)`,
  leave: "DELETE FROM event_run WHERE id >= (? << 32) AND id <= (? << 32 | ?)",
  oldest: "SELECT oldest, ids FROM dead_run ORDER BY oldest LIMIT ?",
  sizes: `SELECT id, chars FROM event WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
  remove: "DELETE FROM event WHERE id IN (SELECT value FROM json_each(?))",
  forget: "DELETE FROM dead_run WHERE oldest IN (SELECT value FROM json_each(?))",
} as const;

/** The number above all events' numbers. */
export const NO_SEQ: number = SEQ_BITS;

function appendRows(count: number): string {
  const rows = Array(count).fill("(?, ?, ?, ?, ?)").join(", ");
  return `INSERT INTO event (id, session, seq, chars, frame) VALUES ${rows}`;
}
