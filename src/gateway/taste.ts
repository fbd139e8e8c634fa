/**
 * What users want of all agents, as the configuration says it.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";
import type { Taste } from "../session/mind.ts";
import { valueAt } from "./config_desk.ts";
import type { Settings } from "./settings.ts";

/** Where a configuration has its personalities. */
const PERSONALITIES = ["personalities"];

/** Texts by name: how agents can be told to be. */
export function personalities({ config }: Settings): ReadonlyMap<string, string> {
  const said = valueAt(config.values, PERSONALITIES);
  const all = Object.entries(isRecord(said) ? said : {});
  return new Map(all.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/**
 * As it is whenever it is asked for, also where somebody has edited the file.
 *
 * @param settings asked for late: a session may be described before there are any
 */
export function tasteOf(settings: () => Settings): Taste {
  return {
    get personality() {
      const name = settings().get("personality");
      return personalities(settings()).has(name) ? name : "";
    },
    get instructions() {
      const { personality } = this;
      const texts = [personalities(settings()).get(personality) ?? "", settings().get("prompt")];
      return texts.map((text) => text.trim()).filter((text) => text !== "").join("\n\n");
    },
  };
}
