/**
 * What `config.set` does by key, where that is more than to change a setting: PROTOCOL 3.6.
 *
 * @module
 */
import { wireError } from "../../protocol/errors.ts";
import { events } from "../../protocol/events.ts";
import { skinNamed } from "../../protocol/skins.ts";
import { chooseMode } from "../../session/choose_mind.ts";
import { efforts } from "../setting_table.ts";
import { changeModel, modelWish } from "./change_model.ts";
import { setFast } from "./config_fast.ts";
import { setFolder } from "./config_folder.ts";
import type { SetAnswer, Setting } from "./config_setting.ts";
import { setPersonality, setPrompt } from "./config_taste.ts";
import { setYolo } from "./config_yolo.ts";

type Writer = (setting: Setting) => SetAnswer | Promise<SetAnswer>;

const NOT_GLOBAL = "for this session alone: its agent is not the usual one";

function setModel({ value, scope, context, session }: Setting): SetAnswer {
  const { settings, providers } = context;
  const wish = modelWish(value, session, context);
  const { model, agent, isGlobal } = wish;
  if (session === undefined) return { value: settings.set("model", model), warning: "" };
  const provider = agent === undefined ? session.provider : providers.of(agent);
  const isUsual = provider === providers.usual;
  const isForAll = isGlobal || (isUsual && scope === "global");
  changeModel(session, { ...wish, isGlobal: isForAll }, context);
  return { value: model, warning: !isUsual && scope === "global" ? NOT_GLOBAL : "" };
}

function setReasoning({ value, context, session }: Setting): SetAnswer {
  const word = value.trim().toLowerCase();
  const { settings } = context;
  switch (word) {
    case "show":
    case "hide":
      return { value: settings.set("show_reasoning", word) };
    case "full":
    case "clamp":
      return { value: settings.set("reasoning_full", word) };
    case "status":
      return { value: settings.get("show_reasoning") };
  }
  if (!efforts.includes(word)) {
    const expects = [...efforts, "show", "hide", "full", "clamp", "status"].join(", ");
    const given = word.slice(0, 80);
    const message = `bad value for reasoning: "${given}"; expected one of ${expects}`;
    throw wireError("badConfigValue", message);
  }
  // Of new sessions always, and of this one.
  settings.set("reasoning_effort", word);
  if (session !== undefined) {
    session.reasoningEffort = word;
    session.keeper.row();
    session.tellInfo();
  }
  return { value: word };
}

function setMode({ value, context, session }: Setting): SetAnswer {
  if (session === undefined) throw wireError("sessionNotFound");
  chooseMode(session, value.trim(), context.options.logger);
  return { value: value.trim() };
}

function setSkin({ value, context }: Setting): SetAnswer {
  const name = context.settings.set("skin", value);
  context.caller.tell(events.skinChanged, skinNamed(name));
  return { value: name };
}

/** Keys that change more than a setting. */
export const configWriters = new Map<string, Writer>(Object.entries({
  model: setModel,
  mode: setMode,
  reasoning: setReasoning,
  fast: setFast,
  prompt: setPrompt,
  personality: setPersonality,
  skin: setSkin,
  yolo: setYolo,
  cwd: setFolder,
  "terminal.cwd": setFolder,
  workdir: setFolder,
}));
