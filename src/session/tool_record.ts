/**
 * What is kept of a tool that ran, beside its row, and how it is shown.
 *
 * @module
 */
import type { HistoryMessage, ToolRecord } from "../agent/agent.ts";
import { isRecord } from "../lib/is_record.ts";
import type { events, PayloadOf } from "../protocol/events.ts";
import type { DisplayMessage } from "../protocol/shapes.ts";

/** Characters of arguments that are kept: a larger call wrote a file, which its diff shows. */
const ARGS_CHARS = 16_384;
/** Characters of a diff that are kept, and of a result that are shown; as of one value of an agent's. */
const VALUE_CHARS = 65_536;
/** Characters of details in one answer, the newest first: a window shows a few screens of them at once. */
const DETAILS_CHARS = 2 * 1024 * 1024;

type Completed = PayloadOf<typeof events.toolComplete>;
type ShownTool = Extract<DisplayMessage, { role: "tool" }>;

/** What is kept of a call. */
export function toolRecord(payload: Completed): ToolRecord {
  const { tool_id, args, result, summary, duration_s, inline_diff } = payload;
  return {
    id: tool_id,
    args: keptArgs(args),
    ...(typeof result === "string" ? {} : { json: true as const }),
    ...(summary === undefined ? {} : { summary }),
    ...(duration_s === undefined ? {} : { durationSeconds: duration_s }),
    ...(inline_diff === undefined ? {} : { inlineDiff: cut(inline_diff, VALUE_CHARS) }),
  };
}

function keptArgs(args: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(args);
  // A copy: it is the agent's own, which may go on writing into it.
  return text.length <= ARGS_CHARS ? JSON.parse(text) : { "(cut)": cut(text, ARGS_CHARS) };
}

/** Adds to the tools among messages what is known of them. The newest have it, if it is too much for all. */
export class ToolDetails {
  #left = DETAILS_CHARS;

  /** @param row of a tool; the newest is asked for first */
  of(row: HistoryMessage): Partial<ShownTool> {
    const { tool, text } = row;
    // Rows come from a file, too, which others may have written.
    if (!isRecord(tool) || !isRecord(tool.args)) return {};
    const { id, args, json, summary, durationSeconds, inlineDiff } = tool;
    const shown = {
      tool_id: String(id),
      args,
      result: shownResult(text, json === true),
      ...(summary === undefined ? {} : { summary }),
      ...(durationSeconds === undefined ? {} : { duration_s: durationSeconds }),
      ...(inlineDiff === undefined ? {} : { inline_diff: inlineDiff }),
    };
    this.#left -= JSON.stringify(args).length + Math.min(text.length, VALUE_CHARS) +
      (inlineDiff?.length ?? 0);
    return this.#left < 0 ? {} : shown;
  }
}

function shownResult(text: string, json: boolean): unknown {
  if (!json || text.length > VALUE_CHARS) return cut(text, VALUE_CHARS);
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    // It was one that JSON cannot say, and its note stands for it.
    return text;
  }
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `\n[cut: ${text.length} characters in all]`;
  return `${text.slice(0, limit - note.length).toWellFormed()}${note}`;
}
