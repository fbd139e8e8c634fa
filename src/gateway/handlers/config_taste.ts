/**
 * What agents are told beside their own instructions: a prompt, and a personality.
 *
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import type { CallContext } from "../call_context.ts";
import { personalities } from "../taste.ts";
import type { SetAnswer, Setting } from "./config_setting.ts";

/** Characters of a prompt: it goes along with every request. */
const PROMPT_CHARS = 32_768;

const noPersonality = ["", "none", "default"];

/**
 * Which of the configuration's personalities agents have, of all sessions that heed one.
 *
 * @throws {RpcError} 5001 for one that is not there; 4002 where the agent heeds none
 */
export function setPersonality(setting: Setting): SetAnswer {
  const { context, session } = setting;
  const { settings } = context;
  const wanted = setting.value.trim();
  const known = [...personalities(settings).keys()];
  if (wanted === "status") return { value: settings.get("personality") || "none" };
  const clears = noPersonality.includes(wanted.toLowerCase()) && !known.includes(wanted);
  if (!clears && !known.includes(wanted)) {
    const named = known.length === 0 ? "the configuration has none" : known.join(", ");
    const remedy = `there is: ${named}; add it to "personalities" in the configuration file`;
    const message = `unknown personality "${wanted.slice(0, 80).toWellFormed()}"; ${remedy}`;
    throw wireError("configFailed", message);
  }
  if (!clears) refuseUnheeded("a personality", setting);
  settings.set("personality", clears ? "" : wanted);
  tellTaste(context);
  return {
    ...{ value: clears ? "none" : wanted, history_reset: false },
    ...(session === undefined ? {} : { info: session.info() }),
  };
}

/**
 * A text that agents are to heed in all they say, of all sessions that heed one.
 *
 * @throws {RpcError} 4002 for one that is too long, or where the agent heeds none
 */
export function setPrompt(setting: Setting): SetAnswer {
  const { settings } = setting.context;
  const text = setting.value.trim();
  if (text === "" || text.toLowerCase() === "clear") {
    settings.set("prompt", "");
    return { value: "" };
  }
  if (text.length > PROMPT_CHARS) {
    const limit = `the limit is ${PROMPT_CHARS} characters`;
    throw wireError("badConfigValue", `bad value for prompt: it has ${text.length}; ${limit}`);
  }
  refuseUnheeded("a prompt", setting);
  return { value: settings.set("prompt", text) };
}

/** @throws {RpcError} 4002 where the session's agent does not heed it; without a session, where none does */
function refuseUnheeded(what: string, { context: { providers }, session }: Setting): void {
  const concerned = session === undefined ? providers.all : [session.provider];
  const whys = concerned.map((provider) => provider.describe().ownInstructions);
  const [why] = whys;
  if (why === undefined || whys.includes(undefined)) return;
  const agent = providers.nameOf(session?.provider ?? providers.usual);
  throw wireError(
    "badConfigValue",
    `Cannot give the agent ${agent} ${what}: ${why}; put it where the agent itself reads it, ` +
      `such as AGENTS.md in the session's folder`,
  );
}

/** Every window learns what is in force now. */
export function tellTaste({ registry }: Pick<CallContext, "registry">): void {
  for (const session of registry.all()) {
    if (session.agents.state === "ready") session.tellInfo();
  }
}
