/**
 * @module
 */

/** What stands for a value that JSON cannot say. */
export const UNSAYABLE = "(a value that JSON cannot say)";

/**
 * A value as JSON can say it, and as text. A BigInt, a cycle or a `toJSON` that throws is replaced by a
 * note; what JSON would leave out (a function, `undefined`) becomes `null` and no text.
 */
export function sayable(value: unknown): { value: unknown; text: string } {
  if (typeof value === "string") return { value, text: value };
  try {
    const text: string | undefined = JSON.stringify(value);
    return text === undefined ? { value: null, text: "" } : { value, text };
  } catch {
    // The exception tells only which of the three it was.
    return { value: UNSAYABLE, text: UNSAYABLE };
  }
}
