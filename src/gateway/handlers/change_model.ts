/**
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import { chooseModel } from "../../session/choose_mind.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";

/**
 * The name in `name --provider x --global`: clients send flags behind it.
 *
 * @throws {RpcError} 4002 when there is none
 */
export function modelNamed(value: string): string {
  const flags = ` ${value}`.indexOf(" --");
  const model = (flags === -1 ? value : value.slice(0, flags)).trim();
  if (model === "") throw wireError("badConfigValue", "bad value for model: it is empty");
  return model;
}

/**
 * Has a session go on with another model.
 *
 * @throws {RpcError} 4009 while a turn runs
 */
export function changeModel(session: Session, model: string, { options }: CallContext): void {
  if (session.runner.running) {
    throw wireError("sessionBusy", "session busy; interrupt it before changing the model");
  }
  chooseModel(session, model, options.logger);
}
