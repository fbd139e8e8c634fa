/**
 * @module
 */
import { AgentError, type OneShot } from "./agent.ts";
import { boundedAnswer } from "./bounded_answer.ts";
import { collectAnswer } from "./collect_answer.ts";
import { ModelCaller } from "./model_caller.ts";
import type { ResolvedOpenaiOptions } from "./openai_options.ts";
import { addMessage, type ChatMessage } from "./openai_request.ts";

/** Far above what so many tokens are: a server that does not heed the limit is given up. */
const ANSWER_CHARS = 1_048_576;

/**
 * One question to a model server, outside of any conversation, without tools.
 *
 * @throws {AgentError} with a message for the user
 */
export async function askOnce(
  options: ResolvedOpenaiOptions,
  what: OneShot,
  signal: AbortSignal,
): Promise<string> {
  const { instructions, text, maxTokens, temperature, clock, logger } = what;
  const model = what.model || options.model;
  if (model === "") {
    throw new AgentError(`Asking ${options.endpoint.origin}: no model is chosen`);
  }
  const caller = new ModelCaller({ ...options, maxTokens, temperature }, {
    ...{ clock, logger },
    sessionId: "",
  });
  const messages: ChatMessage[] = [];
  if (instructions.trim() !== "") addMessage(messages, "system", instructions);
  addMessage(messages, "user", text);
  const question = { model, reasoningEffort: "", fast: false, messages, tools: [] };
  const steps = caller.ask(question, { apiKey: caller.apiKey(), signal });
  const answer = await collectAnswer(boundedAnswer(steps, ANSWER_CHARS), { onUsage() {} });
  return signal.aborted ? "" : answer;
}
