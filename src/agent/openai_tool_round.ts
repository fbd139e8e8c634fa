/**
 * How tools that were called, and what a user says meanwhile, are told to a model.
 *
 * @module
 */
import { addMessage, type CalledTool, type ChatMessage } from "./openai_request.ts";
import { parseJson } from "./parse_json.ts";
import type { ToolCall } from "./tool_calls.ts";
import type { ToolResult } from "./tool_hand.ts";

/** Adds an answer that asked for tools, and what these came to. */
export function addToolRound(
  messages: ChatMessage[],
  { text, reasoning, results, hints }: {
    text: string;
    reasoning: string;
    results: readonly ToolResult[];
    hints: readonly string[];
  },
): void {
  messages.push({
    role: "assistant",
    content: text,
    tool_calls: results.map(calledTool),
    reasoning_content: reasoning,
  });
  for (const { call, text: content } of results) {
    messages.push({ role: "tool", tool_call_id: call.id, content });
  }
  const last = messages.at(-1);
  // In the last result, since not every server takes a user behind a tool.
  if (last === undefined || hints.length === 0) return;
  last.content += `\n\n[The user says meanwhile: ${hints.join("\n\n")}]`;
}

/** Adds an answer, and what the user said while it was given. */
export function addHint(
  messages: ChatMessage[],
  { text, hints }: { text: string; hints: readonly string[] },
): void {
  if (text.trim() !== "") addMessage(messages, "assistant", text);
  addMessage(messages, "user", hints.join("\n\n"));
}

/** What some servers would refuse the whole conversation for is mended; the result says what was wrong. */
function calledTool({ call: { id, name, args } }: { call: ToolCall }): CalledTool {
  const safeName = name.replace(/[^\w-]/g, "_").slice(0, 64) || "unnamed";
  const isObject = /^\s*\{/.test(args) && parseJson(args) !== undefined;
  return { id, type: "function", function: { name: safeName, arguments: isObject ? args : "{}" } };
}
