/**
 * @module
 */

/**
 * The length of `text` in bytes of UTF-8 if that is over `maxBytes`, else `null`.
 *
 * A UTF-16 unit takes one to three bytes, so the length alone settles nearly every frame.
 */
export function utf8BytesOver(text: string, maxBytes: number): number | null {
  if (text.length * 3 <= maxBytes) return null;
  const bytes = utf8Bytes(text);
  return bytes > maxBytes ? bytes : null;
}

/** The length of `text` in bytes of UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Of a surrogate pair each half counts two bytes: four together.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
