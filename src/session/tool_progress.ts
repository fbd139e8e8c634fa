/**
 * How much windows are told of the tools an agent uses: the setting `verbose`.
 *
 * @module
 */
import { redactCommand } from "../agent/redact_command.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events, type PayloadOf } from "../protocol/events.ts";
import { subagentEvents } from "../protocol/subagent_events.ts";

/** `new` and `all` differ only in what a window makes of them. */
export type ToolProgress = "off" | "new" | "all" | "verbose";

/** Characters and lines of a verbose text, as clients expect them; the mark at its beginning comes on top. */
const CHARS = 1_000;
const LINES = 16;
/** Characters that are looked at: what is shown is the end of them, and looking costs time. */
const LOOKED_AT = 16 * 1_024;

const silent: ReadonlySet<EventKind> = new Set<EventKind>([
  events.toolGenerating as EventKind,
  events.toolStart as EventKind,
  events.toolProgress as EventKind,
  events.reasoningAvailable as EventKind,
  ...Object.values(subagentEvents as Readonly<Record<string, EventKind>>),
]);
const toolComplete = events.toolComplete as EventKind;

/** Whether an event is kept from windows while the progress of tools is `off`. What changes files is told. */
export function isSilent(kind: EventKind, payload: Payload): boolean {
  if (kind !== toolComplete) return silent.has(kind);
  return (payload as PayloadOf<typeof events.toolComplete>).inline_diff === undefined;
}

/**
 * What a tool was given, or has answered, as a text to be read: without what looks like a secret, and no
 * longer than 16 lines and 1,000 characters behind a mark that says how much was left out. Missing where it
 * cannot be made safe.
 *
 * @param hide takes out secrets that are known
 */
export function verboseText(
  value: unknown,
  hide: (text: string) => string,
): string | undefined {
  try {
    // Before anything is cut: what is known may be of several words.
    const text = hide(typeof value === "string" ? value : JSON.stringify(value, null, 2) ?? "");
    const seen = text.length <= LOOKED_AT ? text : wholeWords(text.slice(-LOOKED_AT));
    const safe = redactCommand(seen);
    const shown = ending(safe);
    const omitted = text.length - seen.length + safe.length - shown.length;
    return omitted === 0 ? shown : `[… ${omitted} characters omitted]\n${shown}`;
  } catch {
    // What could not be looked through may hold anything: the call itself is told of all the same.
    return undefined;
  }
}

/** Without the word it begins in the midst of: half a secret is not found. */
function wholeWords(text: string): string {
  const space = text.search(/\s/);
  return space === -1 ? "" : text.slice(space + 1);
}

function ending(text: string): string {
  const lines = text.split("\n");
  const last = lines.slice(-LINES).join("\n");
  if (last.length <= CHARS) return last;
  const cut = last.slice(-CHARS);
  // A character of two halves is not cut in two.
  return /^[\uDC00-\uDFFF]/.test(cut) ? cut.slice(1) : cut;
}
