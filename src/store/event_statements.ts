/**
 * The statements that keep events.
 *
 * @module
 */

/** Events that come in with one statement. Eight cost half of what they cost one by one; more, no less. */
export const ROWS_AT_ONCE = 8;
/** Values of a row of them. */
export const COLUMNS = 5;

/** The lower half of a settled event's id: its number. The upper half is its session's key. */
const SEQ_BITS = 0xffff_ffff;

/** By what they do. */
export const SQL = {
  append: appendRows(1),
  appendMany: appendRows(ROWS_AT_ONCE),
  settled: `SELECT id & ${SEQ_BITS} AS seq, frame FROM event
    WHERE id >= (? << 32 | ?) AND id <= (? << 32 | ${SEQ_BITS}) ORDER BY id LIMIT ?`,
  tail: `SELECT seq, frame FROM event_tail WHERE id IN (SELECT value FROM json_each(?))
    ORDER BY id`,
  settle: `INSERT INTO event (id, chars, frame)
    SELECT session << 32 | seq, chars, frame FROM event_tail
    WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
  mark: `UPDATE session SET events_from = ?, settled_to = ?, settled_chars = settled_chars + ?
    WHERE key = ?`,
  ownChars: "SELECT settled_chars AS chars FROM session WHERE key = ?",
  addChars: "UPDATE meta SET value = value + ? WHERE name = 'settled_chars'",
  allChars: "SELECT value AS chars FROM meta WHERE name = 'settled_chars'",
  sizes: `SELECT id & ${SEQ_BITS} AS seq, chars FROM event
    WHERE id >= (? << 32 | ?) AND id <= (? << 32 | ${SEQ_BITS}) ORDER BY id LIMIT ?`,
  drop: "DELETE FROM event WHERE id >= (? << 32) AND id < (? << 32 | ?)",
  discard: `INSERT INTO trash (session, below) VALUES (?, ?) ON CONFLICT (session)
    DO UPDATE SET below = CASE WHEN excluded.below IS NULL THEN NULL ELSE max(below, excluded.below) END`,
  oldestRow: "SELECT min(id) AS id FROM event_tail",
  newestRow: "SELECT max(id) AS id FROM event_tail",
  tailSizes: "SELECT id, chars FROM event_tail WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
  clear: "DELETE FROM event_tail WHERE id < ?",
  // Rows that are dead are left out: they are none of their session's, or were settled or forgotten.
  runs: `SELECT t.session, min(t.seq) AS first, json_group_array(t.id ORDER BY t.id) AS ids,
      json_group_array(t.chars ORDER BY t.id) AS chars
    FROM event_tail t JOIN session s ON s.key = t.session
    WHERE t.seq >= s.events_from AND t.seq > s.settled_to
    GROUP BY t.session ORDER BY min(t.id)`,
} as const;

function appendRows(count: number): string {
  const rows = Array(count).fill("(?, ?, ?, ?, ?)").join(", ");
  return `INSERT INTO event_tail (id, session, seq, chars, frame) VALUES ${rows}`;
}
