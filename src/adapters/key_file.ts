/**
 * Keys that users have given in a front end, in a file for this user alone: a variable a line, `NAME=value`.
 *
 * @module
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { replaceFile } from "./replace_file.ts";

const LINE = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;

/**
 * See the module. What somebody else writes there is heard at once. Comments and lines that say something
 * else stay as they are.
 */
export class KeyFile {
  readonly path: string;
  /** Which version has been read; `undefined`: none yet. */
  #version: string | undefined;
  #keys: ReadonlyMap<string, string> = new Map();

  constructor(path: string) {
    this.path = path;
  }

  /** The key of a variable; a file that is not there, or cannot be read, has none. */
  get(variable: string): string | undefined {
    try {
      return this.all().get(variable);
    } catch {
      // There may be one in the environment. Whoever keeps a key, or reads them again, is told why not.
      return undefined;
    }
  }

  /**
   * Every key by its variable.
   *
   * @throws {Error} of the file system, for a file that is there and cannot be read
   */
  all(): ReadonlyMap<string, string> {
    const version = versionOf(this.path);
    if (version !== this.#version) {
      this.#keys = new Map(version === "" ? [] : keysIn(readFileSync(this.path, "utf8")));
      this.#version = version;
    }
    return this.#keys;
  }

  /**
   * Sets a key, or takes it away. At once or not at all: a draft (0600) takes the file's place when it is
   * whole.
   *
   * @throws {Error} of the file system; {RangeError} for what a line cannot hold
   */
  set(variable: string, key: string | undefined): void {
    if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
      throw new RangeError("a key is made of printable ASCII characters without blanks");
    }
    const lines = existsSync(this.path) ? readFileSync(this.path, "utf8").split("\n") : [];
    while (lines.at(-1) === "") lines.pop();
    const others = lines.filter((line) => LINE.exec(line)?.[1] !== variable);
    const kept = key === undefined ? others : [...others, `${variable}=${key}`];
    replaceFile(this.path, { text: kept.map((line) => `${line}\n`).join("") });
    this.#version = undefined;
  }
}

function* keysIn(text: string): Generator<[variable: string, key: string]> {
  for (const line of text.split("\n")) {
    const [, variable, value = ""] = LINE.exec(line) ?? [];
    // As people quote them in such files.
    const key = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
    if (variable !== undefined && key !== "") yield [variable, key];
  }
}

function versionOf(path: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    throw error;
  }
}
