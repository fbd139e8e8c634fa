/**
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import { chooseAgent, mayChooseAgent } from "../../session/choose_agent.ts";
import { chooseModel } from "../../session/choose_mind.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";

/** What clients send as a model: `name`, `agent:name`, or `name --provider agent --global`. */
export interface ModelWish {
  model: string;
  /** The agent whose it is, where that is another one than the session's, which may begin there. */
  agent?: string;
  /** Whether it is to be that of sessions to come, too: never of another agent than the usual one. */
  isGlobal: boolean;
}

/** Longer than any name there is, also one that is a path. */
const MOST_CHARS = 512;

/**
 * Reads it. A session keeps its agent once something was said: another one's model is none for it then.
 *
 * @param session which one it is for; `undefined`: those to come, with the usual agent
 * @throws {RpcError} 4002 when no model is named, or one of another agent
 */
export function modelWish(
  value: string,
  session: Session | undefined,
  { providers }: CallContext,
): ModelWish {
  const cut = ` ${value}`.indexOf(" --");
  const flags = cut === -1 ? "" : value.slice(cut);
  const named = (cut === -1 ? value : value.slice(0, cut)).trim();
  const [prefix = "", ...rest] = named.split(":");
  // Models have colons in their names, too.
  const hasAgent = rest.length > 0 && providers.names.includes(prefix);
  const model = hasAgent ? rest.join(":").trim() : named;
  if (model === "") throw wireError("badConfigValue", "bad value for model: it is empty");
  if (model.length > MOST_CHARS || /\p{Cc}/u.test(model)) {
    const expected = `expected a name of at most ${MOST_CHARS} characters, all to be seen`;
    throw wireError("badConfigValue", `bad value for model: ${expected}`);
  }
  const agent = hasAgent ? prefix : /(?:^|\s)--provider[= ]+(\S+)/.exec(flags)?.[1] ?? "";
  const provider = session?.provider ?? providers.usual;
  const own = providers.nameOf(provider);
  const isGlobal = provider === providers.usual && /(?:^|\s)--global(?:\s|$)/.test(flags);
  if (!providers.names.includes(agent) || agent === own) return { model, isGlobal };
  if (session === undefined || !mayChooseAgent(session)) {
    throw wireError(
      "badConfigValue",
      session === undefined
        ? `bad value for model: it is one of ${agent}; the usual agent is ${own}, name a model of that`
        : `bad value for model: a session keeps its agent, which is ${own}; open a new session to use ${agent}`,
    );
  }
  return { model, agent, isGlobal: false };
}

/**
 * Has a session go on with another model, or begin with another agent; where it is wished for all, those to
 * come as well. All of it or nothing.
 *
 * @throws {RpcError} 4009 while a turn runs; 5001 where it cannot be kept for all
 */
export function changeModel(
  session: Session,
  { model, agent, isGlobal }: ModelWish,
  { options, providers, settings }: CallContext,
): void {
  if (session.runner.running) {
    throw wireError("sessionBusy", "session busy; interrupt it before changing the model");
  }
  if (isGlobal) settings.set("model", model);
  if (agent === undefined) return chooseModel(session, model, options.logger);
  chooseAgent(session, { provider: providers.of(agent), name: agent, model });
}
