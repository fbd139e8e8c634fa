/**
 * @module
 */

/** The beginning of a text, and how much of it was left out: `… [12 of 345 characters]`. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit).toWellFormed()}\n… [${limit} of ${text.length} characters]`;
}

/** The end of a text, and how much of it was left out. */
export function cutFront(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `[${limit} of ${text.length} characters] …\n${text.slice(-limit).toWellFormed()}`;
}

/**
 * A value from JSON that takes at most `limit` characters as JSON: itself, or the beginning of its
 * notation where it would take more.
 */
export function cutValue(value: unknown, limit: number): unknown {
  if (typeof value === "string") return cutText(value, limit);
  const notation = JSON.stringify(value) ?? "";
  return notation.length <= limit ? value : cutText(notation, limit);
}
