/**
 * The ids the wire protocol uses.
 *
 * @module
 */

/** `bytes` random bytes as lower-case hexadecimal. */
export function randomHex(bytes: number): string {
  const buffer = crypto.getRandomValues(new Uint8Array(bytes));
  let text = "";
  for (const byte of buffer) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The id of a live session: 8 hexadecimal digits. It never changes while the session lives. */
export function liveSessionId(): string {
  return randomHex(4);
}

const SUFFIXES = 2 ** 24;
let suffix: number | undefined;

/**
 * The durable id of a conversation, `YYYYMMDD_HHMMSS_` + 6 hexadecimal digits, in UTC.
 *
 * The digits begin anywhere and count on. Drawn anew each time, two of a thousand conversations opened
 * within a second share an id in 3 of 100 cases, and so a row in the store.
 *
 * @param now milliseconds since the epoch
 */
export function storedSessionId(now: number): string {
  const stamp = new Date(now).toISOString();
  const date = stamp.slice(0, 10).replaceAll("-", "");
  const time = stamp.slice(11, 19).replaceAll(":", "");
  suffix = ((suffix ?? Number.parseInt(randomHex(3), 16)) + 1) % SUFFIXES;
  return `${date}_${time}_${suffix.toString(16).padStart(6, "0")}`;
}
