/**
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { userPath, type UserPlace } from "../../adapters/user_path.ts";
import type { Config } from "../config_document.ts";
import { readConfig } from "../config_file.ts";
import { UsageError } from "../exit_codes.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** A configuration, and what is to be said of it. Without one the agents are not known. */
export interface ConfigLook {
  finding: Finding;
  config?: Config;
}

/**
 * Reads the configuration.
 *
 * @param named a path somebody named; without one the usual file is read, if there is one
 */
export async function checkConfig(
  named: string | undefined,
  place: UserPlace,
): Promise<ConfigLook> {
  const path = named ?? userPath("config", "config.yaml", place);
  const subject = { check: "configuration", looked: path ?? "no file" };
  try {
    const config = await readConfig(named, place);
    if (path === undefined) {
      const finding = note(subject, "no folder for it is known", "--config ./config.yaml");
      return { finding, config };
    }
    if (!existsSync(path)) return { finding: ok(subject, "there is none; none is needed"), config };
    return { finding: ok(subject, `valid: ${contents(config)}`), config };
  } catch (error) {
    if (!(error instanceof UsageError) || path === undefined) throw error;
    return { finding: await fault(error.message, path, subject) };
  }
}

function contents(config: Config): string {
  const agents = Object.keys(config.agents).join(", ") || "none";
  const servers = config.mcpServers.map(({ name }) => name).join(", ") || "none";
  return `agents ${agents}; tool servers ${servers}`;
}

async function fault(
  message: string,
  path: string,
  subject: { check: string; looked: string },
): Promise<Finding> {
  const why = message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
  const text = readText(path);
  if (text === undefined) {
    return problem(subject, why, "name a file this user may read with --config, or leave it out");
  }
  const unset = /the environment variable (\w+) is not set$/.exec(why)?.[1];
  const { faultLine } = await import("./config_line.ts");
  const line = faultLine(text, unset);
  const edit = `edit "${path}"${line === undefined ? "" : `, line ${line}`}`;
  const remedies = unset === undefined ? [edit] : [`export ${unset}=…`, edit];
  return problem(subject, line === undefined ? why : `line ${line}: ${why}`, ...remedies);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Why not has been said by whoever read it first.
    return undefined;
  }
}
