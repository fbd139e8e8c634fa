/**
 * What a tool call shows of itself, and where it is at work.
 *
 * @module
 */
import type { ToolLocation } from "../agent_parts.ts";
import { contentText } from "./content_text.ts";
import { number, record, records, text } from "./fields.ts";
import type { FileChange } from "./inline_diff.ts";

/** Places one event tells. */
const MAX_LOCATIONS = 100;

/** The text in a call's content, terminals included; one part a paragraph of its own. */
export function textsOf(
  content: readonly Record<string, unknown>[],
  terminalText: (id: string) => string,
): string {
  return content.map((part) => {
    if (part.type === "content") return contentText(record(part, "content"));
    if (part.type === "terminal") return terminalText(text(part, "terminalId") ?? "");
    return "";
  }).filter((said) => said !== "").join("\n\n");
}

/** The changes of files in a call's content. */
export function changesOf(content: readonly Record<string, unknown>[]): FileChange[] {
  return content.filter((part) => part.type === "diff").map((part) => ({
    path: text(part, "path") ?? "",
    before: text(part, "oldText"),
    after: text(part, "newText") ?? "",
  }));
}

/** Where a call is at work; `undefined`: the agent did not say. */
export function locationsOf(update: unknown): ToolLocation[] | undefined {
  return records(update, "locations")?.slice(0, MAX_LOCATIONS).flatMap((place) => {
    const path = text(place, "path");
    const line = number(place, "line");
    if (path === undefined) return [];
    return [line !== undefined && line >= 1 ? { path, line } : { path }];
  });
}
