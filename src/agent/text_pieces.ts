/** Longest piece in UTF-16 units: text without spaces (Chinese, base64) still arrives bit by bit. */
const MAX_PIECE_LENGTH = 32;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Cuts a text into words, each with the white space before it. The pieces joined are exactly the text,
 * and no cut falls inside a grapheme, not even where a space carries an accent. Works lazily: the first
 * piece of a long text costs no more than that of a short one.
 */
export function* textPieces(text: string): Generator<string, void, void> {
  let start = 0;
  let inWord = false;
  for (const { segment, index } of graphemes.segment(text)) {
    const blank = /^\s/.test(segment);
    if ((blank && inWord) || index - start >= MAX_PIECE_LENGTH) {
      yield text.slice(start, index);
      start = index;
      inWord = false;
    }
    inWord ||= !blank;
  }
  if (start < text.length) yield text.slice(start);
}

/**
 * The beginning of a text, at most `limit` UTF-16 units, with an ellipsis where something was left out.
 * Does not cut inside a grapheme; only looks at the part it returns.
 */
export function textPreview(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text.slice(0, limit))) {
    if (index + segment.length > limit - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
}
