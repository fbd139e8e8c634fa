/**
 * @module
 */

/**
 * Bytes of a text in UTF-8, counted only where it could matter: a text of so few characters that it
 * cannot be over `limit` bytes answers its length in characters.
 */
export function utf8Length(text: string, limit: number): number {
  // A character is one to three bytes; a surrogate pair is two characters and four bytes.
  if (text.length * 3 <= limit || text.length > limit) return text.length;
  return new TextEncoder().encode(text).length;
}
