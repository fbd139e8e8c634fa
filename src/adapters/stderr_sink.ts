/**
 * Log lines for people, on stderr.
 *
 * @module
 */
import type { LogRecord, Sink } from "@logtape/logtape";
import { errorStack } from "../lib/error_text.ts";
import type { LineQueue } from "./stdio_line_queue.ts";

/**
 * A LogTape sink that never waits and never throws: a reader of stderr who is slow loses lines, and is
 * told how many; one who is gone costs nothing.
 *
 * It redacts nothing: whoever logs keeps tokens, keys and prompts out of messages and fields.
 */
export function stderrSink(lines: LineQueue): Sink {
  return (record) => {
    try {
      lines.push(formatRecord(record));
    } catch {
      // A field whose text cannot be had (a getter that throws) must not cost the message.
      lines.push(`${stamp(record)} (a field could not be shown)`);
    }
  };
}

/**
 * One record as `time LEVEL message key=value`, times in UTC. Text with blanks is quoted and control
 * characters are escaped, so nothing a peer has sent can look like a line of ours. Errors, and text of
 * several lines, follow below, indented.
 */
export function formatRecord(record: LogRecord): string {
  const blocks: string[] = [];
  const fields = Object.entries(record.properties).map(([key, value]) => {
    const block = blockText(value);
    if (block !== undefined) blocks.push(indent(block));
    return ` ${key}=${fieldText(value)}`;
  });
  return [stamp(record) + fields.join(""), ...blocks].join("\n");
}

function stamp(record: LogRecord): string {
  const time = new Date(record.timestamp).toISOString();
  const message = record.message.map((part) => typeof part === "string" ? part : fieldText(part));
  return `${time} ${record.level.toUpperCase().padEnd(7)} ${escapeControls(message.join(""))}`;
}

function blockText(value: unknown): string | undefined {
  if (value instanceof Error) return errorStack(value);
  return typeof value === "string" && value.includes("\n") ? value : undefined;
}

function fieldText(value: unknown): string {
  if (value instanceof Error) return quoteIfNeeded(`${value.name}: ${value.message}`);
  if (typeof value === "string") return quoteIfNeeded(value.split("\n", 1)[0] ?? "");
  if (typeof value !== "object" || value === null) return String(value);
  return escapeControls(JSON.stringify(value));
}

function quoteIfNeeded(text: string): string {
  const isPlain = /^[^\s"=\\]+$/.test(text) && escapeControls(text) === text;
  return isPlain ? text : escapeControls(JSON.stringify(text));
}

// Terminal escapes, newlines, and the controls above ASCII that JSON leaves as they are.
function escapeControls(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

function indent(text: string): string {
  return text.split("\n").map((line) => `    ${escapeControls(line)}`).join("\n");
}
