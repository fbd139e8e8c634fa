/**
 * What an agent says, as it can cross to the gateway: plain data of a bounded size. All the work with large
 * values is done here, on the worker's side.
 *
 * @module
 */
import { isRecord } from "../../lib/is_record.ts";
import type { AgentEvent } from "../agent.ts";

/** Characters that cross in one value: a tool's result, its arguments, a piece of text. */
export const VALUE_CHARS = 65_536;

/** Members that mean nothing when they are cut: a longer one is left out. */
const WHOLE_MEMBERS: ReadonlySet<string> = new Set([
  ...["locations", "todos", "usage"],
  ...["toolsets", "filesRead", "filesWritten"],
]);

const UNSAYABLE = "(a value that JSON cannot say)";

/** A text of at most `limit` characters: a longer one ends in a note of how long it was. */
export function cutText(text: string, limit: number = VALUE_CHARS): string {
  if (text.length <= limit) return text;
  const note = `\n[cut: ${text.length} characters in all]`;
  return `${text.slice(0, Math.max(0, limit - note.length)).toWellFormed()}${note}`;
}

/**
 * A copy of a value that any channel can carry, and how many characters it has as JSON. What JSON cannot say
 * is replaced by a note; a larger value by the beginning of its JSON.
 */
export function portable(value: unknown, limit: number = VALUE_CHARS): Portable {
  if (typeof value === "string") return sized(cutText(value, limit));
  const text = jsonOf(value);
  if (text === undefined) return { value: null, chars: 4, cut: false };
  if (text.length > limit) return { ...sized(cutText(text, limit)), cut: true };
  return { value: JSON.parse(text), chars: text.length, cut: false };
}

/** What {@linkcode portable} answers. */
export interface Portable {
  value: unknown;
  chars: number;
  /** An object became text. */
  cut: boolean;
}

/** What {@linkcode portableEvent} answers. */
export interface PortableEvent {
  /** Garbage stays garbage: the session tells it apart. */
  event: AgentEvent;
  chars: number;
}

/** An event as it can cross: no member larger than {@linkcode VALUE_CHARS}. */
export function portableEvent(event: unknown): PortableEvent {
  if (!isRecord(event)) {
    const { value, chars } = portable(event, 256);
    return { event: value as AgentEvent, chars };
  }
  const copy: Record<string, unknown> = {};
  let chars = 0;
  for (const [name, member] of Object.entries(event)) {
    if (member === undefined) continue;
    const crossed = portable(member);
    if (crossed.cut && WHOLE_MEMBERS.has(name)) continue;
    copy[name] = crossed.cut && name === "args" ? { "(cut)": crossed.value } : crossed.value;
    chars += crossed.chars;
  }
  return { event: copy as unknown as AgentEvent, chars };
}

/** An event in as many pieces as its text needs, each as it can cross. */
export function* portablePieces(event: unknown): Generator<PortableEvent> {
  if (!isLongText(event)) return yield portableEvent(event);
  const { type, text } = event;
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = Math.min(text.length, from + VALUE_CHARS);
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to--;
    yield { event: { type, text: text.slice(from, to) }, chars: to - from };
  }
}

function isLongText(event: unknown): event is { type: "text" | "reasoning"; text: string } {
  if (!isRecord(event) || typeof event.text !== "string") return false;
  return (event.type === "text" || event.type === "reasoning") && event.text.length > VALUE_CHARS;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function sized(text: string): Portable {
  return { value: text, chars: text.length, cut: false };
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A BigInt, a cycle or a toJSON that throws: the exception tells only which of the three it was.
    return JSON.stringify(UNSAYABLE);
  }
}
