/**
 * One question to a model, beside all sessions: PROTOCOL 3.2.
 *
 * @module
 */
import { AgentError } from "../../agent/agent.ts";
import { errorStack } from "../../lib/error_text.ts";
import { llmOneshot } from "../../protocol/background_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { runErrand } from "../../session/errand.ts";
import type { CallContext } from "../call_context.ts";
import { filledTemplate } from "../oneshot_template.ts";
import { modelOf } from "./model_of.ts";

/** Less than the 120 s that clients wait for an answer. */
const TIMEOUT_MS = 110_000;
/** Characters of what is asked: a large diff, not a library. */
const INPUT_CHARS = 262_144;
const MOST_TOKENS = 32_768;
const HOTTEST = 2;

const ask = implement(llmOneshot, async (params, context: CallContext) => {
  const { registry, providers, settings, caller, commands, options } = context;
  const { clock, logger } = options;
  const session = registry.find(params.session_id ?? "");
  const provider = session?.provider ?? providers.usual;
  const { instructions, template, variables } = params;
  const filled = template === "" ? "" : filledTemplate(template, variables ?? {}, settings);
  const texts = [filled, params.input].filter((text) => text.trim() !== "");
  // Who says all of it in the instructions has asked as well.
  const isBare = texts.length === 0;
  const text = isBare ? instructions : texts.join("\n\n");
  if (text.trim() === "") throw wireError("oneshotInputRequired");
  const chars = text.length + instructions.length;
  if (chars > INPUT_CHARS) {
    const limit = `it has ${chars} characters; the limit is ${INPUT_CHARS}`;
    throw wireError("oneshotFailed", `Cannot ask the model: ${limit}`);
  }
  const { oneshot } = provider;
  if (oneshot === undefined) {
    const name = providers.nameOf(provider);
    const remedy = "make an openai agent the usual one, or ask in a session of one";
    const why = `the ${name} agent answers in conversations only; ${remedy}`;
    throw wireError("oneshotFailed", `Cannot ask the model: ${why}`);
  }
  const question = {
    ...{ text, clock, logger },
    instructions: isBare ? "" : instructions,
    model: session?.model ?? modelOf(provider, context),
    maxTokens: Math.min(MOST_TOKENS, params.max_tokens),
    temperature: Math.min(HOTTEST, params.temperature),
  };
  const outcome = await commands.during(
    undefined,
    (ending) =>
      runErrand((signal) => oneshot.call(provider, question, signal), {
        clock,
        timeoutMs: TIMEOUT_MS,
        signal: AbortSignal.any([ending, caller.gone]),
      }),
  );
  switch (outcome.kind) {
    case "done":
      return { text: outcome.value };
    case "timeout":
      throw failed(`it took longer than ${TIMEOUT_MS / 1_000} s`);
    case "aborted":
      throw failed("it was called off");
    case "failed":
      if (outcome.error instanceof AgentError) throw failed(outcome.error.message);
      logger.error("an agent failed in a single question", { error: errorStack(outcome.error) });
      throw failed("the agent failed unexpectedly; see the gateway's log");
  }
});

function failed(why: string): Error {
  return wireError("oneshotFailed", `Cannot ask the model: ${why}`);
}

/** See the module. */
export const oneshotMethods: Method<CallContext>[] = [ask];
