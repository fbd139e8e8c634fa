/**
 * @module
 */
import { statSync } from "node:fs";
import { basename, extname } from "node:path";
import type { PluginFacts } from "../gateway/command_options.ts";
import { type ConfigDesk, valueAt } from "../gateway/config_desk.ts";

/** Where the configuration has the names of modules that are not loaded. */
const OFF = ["commands_off"];

/** The modules of commands that the configuration names, and which of them are loaded. */
export class Plugins {
  readonly #modules: readonly string[];
  readonly #desk: ConfigDesk | undefined;

  /** @param desk what is kept of it; missing: all are loaded, and that stays */
  constructor(modules: readonly string[], desk: ConfigDesk | undefined) {
    this.#modules = modules;
    this.#desk = desk;
  }

  /** The files of those that are loaded, as it is now. */
  get loaded(): readonly string[] {
    const off = this.#off();
    return this.#modules.filter((path) => !off.includes(nameOf(path)));
  }

  /** What clients are told of them. */
  list(): PluginFacts[] {
    const off = this.#off();
    return this.#modules.map((path) => ({
      name: nameOf(path),
      version: "",
      description: "a module of slash commands",
      source: "user",
      status: off.includes(nameOf(path)) ? "disabled" : statusOf(path),
    }));
  }

  /** Puts those of a name on or off. @throws {ConfigError} saying why that cannot be kept */
  switch(name: string, enabled: boolean): void {
    const rest = this.#off().filter((each) => each !== name);
    const value = enabled ? rest : [...rest, name];
    this.#desk?.write([{ path: OFF, value: value.length === 0 ? undefined : value }]);
  }

  #off(): readonly string[] {
    const said = this.#desk === undefined ? [] : valueAt(this.#desk.read().values, OFF);
    return Array.isArray(said) ? said.filter((each) => typeof each === "string") : [];
  }
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}

function statusOf(path: string): string {
  return isFile(path) ? "enabled" : "missing: no such file, or it may not be looked at";
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
