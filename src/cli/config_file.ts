/**
 * Where the configuration file is.
 *
 * @module
 */
import { errorMessage } from "../lib/error_text.ts";
import type { Config } from "./config_document.ts";
import { UsageError } from "./exit_codes.ts";

/** Where a configuration is looked for. */
export interface ConfigPlace {
  /** `Deno.build.os`, or `process.platform`. */
  os: string;
  /** Looks up an environment variable. */
  get(name: string): string | undefined;
}

/**
 * The usual file: `tidegate/config.yaml` in `XDG_CONFIG_HOME`, else in `~/.config`; in
 * `~/Library/Application Support` on macOS; in `APPDATA` on Windows. `undefined` when the environment
 * names none of these.
 */
export function defaultConfigPath({ os, get }: ConfigPlace): string | undefined {
  if (os === "windows" || os === "win32") {
    const roaming = get("APPDATA");
    return roaming ? `${roaming}\\tidegate\\config.yaml` : undefined;
  }
  const home = get("HOME");
  if (os === "darwin") {
    return home ? `${home}/Library/Application Support/tidegate/config.yaml` : undefined;
  }
  const config = get("XDG_CONFIG_HOME");
  // The XDG specification: a relative path is invalid and must be ignored.
  if (config?.startsWith("/")) return `${config}/tidegate/config.yaml`;
  return home ? `${home}/.config/tidegate/config.yaml` : undefined;
}

/**
 * Reads the configuration.
 *
 * @param named a path somebody named; without one the usual file is read, if there is one
 * @throws {UsageError} when a named file cannot be read, or what a file says cannot be used
 */
export async function readConfig(named: string | undefined, place: ConfigPlace): Promise<Config> {
  const path = named ?? defaultConfigPath(place);
  const text = path === undefined ? undefined : readText(path, named !== undefined);
  if (path === undefined || text === undefined) return emptyConfig;
  // A parser and a schema that most starts have no use for.
  const { parseConfig } = await import("./config_document.ts");
  return parseConfig(text, { path, get: place.get });
}

/** What stands where there is no file. */
const emptyConfig: Config = {
  agent: undefined,
  agents: {},
  mcpServers: [],
  tools: { otherwise: "ask", allow: [], never: [] },
  quickCommands: {},
  questionTimeoutsMs: {},
  skills: [],
  commands: [],
};

function readText(path: string, isNamed: boolean): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    // Nobody has to have one, and a run that may not look has been told so on purpose.
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable;
    if (isAbsent && !isNamed) return undefined;
    throw new UsageError(`Cannot read the configuration ${path}: ${errorMessage(error)}`);
  }
}
