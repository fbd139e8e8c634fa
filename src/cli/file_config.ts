/**
 * The configuration file while a gateway runs: what front ends set is written there, and what somebody else
 * writes there is heard.
 *
 * @module
 */
import { readFileSync, type Stats, statSync } from "node:fs";
import { parseDocument } from "yaml";
import { replaceFile } from "../adapters/replace_file.ts";
import {
  type ConfigChange,
  type ConfigDesk,
  ConfigError,
  type ConfigState,
  putAt,
} from "../gateway/config_desk.ts";
import { linkedFile } from "../adapters/linked_file.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { parseConfig } from "./config_document.ts";
import { editConfig } from "./config_edit.ts";
import { faultLine } from "./doctor/config_line.ts";
import { isForbidden } from "../lib/is_forbidden.ts";
import { UsageError } from "./exit_codes.ts";

/** What a {@linkcode FileConfig} works with. */
export interface FileConfigOptions {
  /** The file; it is made (0600) when something is set first. */
  path: string;
  /** Looks up an environment variable. */
  get(name: string): string | undefined;
  /** Members that do not count until they are set: flags have said otherwise. Joined by dots. */
  overruled?: readonly string[];
  /** Milliseconds between two looks at the file while it is watched. Default 2,000. */
  lookMs?: number;
  clock: Clock;
  logger: Logger;
}

/** As often as costs nothing, and soon enough for who has just saved a file. */
const LOOK_MS = 2_000;

/** How old an empty file is that was meant so. */
const HALF_WRITTEN_MS = 1_000;

/**
 * See the module. Comments in the file stay. A file that cannot be used as somebody left it counts as it was
 * before, and is not written to.
 */
export class FileConfig implements ConfigDesk {
  readonly #options: FileConfigOptions;
  readonly #overruled: Set<string>;
  /** What holds instead, where this run may not write, or not parse what it would write. */
  readonly #unwritten: ConfigChange[] = [];
  /** Which version of the file has been read; empty: there was none. */
  #version: string | undefined;
  #text = "";
  #fault: string | undefined;
  #state: ConfigState;
  /** How often somebody else has changed the file. */
  #edits = 0;

  constructor(options: FileConfigOptions) {
    this.#options = options;
    this.#overruled = new Set(options.overruled);
    this.#state = { path: options.path, mtime: 0, values: {} };
  }

  read(): ConfigState {
    const { version, mtime, isEmpty } = this.#look();
    const ageMs = this.#options.clock.now() - mtime * 1_000;
    // Who writes in place empties it first: what comes of that is seen at the next look.
    if (isEmpty && this.#text !== "" && Math.abs(ageMs) < HALF_WRITTEN_MS) return this.#state;
    if (version !== this.#version) {
      // What this desk has written itself is no news.
      if (this.#version !== undefined) this.#edits++;
      this.#version = version;
      this.#load(mtime);
    }
    return this.#state;
  }

  #look(): { version: string; mtime: number; isEmpty?: boolean } {
    try {
      const stats = statsOf(this.#options.path);
      if (stats === undefined) return { version: "", mtime: 0 };
      const { ino, size, mtimeMs } = stats;
      const version = `${ino} ${size} ${mtimeMs}`;
      return { version, mtime: mtimeMs / 1_000, isEmpty: size === 0 };
    } catch (error) {
      // Reading it says the same, once.
      return { version: errorMessage(error), mtime: this.#state.mtime };
    }
  }

  /** Looks at the file now and then, by its date: that hears of editors that put another file in its place too. */
  watch(heard: () => void): () => void {
    const { clock, lookMs = LOOK_MS } = this.#options;
    let told = this.#edits;
    let timer: Timer | undefined;
    const look = () => {
      timer = clock.after(lookMs, look);
      this.read();
      if (this.#edits === told) return;
      told = this.#edits;
      heard();
    };
    timer = clock.after(lookMs, look);
    return () => timer?.cancel();
  }

  write(changes: readonly ConfigChange[]): void {
    const { path } = this.#options;
    // What somebody else has written before stays news.
    this.read();
    try {
      const before = textOf(path);
      const text = editConfig(before, changes);
      this.#check(text);
      if (text !== before) replace(path, text);
    } catch (error) {
      if (!isForbidden(error)) throw refusal(path, error);
      // A scoped permission is a choice: the setting holds for as long as this runs.
      this.#options.logger.debug("may not write the configuration: a setting is kept in memory");
      this.#unwritten.push(...changes);
    }
    for (const { path: names } of changes) this.#overruled.delete(names.join("."));
    this.#version = undefined;
  }

  /** @throws {UsageError} naming what is wrong with it */
  #check(text: string): void {
    parseConfig(text, this.#options);
  }

  #load(mtime: number): void {
    const { path } = this.#options;
    let text = "";
    try {
      text = textOf(path);
      this.#check(text);
      this.#text = text;
      this.#fault = undefined;
    } catch (error) {
      // What it said before goes on: nobody is to lose their settings over a file half written.
      if (!isForbidden(error)) this.#complain(withLine(errorMessage(error), text));
    }
    const fault = this.#fault === undefined ? {} : { fault: this.#fault };
    this.#state = { path, mtime, values: this.#values(), ...fault };
  }

  #complain(error: string): void {
    const what = "the configuration was changed and cannot be used";
    this.#options.logger.warn(what, { error });
    this.#fault = `${what}: ${error}; what it said before counts`;
  }

  #values(): ConfigState["values"] {
    let values: ConfigState["values"] = parseDocument(this.#text).toJS() ?? {};
    // As data, not as text: other members may refer to one, and the parser looks at variables of its own,
    // which this run may not either.
    for (const name of this.#overruled) values = putAt(values, name.split("."), undefined);
    for (const { path, value } of this.#unwritten) values = putAt(values, path, value);
    return values;
  }
}

/** What is wrong with a file, and in which of its lines. */
function withLine(why: string, text: string): string {
  const unset = /the environment variable (\w+) is not set$/.exec(why)?.[1];
  const line = faultLine(text, unset);
  return line === undefined ? why : `line ${line}: ${why}`;
}

function replace(path: string, text: string): void {
  const stats = statsOf(path);
  replaceFile(path, { text, ...stats === undefined ? {} : { mode: stats.mode & 0o777 } });
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (isAbsence(error) || isForbidden(error)) return undefined;
    throw error;
  }
}

function textOf(path: string): string {
  try {
    // Of a link to what is not there, some runtimes say that it is a circle.
    return readFileSync(linkedFile(path), "utf8");
  } catch (error) {
    if (isAbsence(error)) return "";
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

function refusal(path: string, error: unknown): ConfigError {
  const why = errorMessage(error);
  const said = error instanceof UsageError && why.startsWith(`${path}: `)
    ? why.slice(path.length + 2)
    : why;
  return new ConfigError(`Cannot change the configuration ${path}: ${said}`);
}
