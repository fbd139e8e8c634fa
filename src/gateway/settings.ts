/**
 * Settings a front end reads and changes by `config.get` and `config.set`. They live as long as the
 * gateway.
 *
 * @module
 */
import { wireError } from "../protocol/errors.ts";

/** One setting, as data. */
interface Setting {
  initial: string;
  /** Whether `config.get` answers it. */
  readable: boolean;
  /** Whether it is part of another key: `config.set` does not know it by this name. */
  inner?: true;
  /** What is accepted, for the error message. */
  expects: string;
  /** The new value, or `undefined` when `value` is not acceptable. */
  accept(value: string, current: string): string | undefined;
  /** Other settings that follow. */
  implies?(value: string): Record<string, string>;
}

interface Choices {
  initial: string;
  aliases?: Record<string, string>;
  /** Values `toggle` (or a blank value) goes through. */
  toggle?: readonly string[];
  readable?: boolean;
  implies?(value: string): Record<string, string>;
}

function choice(choices: readonly string[], options: Choices): Setting {
  const { initial, aliases = {}, toggle, readable = true, implies } = options;
  const words = [...choices, ...Object.keys(aliases), ...(toggle ? ["toggle"] : [])];
  return {
    initial,
    readable,
    expects: words.join(", "),
    accept(value, current) {
      const word = value.trim().toLowerCase();
      if (choices.includes(word)) return word;
      if (Object.hasOwn(aliases, word)) return aliases[word];
      if (toggle === undefined || !["", "toggle", "cycle"].includes(word)) return undefined;
      return toggle[(toggle.indexOf(current) + 1) % toggle.length];
    },
    ...(implies ? { implies } : {}),
  };
}

/** How hard a model may be asked to think. */
export const efforts = ["none", "minimal", "low", "medium", "high", "xhigh"];

const details = ["hidden", "collapsed", "expanded"];
const sections = ["thinking", "tools", "subagents", "activity"];
const verbosity = ["off", "new", "all", "verbose"];

function section(): Setting {
  const plain = choice(details, { initial: "" });
  return {
    ...plain,
    readable: false,
    accept: (value, current) => value.trim() === "" ? "" : plain.accept(value, current),
  };
}

/** A setting that is read and written as part of another key only. */
function inner(setting: Setting): Setting {
  return { ...setting, readable: false, inner: true };
}

const table = new Map<string, Setting>(Object.entries({
  busy: choice(["queue", "steer", "interrupt"], { initial: "interrupt" }),
  details_mode: choice(details, {
    initial: "collapsed",
    implies: (value) => Object.fromEntries(sections.map((name) => [`details_mode.${name}`, value])),
  }),
  ...Object.fromEntries(sections.map((name) => [`details_mode.${name}`, section()])),
  thinking_mode: choice(["collapsed", "truncated", "full"], {
    initial: "collapsed",
    implies: (value) => ({ details_mode: value === "full" ? "expanded" : "collapsed" }),
  }),
  compact: choice(["on", "off"], { initial: "off", toggle: ["off", "on"] }),
  statusbar: choice(["off", "top", "bottom"], {
    initial: "top",
    aliases: { on: "top" },
    toggle: ["off", "top"],
  }),
  mouse: choice(["off", "wheel", "buttons", "all"], {
    initial: "all",
    aliases: { on: "all", true: "all", false: "off" },
    toggle: ["off", "all"],
  }),
  indicator: choice(["ascii", "emoji", "kaomoji", "unicode"], { initial: "kaomoji" }),
  reasoning_display: inner(choice(["show", "hide", "full", "clamp"], { initial: "show" })),
  // Of new sessions; empty: the agent's own.
  reasoning_effort: inner(choice(efforts, { initial: "" })),
  model: inner({
    initial: "",
    expects: "the name of a model",
    readable: false,
    accept: (value) => value.trim() || undefined,
  }),
  verbose: choice(verbosity, {
    initial: "all",
    aliases: {},
    toggle: verbosity,
    readable: false,
  }),
  skin: choice(["default"], { initial: "default" }),
  // Whether `reload.mcp` asks first.
  mcp_reload_confirm: inner(choice(["on", "off"], { initial: "on" })),
}));

/** The error for a key that is none; a name may be megabytes long, an answer need not be. */
export function unknownKey(key: string): Error {
  return wireError("badConfigValue", `unknown config key: ${key.slice(0, 80)}`);
}

/** See the module. */
export class Settings {
  readonly #values = new Map<string, string>();

  constructor(initial: Record<string, string> = {}) {
    for (const [key, setting] of table) this.#values.set(key, initial[key] ?? setting.initial);
  }

  isReadable(key: string): boolean {
    return table.get(key)?.readable ?? false;
  }

  /** Whether `config.set` may change it by its name. */
  isWritable(key: string): boolean {
    const setting = table.get(key);
    return setting !== undefined && !setting.inner;
  }

  get(key: string): string {
    return this.#values.get(key) ?? "";
  }

  /**
   * Changes a setting and those that follow it.
   *
   * @returns the value that holds now; `status` changes nothing
   * @throws {RpcError} 4002, saying what would be accepted
   */
  set(key: string, value: string): string {
    const setting = table.get(key);
    if (setting === undefined) throw unknownKey(key);
    const current = this.get(key);
    if (value === "status") return current;
    const accepted = setting.accept(value, current);
    if (accepted === undefined) {
      throw wireError(
        "badConfigValue",
        `bad value for ${key}: "${value.slice(0, 80)}"; expected one of ${setting.expects}`,
      );
    }
    this.#values.set(key, accepted);
    for (const [other, follows] of Object.entries(setting.implies?.(accepted) ?? {})) {
      this.set(other, follows);
    }
    return accepted;
  }

  /** Everything, in the shape of a configuration file: what `config.get full` answers. */
  document(): Record<string, unknown> {
    return {
      model: { default: this.get("model") },
      agent: { reasoning_effort: this.get("reasoning_effort") },
      display: {
        busy_input_mode: this.get("busy"),
        details_mode: this.get("details_mode"),
        thinking_mode: this.get("thinking_mode"),
        sections: Object.fromEntries(
          sections.map((name) => [name, this.get(`details_mode.${name}`)]),
        ),
        skin: this.get("skin"),
        tui_compact: this.get("compact") === "on",
        tui_statusbar: this.get("statusbar"),
        tui_mouse: this.get("mouse"),
        tui_status_indicator: this.get("indicator"),
        tool_progress: this.get("verbose"),
      },
    };
  }
}
