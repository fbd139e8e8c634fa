/**
 * How numbers and data are put into words.
 *
 * @module
 */

/** What colours and moves the cursor in a terminal. */
// deno-lint-ignore no-control-regex -- they are what it looks for
const TERMINAL_CODES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;

/** How long something took: `40 ms`, `0.4 s`, `12 s`, `3 min 20 s`. */
export function inSeconds(seconds: number): string {
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** How much text there is: `1,204 characters`. */
export function length(text: string): string {
  return `${text.length.toLocaleString("en")} ${text.length === 1 ? "character" : "characters"}`;
}

/** Data as people read it: text as it is, JSON in lines. */
export function asText(value: unknown): string {
  if (typeof value === "string") return pretty(value).replace(TERMINAL_CODES, "");
  return JSON.stringify(value, null, 2) ?? "";
}

/** JSON that came as a text is put into lines too. */
function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text) || text.length > 200_000) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    // No JSON, only a bracket.
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}
