import type { AgentInput, HistoryMessage } from "./agent.ts";
import type { ResolvedOpenaiOptions } from "./openai_options.ts";

/** One message as the API takes it. */
export interface ChatMessage {
  role: "user" | "assistant" | "system";
  content: string;
}

/** Which of the fields that not every server knows are sent. Learned from refusals. */
export interface Dialect {
  streamOptions: boolean;
  tokenLimit: "max_tokens" | "max_completion_tokens";
  /** The reasoning effort that was refused last; another one is worth a try. */
  refusedEffort: string;
}

/** What most servers take. */
export const COMMON_DIALECT: Dialect = {
  streamOptions: true,
  tokenLimit: "max_tokens",
  refusedEffort: "",
};

/**
 * The body of the request for one turn.
 *
 * @param input its `model` must be the one to ask.
 */
export function requestBody(
  input: AgentInput,
  { options, dialect }: { options: ResolvedOpenaiOptions; dialect: Dialect },
): Record<string, unknown> {
  const { maxTokens, temperature, systemPrompt } = options;
  const effort = input.reasoningEffort;
  return {
    model: input.model,
    messages: chatMessages(input, systemPrompt),
    stream: true,
    ...(dialect.streamOptions && { stream_options: { include_usage: true } }),
    ...(maxTokens !== undefined && { [dialect.tokenLimit]: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(effort !== "" && effort !== dialect.refusedEffort && { reasoning_effort: effort }),
  };
}

/**
 * The conversation as the API takes it. Tool rows and reasoning are left out, and so are rows without
 * text. Neighbours of one role are joined by a blank line, since the chat templates of Gemma, Mistral and
 * others refuse two users in a row (an interrupted turn leaves such) and a second system message.
 */
export function chatMessages(input: AgentInput, systemPrompt: string): ChatMessage[] {
  const before: readonly HistoryMessage[] = [
    { role: "system", text: systemPrompt },
    ...input.history,
  ];
  const said = before.filter(({ text }) => text.trim() !== "");
  const messages: ChatMessage[] = [];
  for (const { role, text } of [...said, { role: "user" as const, text: input.text }]) {
    if (role === "tool") continue;
    const last = messages.at(-1);
    if (last?.role === role) last.content += `\n\n${text}`;
    else messages.push({ role, content: text });
  }
  return messages;
}

/**
 * What to leave out or rename after a refusal, for one more try.
 *
 * @param refusal the status and the text of the answer, and the reasoning effort that was asked for.
 * @returns `undefined` if the refusal is about something else, or if it has been heeded already.
 */
export function concede(
  dialect: Dialect,
  refusal: { status: number; body: string; reasoningEffort: string },
): Dialect | undefined {
  const { status, body, reasoningEffort } = refusal;
  // 400 from OpenAI, Azure and Groq; 422 from servers built on Pydantic, such as Mistral's.
  if (status !== 400 && status !== 422) return undefined;
  if (dialect.streamOptions && /stream_options|include_usage/.test(body)) {
    return { ...dialect, streamOptions: false };
  }
  if (dialect.tokenLimit === "max_tokens" && /max_completion_tokens/.test(body)) {
    return { ...dialect, tokenLimit: "max_completion_tokens" };
  }
  // The second wording is Ollama's.
  if (
    reasoningEffort !== dialect.refusedEffort &&
    /reasoning_effort|does not support thinking/.test(body)
  ) {
    return { ...dialect, refusedEffort: reasoningEffort };
  }
  return undefined;
}
