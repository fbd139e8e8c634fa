/**
 * @module
 */

/** Characters a prompt from a pipe may have; a gateway takes no frame that is much larger. */
const MOST_CHARS = 8 * 1024 * 1024;

/**
 * What a pipe says: line by line as it comes, or all of it at its end.
 *
 * @throws {RangeError} for more in one piece than can be said
 */
export async function* inputLines(
  input: ReadableStream<Uint8Array>,
  { whole }: { whole: boolean },
): AsyncGenerator<string, void> {
  const reader = input.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    text += decoder.decode(step.value, { stream: true });
    if (!whole) {
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      yield* lines;
    }
    if (text.length > MOST_CHARS) {
      throw new RangeError(`Reading stdin: it says more than ${MOST_CHARS} characters at once`);
    }
  }
  text += decoder.decode();
  yield whole ? text.replace(/\r?\n$/, "") : text;
}
