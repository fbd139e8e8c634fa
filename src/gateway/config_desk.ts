/**
 * Where settings are kept that outlive a gateway: a port, since files are for whoever knows a runtime.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";

/** What a configuration says at this moment. */
export interface ConfigState {
  /** The file; empty: there is none. */
  readonly path: string;
  /** When it was changed last, in seconds since the epoch; 0: there is no file, or not yet. */
  readonly mtime: number;
  /**
   * Why what somebody has written there cannot be used, for people and without secrets; what it said before
   * counts meanwhile. Missing: it can.
   */
  readonly fault?: string | undefined;
  /** Its members, as plain data. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** One member that is to be changed. */
export interface ConfigChange {
  /** The names on the way to it: `["display", "skin"]`. */
  readonly path: readonly string[];
  /** Missing: the member goes. */
  readonly value: string | boolean | readonly string[] | undefined;
}

/** A configuration that is read and changed while a gateway runs. */
export interface ConfigDesk {
  /** What it says now, also where somebody else has just changed it. Never throws, and costs little. */
  read(): ConfigState;
  /**
   * Makes all changes, or none.
   *
   * @throws {ConfigError} saying why it cannot be changed
   */
  write(changes: readonly ConfigChange[]): void;
  /** What has to be waited for before it can be written; `undefined`: nothing. A desk without it is ready. */
  prepare?(): Promise<void> | undefined;
  /**
   * Tells when somebody else has changed it, by hand for instance, a moment later. Call what it returns to end.
   * A desk without it is asked when something is needed, and tells nothing by itself.
   */
  watch?(heard: () => void): () => void;
}

/** A configuration cannot be changed. Its message is for users, and holds no secret. */
export class ConfigError extends Error {
  /** Tells it from other errors. */
  override readonly name = "ConfigError";
}

/** What a value of a configuration is at a place; `undefined`: there is none. */
export function valueAt(values: Readonly<Record<string, unknown>>, path: readonly string[]) {
  let at: unknown = values;
  for (const name of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

/**
 * A configuration with another value at a place; `undefined` takes away what is there. What was given stays as
 * it is, also where several of its members are one object.
 */
export function putAt(
  values: Readonly<Record<string, unknown>>,
  [name, ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  if (name === undefined) return values;
  const { [name]: before, ...others } = values;
  if (rest.length === 0) return value === undefined ? others : { ...values, [name]: value };
  const isMap = isRecord(before);
  if (!isMap && value === undefined) return values;
  return { ...values, [name]: putAt(isMap ? before : {}, rest, value) };
}

/** A configuration that nobody keeps: it is as old as the gateway, and ends with it. */
export function memoryConfig(): ConfigDesk {
  let values: Readonly<Record<string, unknown>> = {};
  return {
    read: () => ({ path: "", mtime: 0, values }),
    write(changes) {
      for (const { path, value } of changes) values = putAt(values, path, value);
    },
  };
}
