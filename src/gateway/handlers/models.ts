/**
 * Which models there are: PROTOCOL 3.6.
 *
 * @module
 */
import type { AgentProvider } from "../../agent/agent.ts";
import type { AgentChoice } from "../../agent/agent_parts.ts";
import { errorStack } from "../../lib/error_text.ts";
import { wireError } from "../../protocol/errors.ts";
import { modelOptions } from "../../protocol/model_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { mayChooseAgent } from "../../session/choose_agent.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { agentName } from "../command_lookup.ts";
import { modelOf } from "./model_of.ts";

const options = implement(modelOptions, ({ session_id }, context: CallContext) => {
  const { providers, registry } = context;
  const session = registry.find(session_id ?? "");
  const current = session === undefined ? providers.usual.name : agentName(session, context);
  try {
    const all = providers.names.map((name) => optionOf(name, { session, current, context }));
    const model = session?.model || modelOf(providers.of(current), context);
    return { providers: all, model, provider: current };
  } catch (error) {
    context.options.logger.error("an agent failed to describe itself", {
      error: errorStack(error),
    });
    throw wireError("modelsFailed");
  }
});

/** Of whom it is told. */
export interface Place {
  session: Session | undefined;
  current: string;
  context: CallContext;
}

/** An agent as something to choose models of. */
export function optionOf(name: string, { session, current, context }: Place) {
  const provider = context.providers.of(name);
  const { model, configured } = provider.describe();
  const isCurrent = name === current;
  const variable = context.options.setup.keys?.variableOf(name) ?? "";
  const told = toldBy(provider, { session: isCurrent ? session : undefined, context });
  const own = isCurrent ? session?.model ?? "" : "";
  const models = [...new Set([model, own, ...told.map(({ id }) => id)])].filter((id) => id !== "");
  return {
    slug: name,
    name,
    models,
    total_models: models.length,
    is_current: isCurrent,
    authenticated: configured,
    auth_type: variable === "" ? "external" : "api_key",
    key_env: variable,
    warning: warningFor({
      configured,
      elsewhere: session !== undefined && !isCurrent && !mayChooseAgent(session),
    }),
    ...(told.length === 0 ? {} : { choices: told.map((choice) => ({ ...choice })) }),
  };
}

/** What agents of a provider have told: the session's own, or else any of them. */
function toldBy(
  provider: AgentProvider,
  { session, context }: { session: Session | undefined; context: CallContext },
): readonly AgentChoice[] {
  const own = session?.facts.models ?? [];
  if (own.length > 0) return own;
  const others = context.registry.all().filter((each) => each.provider === provider);
  return others.find(({ facts }) => facts.models.length > 0)?.facts.models ?? [];
}

function warningFor(
  { configured, elsewhere }: { configured: boolean; elsewhere: boolean },
): string {
  if (!configured) return "it cannot answer yet: give it a model and a key in the configuration";
  return elsewhere ? "a session keeps its agent: open a new session to use this one" : "";
}

/** See the module. */
export const modelMethods: Method<CallContext>[] = [options];
