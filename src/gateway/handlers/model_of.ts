/**
 * @module
 */
import type { AgentProvider } from "../../agent/agent.ts";
import type { CallContext } from "../call_context.ts";

/** The model of a session that asks for none: a setting of the gateway speaks of its usual agent. */
export function modelOf(provider: AgentProvider, { providers, settings }: CallContext): string {
  const set = provider === providers.usual ? settings.get("model") : "";
  return set || provider.describe().model;
}
