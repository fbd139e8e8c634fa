/**
 * @module
 */
import { chooseModel } from "../../session/choose_mind.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { modelOf } from "./model_of.ts";

/** The model that was set for all when a session looked last. */
const seen = new WeakMap<Session, string>();

/** Remembers what is set as a session is opened: it has that. */
export function beginWithModel(session: Session, { settings }: CallContext): void {
  seen.set(session, settings.get("model"));
}

/**
 * Goes on with another model, once, where somebody has set another one for all since the session looked last,
 * and it has none of its own. A turn that runs goes on with what it has.
 */
export function followModel(session: Session, context: CallContext): void {
  const { settings, providers, options } = context;
  const set = settings.get("model");
  const before = seen.get(session);
  if (before === set || session.runner.running) return;
  seen.set(session, set);
  const hasOwn = session.chosen.model !== "" || session.provider !== providers.usual;
  if (before === undefined || hasOwn) return;
  chooseModel(session, modelOf(session.provider, context), options.logger);
  // It was not chosen for this one, and the next change counts too.
  session.chosen.model = "";
}
