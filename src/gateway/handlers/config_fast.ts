/**
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import type { SetAnswer, Setting } from "./config_setting.ts";

/**
 * Whether agents answer in their faster tier: in sessions to come always, and in this one.
 *
 * @throws {RpcError} 4002 for a value that says neither, and where the agent has no such tier
 */
export function setFast({ value, session, context }: Setting): SetAnswer {
  const { settings, providers } = context;
  const current = session === undefined ? settings.get("fast") : word(session.fast);
  const asked = value.trim().toLowerCase();
  if (asked === "status") return { value: session?.info().fast === false ? "normal" : current };
  const toggles = asked === "" || asked === "toggle";
  const wanted = toggles ? word(current !== "fast") : asked;
  const isOff = wanted === "normal" || wanted === "off";
  const { fastTier, model } = (session?.provider ?? providers.usual).describe();
  if (fastTier === undefined && !isOff) {
    const named = session?.model ?? model;
    const what = named === "" ? "without a model" : `for model "${named}"`;
    const remedy = `only an openai agent with "fast_tier" in the configuration has it`;
    throw wireError("badConfigValue", `fast mode is not available ${what}: ${remedy}`);
  }
  const set = settings.set("fast", wanted);
  if (session !== undefined) {
    session.fast = set === "fast";
    session.keeper.row();
    session.tellInfo();
  }
  return { value: set };
}

function word(fast: boolean): string {
  return fast ? "fast" : "normal";
}
