/**
 * @module
 */
import { redactCommand } from "../redact_command.ts";
import type { ProcessEnd } from "../spawn.ts";

/** Lines and characters that tell how a program ended without filling a window. */
const MAX_LINES = 8;
const MAX_CHARS = 1_500;
// Colours, and whatever else moves a terminal's cursor; then control characters that stand alone.
// deno-lint-ignore no-control-regex -- an escape is one
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;
const CONTROLS = /[\p{Cc}\p{Cf}]+/gu;

/** The last lines of a program, as they may be shown: without secrets and control characters. */
export function lastWords(lines: readonly string[], secrets: readonly string[]): string {
  const plain = lines.map((line) => line.replace(ESCAPES, "").replace(CONTROLS, " ").trimEnd())
    // A line that was cut may end in half a secret, which nothing would find.
    .map((line) => line.replace(/(?<=^|\s)\S*…$/, "…"));
  const told = redactCommand(plain.join("\n"), secrets).split("\n").slice(-MAX_LINES).join("\n");
  return told.length <= MAX_CHARS ? told : `…${told.slice(1 - MAX_CHARS).toWellFormed()}`;
}

/** How a process ended, in words: `exit code 3`, `signal SIGKILL`. */
export function nameOfEnd({ code, signal }: ProcessEnd): string {
  return signal !== null ? `signal ${signal}` : `exit code ${code}`;
}
