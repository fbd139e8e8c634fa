import type { Usage } from "./agent.ts";
import { isRecord } from "../lib/is_record.ts";
import { readFailure, type UpstreamFailure } from "./upstream_failure.ts";

/** One object of a chat completion, a streamed chunk or a whole answer, in one shape for all servers. */
export type ChatChunk =
  | { kind: "failure"; failure: UpstreamFailure }
  | {
    kind: "delta";
    text: string;
    reasoning: string;
    /** Why the model stopped: `stop`, `length`, `content_filter`, `tool_calls`, … */
    finish?: string;
    usage?: Usage;
    /** Pieces of the tool calls the model writes. */
    calls: readonly ToolCallPiece[];
  };

/** A piece of a tool call, or a whole one; how they belong together, `ToolCalls` tells. */
export interface ToolCallPiece {
  /** Place among the calls of the answer. Some servers tell none, some always 0. */
  index?: number;
  /** Empty in all pieces of a call but the first, and everywhere with some servers. */
  id: string;
  name: string;
  /** A piece of JSON. */
  args: string;
}

/**
 * Reads a parsed chunk, leniently: fields that are missing, null or of another type count as absent.
 *
 * @returns `undefined` if the value is not an object, so not a chunk at all.
 */
export function readChatChunk(value: unknown): ChatChunk | undefined {
  const failure = readFailure(value);
  if (failure) return { kind: "failure", failure };
  if (!isRecord(value)) return undefined;
  const choice = recordOf(Array.isArray(value.choices) ? value.choices[0] : undefined);
  // A server that does not stream sends the whole `message` in place of a `delta`.
  const delta = recordOf(choice.delta ?? choice.message);
  const usage = readUsage(value.usage);
  const finish = textOf(choice.finish_reason);
  return {
    kind: "delta",
    text: answerOf(delta),
    reasoning: reasoningOf(delta),
    calls: callsOf(delta),
    ...(finish !== "" && { finish }),
    ...(usage && { usage }),
  };
}

/** A refusal comes in a field of its own, and then it is the answer. */
function answerOf(delta: Record<string, unknown>): string {
  return contentOf(delta.content, "text") || textOf(delta.refusal);
}

/**
 * DeepSeek, llama.cpp and SGLang say `reasoning_content`; Ollama, OpenRouter and vLLM say `reasoning`;
 * some send both with the same text, so only one is taken. Mistral puts it into the content.
 */
function reasoningOf(delta: Record<string, unknown>): string {
  return textOf(delta.reasoning_content) || textOf(delta.reasoning) ||
    contentOf(delta.content, "thinking");
}

/** Content is a string or, at Mistral, a list of parts of which `type` tells text from thinking. */
function contentOf(content: unknown, type: "text" | "thinking"): string {
  if (!Array.isArray(content)) return type === "text" ? textOf(content) : "";
  return content.filter((part) => isRecord(part) && part.type === type)
    .map((part) => textOf(part[type]) || innerText(part[type]))
    .join("");
}

function innerText(parts: unknown): string {
  if (!Array.isArray(parts)) return "";
  return parts.map((part) => textOf(recordOf(part).text)).join("");
}

function readUsage(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const input = countOf(value.prompt_tokens);
  const output = countOf(value.completion_tokens);
  if (input === undefined && output === undefined) return undefined;
  const reasoning = countOf(recordOf(value.completion_tokens_details).reasoning_tokens);
  const sum = (input ?? 0) + (output ?? 0);
  return {
    input: input ?? 0,
    output: output ?? 0,
    ...(reasoning !== undefined && { reasoning }),
    total: countOf(value.total_tokens) ?? sum,
    calls: 1,
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** `function_call` is the older form, for a single call. */
function callsOf({ tool_calls, function_call }: Record<string, unknown>): ToolCallPiece[] {
  if (Array.isArray(tool_calls)) return tool_calls.map(recordOf).map(callOf);
  return isRecord(function_call) ? [callOf({ function: function_call })] : [];
}

function callOf(call: Record<string, unknown>): ToolCallPiece {
  const { name, arguments: args } = recordOf(call.function);
  const index = countOf(call.index);
  return {
    ...(index !== undefined && { index }),
    id: textOf(call.id),
    name: textOf(name),
    // Ollama's own API, and what imitates it, has objects here.
    args: isRecord(args) ? JSON.stringify(args) : textOf(args),
  };
}
