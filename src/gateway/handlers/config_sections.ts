/**
 * @module
 */
import type { CallContext } from "../call_context.ts";
import { modelOf } from "./model_of.ts";
import { usualFolder } from "./config_readers.ts";

/** A part of the configuration as people read it: names and values. */
interface Section {
  title: string;
  rows: [name: string, value: string][];
}

/** The configuration as people read it. Of a key there are its last four characters. */
export function configSections(context: CallContext): Section[] {
  const { providers, settings, options, approvals } = context;
  const { keys } = options.setup;
  const { usual } = providers;
  const held = providers.names.flatMap((name): [string, string][] => {
    const variable = keys?.variableOf(name);
    return variable === undefined ? [] : [[variable, keys?.shown(name) || "not set"]];
  });
  return [
    {
      title: "Model",
      rows: [
        ["model", modelOf(usual, context)],
        ["provider", providers.nameOf(usual)],
        ["reasoning", settings.get("reasoning_effort") || "medium"],
      ],
    },
    {
      title: "Agent",
      rows: [
        ["agents", providers.names.join(", ")],
        ["busy", settings.get("busy")],
        ["tool progress", settings.get("verbose")],
        ["yolo", approvals.everything ? "on" : "off"],
        ["skin", settings.get("skin")],
      ],
    },
    {
      title: "Environment",
      rows: [
        ["configuration", settings.config.path || "in memory"],
        ["folder", usualFolder(context)],
        // Two agents may share one.
        ...new Map(held),
      ],
    },
  ];
}
