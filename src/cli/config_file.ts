/**
 * The configuration file.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { userPath, type UserPlace } from "../adapters/user_path.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Config } from "./config_document.ts";
import { isForbidden } from "../lib/is_forbidden.ts";
import { UsageError } from "./exit_codes.ts";

/** Where the configuration is, whether or not there is one; `undefined`: the environment names no folder. */
export function configPath(named: string | undefined, place: UserPlace): string | undefined {
  return named ?? userPath("config", "config.yaml", place);
}

/**
 * Reads the configuration.
 *
 * @param named a path somebody named; without one the usual file is read, if there is one
 * @throws {UsageError} when a named file cannot be read, or what a file says cannot be used
 */
export async function readConfig(named: string | undefined, place: UserPlace): Promise<Config> {
  const path = configPath(named, place);
  const text = path === undefined ? undefined : readText(path, named !== undefined);
  if (path === undefined || text === undefined) return emptyConfig;
  // A parser and a schema that most starts have no use for.
  const { parseConfig } = await import("./config_document.ts");
  try {
    return parseConfig(text, { path, get: place.get });
  } catch (error) {
    // The parser looks at variables of its own, which a run may have to be allowed.
    if (isForbidden(error)) throw unreadable(path, error);
    throw error;
  }
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
    return readFileSync(path, "utf8");
  } catch (error) {
    // Nobody has to have one, and a run that may not look has been told so on purpose.
    const { code } = error as NodeJS.ErrnoException;
    // A home that is no folder, as services have it, has none either.
    const isAbsent = isForbidden(error) || code === "ENOENT" || code === "ENOTDIR";
    if (isAbsent && !isNamed) return undefined;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UsageError {
  return new UsageError(`Cannot read the configuration ${path}: ${errorMessage(error)}`);
}
