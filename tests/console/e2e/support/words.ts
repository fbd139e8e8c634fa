/** A text of which every word says where it stands: what is missing, or there twice, is seen at once. */

/** Words in one paragraph. */
const PARAGRAPH = 40;

/** The pieces of a text of so many words, each with what stands between it and the next. */
export function numberedWords(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const behind = at === count - 1 ? "" : (at + 1) % PARAGRAPH === 0 ? "\n\n" : " ";
    return `w${String(at + 1).padStart(4, "0")}${behind}`;
  });
}

/** How many of them a text has. */
export function countWords(text: string): number {
  return text.match(/\bw\d{4}\b/g)?.length ?? 0;
}
