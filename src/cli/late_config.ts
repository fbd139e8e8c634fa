/**
 * The configuration file of a gateway that was started without one: what reads and writes it is loaded when
 * somebody sets something, or makes a file. Most starts have no use for it.
 *
 * @module
 */
import { statSync } from "node:fs";
import {
  type ConfigChange,
  type ConfigDesk,
  ConfigError,
  type ConfigState,
} from "../gateway/config_desk.ts";
import type { Timer } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { FileConfig, FileConfigOptions } from "./file_config.ts";

/** As often as {@linkcode FileConfig} looks. */
const LOOK_MS = 2_000;

/** See the module. */
export class LateConfig implements ConfigDesk {
  readonly #options: FileConfigOptions;
  readonly #nothing: ConfigState;
  readonly #waiting = new Set<() => void>();
  #desk: FileConfig | undefined;
  #loading: Promise<void> | undefined;

  constructor(options: FileConfigOptions) {
    this.#options = options;
    this.#nothing = { path: options.path, mtime: 0, values: {} };
  }

  read(): ConfigState {
    if (this.#desk !== undefined) return this.#desk.read();
    // It holds from the next moment on.
    if (isThere(this.#options.path)) this.prepare();
    return this.#nothing;
  }

  write(changes: readonly ConfigChange[]): void {
    if (this.#desk === undefined) {
      throw new ConfigError("Cannot change the configuration: it is being read; try again");
    }
    this.#desk.write(changes);
  }

  prepare(): Promise<void> | undefined {
    if (this.#desk !== undefined) return undefined;
    this.#loading ??= this.#load();
    return this.#loading;
  }

  watch(heard: () => void): () => void {
    const { clock, lookMs = LOOK_MS } = this.#options;
    let timer: Timer | undefined;
    let end: (() => void) | undefined;
    const take = () => {
      timer?.cancel();
      end = this.#desk?.watch(heard);
      // What somebody has written has been read with that.
      if (isThere(this.#options.path)) heard();
    };
    const look = () => {
      timer = clock.after(lookMs, look);
      this.read();
    };
    if (this.#desk === undefined) {
      this.#waiting.add(take);
      timer = clock.after(lookMs, look);
    } else take();
    return () => {
      this.#waiting.delete(take);
      timer?.cancel();
      end?.();
    };
  }

  async #load(): Promise<void> {
    try {
      const { FileConfig } = await import("./file_config.ts");
      this.#desk = new FileConfig(this.#options);
      this.#desk.read();
    } catch (error) {
      this.#options.logger.error("the configuration cannot be read", { error: errorStack(error) });
      this.#loading = undefined;
      return;
    }
    for (const take of this.#waiting) take();
    this.#waiting.clear();
  }
}

/** Whether there is a file, as far as this run may look. */
export function isThere(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
