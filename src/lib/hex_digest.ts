/**
 * @module
 */

/**
 * The beginning of the SHA-256 of a text (as UTF-8) or of bytes, in hexadecimal digits: a name for content
 * that is never told apart by who made it.
 *
 * @param digits how many; default 32, which are 128 bits
 */
export async function hexDigest(
  content: string | BufferSource,
  digits = 32,
): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, digits);
}
