/**
 * Settings a front end reads and changes by `config.get` and `config.set`. They are kept where the gateway's
 * {@linkcode ConfigDesk} keeps them.
 *
 * @module
 */
import { wireError } from "../protocol/errors.ts";
import type { ToolProgress } from "../session/tool_progress.ts";
import {
  type ConfigChange,
  type ConfigDesk,
  ConfigError,
  type ConfigState,
  memoryConfig,
  valueAt,
} from "./config_desk.ts";
import type { ResolvedGatewayOptions } from "./options.ts";
import {
  sections,
  type Setting,
  settingAsSaid,
  settingFrom,
  settingTable,
} from "./setting_table.ts";

/** The error for a key that is none; a name may be megabytes long, an answer need not be. */
export function unknownKey(key: string): Error {
  return wireError("badConfigValue", `unknown config key: ${key.slice(0, 80)}`);
}

/** What holds where the configuration says nothing, as far as the options of a gateway say it. */
export function initialSettings(
  { busyMode, git }: Pick<ResolvedGatewayOptions, "busyMode" | "git">,
): Readonly<Record<string, string>> {
  return { busy: busyMode, checkpoints: git?.checkpoints?.enabled ? "on" : "off" };
}

/** See the module. */
export class Settings {
  readonly #initial: Readonly<Record<string, string>>;
  readonly #desk: ConfigDesk;
  readonly #setters = new Set<(key: string) => void>();

  /**
   * @param initial what holds where the configuration says nothing
   */
  constructor(initial: Readonly<Record<string, string>> = {}, desk: ConfigDesk = memoryConfig()) {
    this.#initial = initial;
    this.#desk = desk;
  }

  /** What the configuration says now. */
  get config(): ConfigState {
    return this.#desk.read();
  }

  /**
   * Tells when somebody else has changed the configuration. Call what it returns to end.
   *
   * @param set hears of what is changed here
   */
  watch(heard: () => void, set: (key: string) => void = () => {}): () => void {
    const stop = this.#desk.watch?.(heard);
    this.#setters.add(set);
    return () => {
      stop?.();
      this.#setters.delete(set);
    };
  }

  /** What has to be waited for before something can be set; `undefined`: nothing. */
  prepare(): Promise<void> | undefined {
    return this.#desk.prepare?.();
  }

  isReadable(key: string): boolean {
    return settingTable.get(key)?.readable ?? false;
  }

  /** Whether `config.set` may change it by its name. */
  isWritable(key: string): boolean {
    const setting = settingTable.get(key);
    return setting !== undefined && !setting.inner;
  }

  /** How much is told of tools: the setting `verbose`. */
  get toolProgress(): ToolProgress {
    return this.get("verbose") as ToolProgress;
  }

  get(key: string): string {
    return this.#valueIn(this.config, key);
  }

  /**
   * Changes a setting and those that follow it.
   *
   * @returns the value that holds now; `status` changes nothing
   * @throws {RpcError} 4002, saying what would be accepted; 5001, saying why nothing can be changed
   */
  set(key: string, value: string): string {
    if (!settingTable.has(key)) throw unknownKey(key);
    if (value === "status") return this.get(key);
    const { accepted, follows } = this.#accept(key, value);
    const values: [string, string][] = [[key, accepted], ...follows];
    this.#write(values);
    for (const set of this.#setters) for (const [changed] of values) set(changed);
    return accepted;
  }

  /** What a setting would become, and what would follow, the nearest last. */
  #accept(key: string, value: string): { accepted: string; follows: [string, string][] } {
    const setting = settingTable.get(key);
    const accepted = setting?.accept(value, this.get(key));
    if (setting === undefined || accepted === undefined) {
      throw wireError(
        "badConfigValue",
        `bad value for ${key}: "${value.slice(0, 80)}"; expected one of ${setting?.expects}`,
      );
    }
    const follows = Object.entries(setting.implies?.(accepted) ?? {}).flatMap((
      [other, implied],
    ) => {
      const next = this.#accept(other, implied);
      return [[other, next.accepted] as [string, string], ...next.follows];
    });
    return { accepted, follows };
  }

  #write(values: readonly [key: string, value: string][]): void {
    const changes = values.flatMap(([key, value]): ConfigChange[] => {
      const setting = settingTable.get(key);
      return setting === undefined
        ? []
        : [{ path: setting.path, value: settingAsSaid(setting, value) }];
    });
    try {
      this.#desk.write(changes);
    } catch (error) {
      if (error instanceof ConfigError) throw wireError("configFailed", error.message);
      throw error;
    }
  }

  #valueIn(state: ConfigState, key: string): string {
    const setting = settingTable.get(key);
    if (setting === undefined) return "";
    return this.#saidIn(state, setting) ?? this.#initial[key] ?? setting.initial;
  }

  /** What the configuration says; `undefined`: nothing. */
  #saidIn({ values }: ConfigState, setting: Setting): string | undefined {
    return settingFrom(setting, valueAt(values, setting.path));
  }

  /**
   * Everything, in the shape of a configuration file that clients know: what `config.get full` answers.
   * What a busy session does with another prompt is left out where nobody has chosen another way than the
   * usual one: clients have a usual way of their own, which need not be the gateway's.
   */
  document(): Record<string, unknown> {
    const state = this.config;
    const get = (key: string) => this.#valueIn(state, key);
    const busy = settingTable.get("busy");
    const isBusyChosen = busy !== undefined &&
      (this.#saidIn(state, busy) !== undefined || get("busy") !== busy.initial);
    return {
      model: { default: get("model") },
      agent: { reasoning_effort: get("reasoning_effort"), service_tier: get("fast") },
      custom_prompt: get("prompt"),
      terminal: { cwd: get("cwd") },
      display: {
        ...isBusyChosen ? { busy_input_mode: get("busy") } : {},
        personality: get("personality"),
        details_mode: get("details_mode"),
        thinking_mode: get("thinking_mode"),
        sections: Object.fromEntries(sections.map((name) => [name, get(`details_mode.${name}`)])),
        skin: get("skin"),
        show_reasoning: get("show_reasoning") === "show",
        reasoning_full: get("reasoning_full") === "full",
        tui_compact: get("compact") === "on",
        tui_theme: get("theme"),
        tui_statusbar: get("statusbar"),
        tui_mouse: get("mouse"),
        tui_status_indicator: get("indicator"),
        tool_progress: get("verbose"),
      },
    };
  }
}
