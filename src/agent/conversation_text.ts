/**
 * @module
 */
import type { HistoryMessage } from "./agent.ts";

/** Of what a tool answered, so many characters are enough to tell what it found. */
const TOOL_CHARS = 2_000;

/**
 * A conversation as one text, for a model that is to talk about it and not in it: who said what, a blank
 * line between. Reasoning and blank rows are left out, long results of tools are cut.
 */
export function conversationText(messages: readonly HistoryMessage[]): string {
  return messages
    .filter(({ text }) => text.trim() !== "")
    .map((message) => `${speaker(message)}: ${said(message)}`)
    .join("\n\n");
}

function speaker({ role, name, context }: HistoryMessage): string {
  if (role !== "tool") return role;
  return `tool ${name ?? ""}${context ? ` (${context})` : ""}`.trim();
}

function said({ role, text }: HistoryMessage): string {
  if (role !== "tool" || text.length <= TOOL_CHARS) return text;
  return `${text.slice(0, TOOL_CHARS).toWellFormed()} […]`;
}
