/**
 * Which model and which mode a session's agent goes on with, as its user chooses.
 *
 * @module
 */
import { type Agent, AgentError } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { wireError } from "../protocol/errors.ts";
import { events } from "../protocol/events.ts";
import type { Emit } from "../protocol/event_kind.ts";
import type { AgentFacts } from "./agent_facts.ts";

/** The session it is about. */
export interface Minded {
  model: string;
  readonly chosen: { model: string };
  readonly agents: { readonly current: Agent | undefined };
  readonly facts: AgentFacts;
  readonly emit: Emit;
  tellInfo(): void;
}

/**
 * Goes on with another model. The next prompt names it in any case; an agent that can be told before is
 * told now.
 */
export function chooseModel(session: Minded, model: string, logger: Logger): void {
  session.model = model;
  session.chosen.model = model;
  const { current } = session.agents;
  if (current?.setModel !== undefined) {
    inform(session, { doing: `change the model to "${model}"`, logger }, () => {
      return current.setModel?.(model);
    });
  }
  session.tellInfo();
}

/**
 * Goes on in another mode.
 *
 * @throws {RpcError} 4002 for a mode the agent does not have
 */
export function chooseMode(session: Minded, mode: string, logger: Logger): void {
  const { modes } = session.facts;
  const { current } = session.agents;
  if (current?.setMode === undefined || modes.length === 0) {
    throw wireError("badConfigValue", "bad value for mode: this agent has no modes");
  }
  if (!modes.some(({ id }) => id === mode)) {
    const ids = modes.map(({ id }) => id).join(", ");
    const given = mode.slice(0, 80);
    throw wireError("badConfigValue", `bad value for mode: "${given}"; expected one of ${ids}`);
  }
  inform(session, { doing: `change the mode to "${mode}"`, logger }, async () => {
    await current.setMode?.(mode);
    session.facts.take({ type: "mind", mode });
    session.facts.chosenMode = mode;
  });
}

// An agent takes its time, and whoever chose has been answered: what goes wrong is a notice.
function inform(
  { emit }: Minded,
  { doing, logger }: { doing: string; logger: Logger },
  tell: () => Promise<void> | undefined,
): void {
  Promise.resolve().then(tell).catch((error) => {
    logger.warn(`an agent could not ${doing}`, { error: errorStack(error) });
    const why = error instanceof AgentError ? error.message : "see the gateway's log";
    emit(events.statusUpdate, { kind: "warn", text: `Cannot ${doing}: ${why}` });
  });
}
