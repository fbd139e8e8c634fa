/**
 * Settings: reading and changing them.
 *
 * @module
 */
import { configGet, configSet } from "../../protocol/chat_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { events } from "../../protocol/events.ts";
import { defaultSkin } from "../../protocol/skins.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { chooseMode } from "../../session/choose_mind.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { efforts, unknownKey } from "../settings.ts";
import { changeModel, modelNamed } from "./change_model.ts";

/** Who asks about which session, if any. */
interface Scope {
  context: CallContext;
  session: Session | undefined;
}

type Reader = (scope: Scope) => Record<string, unknown>;
type Writer = (value: string, scope: Scope) => { value: string; warning?: string };

/** What the key `reasoning` takes beside an effort: how reasoning is shown. */
const displays = ["show", "hide", "full", "clamp", "status"];

/** Keys whose answer is more than the value of a setting. */
const readers = new Map<string, Reader>(Object.entries({
  full: ({ context }) => ({ config: context.settings.document() }),
  // Clients poll it to notice an edited file. Settings are in no file yet, so it never changes.
  mtime: () => ({ mtime: 0 }),
  provider: ({ context, session }) => {
    const { providers, settings } = context;
    const { model, provider } = providers.usual.describe();
    const inForce = session?.model ?? (settings.get("model") || model);
    const named = providers.names.length > 1 ? providers.names : [provider];
    return { model: inForce, provider: session?.info().provider ?? provider, providers: named };
  },
  profile: () => ({ home: "", display: "default" }),
  project: ({ context, session }) => ({ cwd: session?.cwd ?? context.options.cwd, branch: "" }),
  prompt: () => ({ prompt: "" }),
  personality: () => ({ value: "none" }),
  fast: () => ({ value: "normal" }),
  mode: ({ session }) => ({
    value: session?.facts.mode ?? "",
    modes: session?.facts.modes ?? [],
  }),
  reasoning: ({ context, session }) => ({
    value: session?.reasoningEffort || context.settings.get("reasoning_effort") || "medium",
    display: context.settings.get("reasoning_display"),
  }),
}));

/** Keys that change more than a setting. */
const writers = new Map<string, Writer>(Object.entries({
  model: (value, { context, session }) => {
    const model = modelNamed(value);
    if (session === undefined) return { value: context.settings.set("model", model), warning: "" };
    changeModel(session, model, context);
    return { value: model, warning: "" };
  },
  mode: (value, { context, session }) => {
    if (session === undefined) throw wireError("sessionNotFound");
    chooseMode(session, value.trim(), context.options.logger);
    return { value: value.trim() };
  },
  reasoning: (value, { context, session }) => {
    const word = value.trim().toLowerCase();
    if (displays.includes(word)) {
      return { value: context.settings.set("reasoning_display", word) };
    }
    if (!efforts.includes(word)) {
      const expects = [...efforts, ...displays].join(", ");
      const given = word.slice(0, 80);
      const message = `bad value for reasoning: "${given}"; expected one of ${expects}`;
      throw wireError("badConfigValue", message);
    }
    // Of new sessions always, and of this one.
    context.settings.set("reasoning_effort", word);
    if (session !== undefined) {
      session.reasoningEffort = word;
      session.tellInfo();
    }
    return { value: word };
  },
  fast: (value, { session, context }) => {
    if (value.trim() === "status") return { value: "normal" };
    const model = session?.model ?? context.options.provider.describe().model;
    throw wireError("badConfigValue", `fast mode is not available for model "${model}"`);
  },
  skin: (value, { context }) => {
    const name = context.settings.set("skin", value);
    context.caller.tell(events.skinChanged, defaultSkin);
    return { value: name };
  },
}));

const get = implement(configGet, ({ key, session_id }, context: CallContext) => {
  const session = context.registry.find(session_id ?? "");
  const reader = readers.get(key);
  if (reader !== undefined) return reader({ context, session });
  if (context.settings.isReadable(key)) return { value: context.settings.get(key) };
  throw unknownKey(key);
});

const set = implement(configSet, ({ key, value, session_id }, context: CallContext) => {
  const session = context.registry.find(session_id ?? "");
  const text = value === undefined || value === null ? "" : String(value);
  const writer = writers.get(key);
  if (writer !== undefined) return { key, ...writer(text, { context, session }) };
  if (!context.settings.isWritable(key)) throw unknownKey(key);
  return { key, value: context.settings.set(key, text) };
});

/** See the module. */
export const configMethods: Method<CallContext>[] = [get, set];
