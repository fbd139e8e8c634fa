/**
 * Every setting a front end reads and changes, as data.
 *
 * @module
 */
import { skins } from "../protocol/skins.ts";

/** One setting. */
export interface Setting {
  initial: string;
  /** Where it stands in a configuration. */
  path: readonly string[];
  /** Whether `config.get` answers it. */
  readable: boolean;
  /** Whether it is part of another key: `config.set` does not know it by this name. */
  inner?: true;
  /** How a configuration says it by `true` and by `false`. */
  flag?: readonly [yes: string, no: string];
  /** What is accepted, for the error message. */
  expects: string;
  /** The new value, or `undefined` when `value` is not acceptable. */
  accept(value: string, current: string): string | undefined;
  /** Other settings that follow. */
  implies?(value: string): Record<string, string>;
}

interface Choices {
  path: string;
  initial: string;
  aliases?: Record<string, string>;
  /** Values `toggle` (or a blank value) goes through. */
  toggle?: readonly string[];
  readable?: boolean;
  flag?: readonly [yes: string, no: string];
  implies?(value: string): Record<string, string>;
}

const steps = ["", "toggle", "cycle"];

function choice(choices: readonly string[], options: Choices): Setting {
  const { initial, path, aliases = {}, toggle, readable = true, implies, flag } = options;
  const words = [...choices, ...Object.keys(aliases), ...(toggle ? ["toggle"] : [])];
  return {
    initial,
    path: path.split("."),
    readable,
    expects: words.join(", "),
    accept(value, current) {
      const word = value.trim().toLowerCase();
      if (choices.includes(word)) return word;
      if (Object.hasOwn(aliases, word)) return aliases[word];
      if (toggle === undefined || !steps.includes(word)) return undefined;
      return toggle[(toggle.indexOf(current) + 1) % toggle.length];
    },
    ...(implies ? { implies } : {}),
    ...(flag ? { flag } : {}),
  };
}

function text(expects: string, path: string): Setting {
  return {
    initial: "",
    path: path.split("."),
    expects,
    readable: false,
    accept: (value) => value.trim() || undefined,
  };
}

/** A text that may be taken away. */
function clearable(setting: Setting): Setting {
  const accept: Setting["accept"] = (value, current) =>
    value.trim() === "" ? "" : setting.accept(value, current);
  return { ...setting, readable: false, accept };
}

/** A setting that is read and written as part of another key only. */
function inner(setting: Setting): Setting {
  return { ...setting, readable: false, inner: true };
}

const compact = choice(["on", "off"], {
  path: "display.tui_compact",
  initial: "off",
  toggle: ["off", "on"],
  flag: ["on", "off"],
});

/** How hard a model may be asked to think. */
export const efforts = ["none", "minimal", "low", "medium", "high", "xhigh"];

const details = ["hidden", "collapsed", "expanded"];
const verbosity = ["off", "new", "all", "verbose"];

/** The parts of what is shown that have a mode of their own. */
export const sections = ["thinking", "tools", "subagents", "activity"];

/** Key → setting. */
export const settingTable: ReadonlyMap<string, Setting> = new Map(Object.entries({
  busy: choice(["queue", "steer", "interrupt"], {
    path: "display.busy_input_mode",
    initial: "interrupt",
  }),
  details_mode: choice(details, {
    path: "display.details_mode",
    initial: "collapsed",
    implies: (value) => Object.fromEntries(sections.map((name) => [`details_mode.${name}`, value])),
  }),
  ...Object.fromEntries(sections.map((name) => [
    `details_mode.${name}`,
    clearable(choice(details, { path: `display.sections.${name}`, initial: "" })),
  ])),
  thinking_mode: choice(["collapsed", "truncated", "full"], {
    path: "display.thinking_mode",
    initial: "collapsed",
    implies: (value) => ({ details_mode: value === "full" ? "expanded" : "collapsed" }),
  }),
  compact,
  // What later clients call it.
  density: compact,
  statusbar: choice(["off", "top", "bottom"], {
    path: "display.tui_statusbar",
    initial: "top",
    aliases: { on: "top", true: "top", false: "off" },
    toggle: ["off", "top"],
  }),
  mouse: choice(["off", "wheel", "buttons", "all"], {
    path: "display.tui_mouse",
    initial: "all",
    aliases: { on: "all", true: "all", false: "off" },
    toggle: ["off", "all"],
  }),
  indicator: choice(["ascii", "emoji", "kaomoji", "unicode"], {
    path: "display.tui_status_indicator",
    initial: "kaomoji",
  }),
  // Of later clients: whether the terminal is light or dark, for those who know better than it.
  theme: choice(["auto", "light", "dark"], { path: "display.tui_theme", initial: "auto" }),
  skin: choice(skins.map(({ name }) => name), { path: "display.skin", initial: "default" }),
  verbose: choice(verbosity, {
    path: "display.tool_progress",
    initial: "all",
    toggle: verbosity,
    readable: false,
  }),
  show_reasoning: inner(choice(["show", "hide"], {
    path: "display.show_reasoning",
    initial: "show",
    flag: ["show", "hide"],
  })),
  reasoning_full: inner(choice(["full", "clamp"], {
    path: "display.reasoning_full",
    initial: "clamp",
    flag: ["full", "clamp"],
  })),
  // Of new sessions; empty: the agent's own.
  reasoning_effort: inner(choice(efforts, { path: "defaults.reasoning_effort", initial: "" })),
  model: inner(text("the name of a model", "defaults.model")),
  cwd: inner(text("a folder", "defaults.cwd")),
  // Whether there are checkpoints of folders.
  checkpoints: choice(["on", "off"], {
    path: "checkpoints.enabled",
    initial: "off",
    toggle: ["off", "on"],
    flag: ["on", "off"],
  }),
  prompt: clearable(text("a text", "defaults.prompt")),
  personality: clearable(text("the name of a personality", "defaults.personality")),
  fast: {
    ...choice(["fast", "normal"], {
      path: "defaults.fast",
      initial: "normal",
      aliases: { on: "fast", off: "normal" },
      flag: ["fast", "normal"],
    }),
    readable: false,
  },
  // Whether `reload.mcp` asks first.
  mcp_reload_confirm: inner(choice(["on", "off"], {
    path: "approvals.mcp_reload_confirm",
    initial: "on",
    flag: ["on", "off"],
  })),
}));

/** A setting as a configuration says it; `undefined`: it says nothing, or nothing that can be used. */
export function settingFrom(setting: Setting, said: unknown): string | undefined {
  const { flag } = setting;
  if (typeof said === "boolean" && flag !== undefined) return flag[said ? 0 : 1];
  if (typeof said !== "string" && typeof said !== "boolean") return undefined;
  const word = String(said);
  // What steps from one value to the next is no value.
  return steps.includes(word.trim().toLowerCase()) ? undefined : setting.accept(word, "");
}

/** A setting as a configuration is to say it; `undefined`: not at all. */
export function settingAsSaid({ flag }: Setting, value: string): string | boolean | undefined {
  if (flag !== undefined) return value === flag[0];
  return value === "" ? undefined : value;
}
