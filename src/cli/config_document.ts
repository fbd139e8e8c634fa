/**
 * What the configuration file says.
 *
 * @module
 */
import { parseDocument } from "yaml";
import type { z } from "zod";
import { resolve } from "node:path";
import type { McpServer, ToolPolicy } from "../agent/mcp_server.ts";
import { isModuleUrl } from "../lib/is_module_url.ts";
import { type AgentConfig, type ConfigDocument, configSchema } from "./config_schema.ts";
import { UsageError } from "./exit_codes.ts";
import { programPath } from "./program_path.ts";

/** A configuration that can be used: paths are whole, variables have their values. */
export interface Config {
  /** The usual agent's name. */
  agent: string | undefined;
  agents: Readonly<Record<string, AgentConfig>>;
  mcpServers: readonly McpServer[];
  tools: ToolPolicy;
  quickCommands: ConfigDocument["quick_commands"];
  /** Milliseconds; what is missing is the gateway's own. */
  questionTimeoutsMs: Partial<Record<keyof ConfigDocument["question_timeouts_s"], number>>;
  skills: readonly string[];
  commands: readonly string[];
}

/**
 * What a configuration says.
 *
 * @throws {UsageError} naming the file, the member and what is wrong with it
 */
export function parseConfig(
  text: string,
  { path, get }: { path: string; get(name: string): string | undefined },
): Config {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) throw new UsageError(`${path}: ${withoutExcerpt(fault.message)}`);
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) throw new UsageError(`${path}: ${faultOf(parsed.error)}`);
  const { data } = parsed;
  const whole = (file: string) => wholePath(file, { from: path, home: get("HOME") });
  const program = (command: string) => programPath(command, whole);
  const filled = (values: Record<string, string>, where: string) =>
    fill(values, { where: `${path}: ${where}`, get });
  return {
    agent: data.agent,
    agents: Object.fromEntries(
      Object.entries(data.agents).map(([name, agent]) => [
        name,
        agent.type === "module"
          ? { ...agent, path: isModuleUrl(agent.path) ? agent.path : whole(agent.path) }
          : agent.type === "acp"
          ? {
            ...agent,
            command: program(agent.command),
            env: filled(agent.env, `agents.${name}.env`),
          }
          : agent,
      ]),
    ),
    mcpServers: Object.entries(data.mcp_servers).map(([name, server]) =>
      "url" in server
        ? { name, ...server, headers: filled(server.headers, `mcp_servers.${name}.headers`) }
        : {
          name,
          ...server,
          command: program(server.command),
          env: filled(server.env, `mcp_servers.${name}.env`),
        }
    ),
    tools: data.tools,
    quickCommands: data.quick_commands,
    questionTimeoutsMs: Object.fromEntries(
      Object.entries(data.question_timeouts_s).map(([kind, s]) => [kind, Math.round(s * 1_000)]),
    ),
    skills: data.skills.map(whole),
    commands: data.commands.map(whole),
  };
}

/** A parser's message without the lines it shows: a key may stand in them. */
function withoutExcerpt(message: string): string {
  const [first = ""] = message.split("\n", 1);
  return first.replace(/:$/, "");
}

/** The first thing that is wrong, with its place: `agents.codex.command: expected string`. */
function faultOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "it cannot be used";
  const where = issue.path.join(".");
  const why = issue.code === "unrecognized_keys"
    ? `there is no ${issue.keys.map((key) => `"${key}"`).join(", ")}`
    : issue.code === "invalid_key"
    ? issue.issues[0]?.message ?? issue.message
    : issue.message.replace(/^Invalid input: /, "");
  return where === "" ? why : `${where}: ${why}`;
}

function wholePath(
  file: string,
  { from, home }: { from: string; home: string | undefined },
): string {
  if (file.startsWith("~/") && home !== undefined) return resolve(home, file.slice(2));
  return resolve(from, "..", file);
}

/** Puts the values of variables in the place of `${NAME}`, so that a secret need not stand in the file. */
function fill(
  values: Record<string, string>,
  { where, get }: { where: string; get(name: string): string | undefined },
): Record<string, string> {
  const filled = ([key, value]: [string, string]): [string, string] => [
    key,
    value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
      const found = get(name);
      if (found !== undefined) return found;
      throw new UsageError(`${where}.${key}: the environment variable ${name} is not set`);
    }),
  ];
  return Object.fromEntries(Object.entries(values).map(filled));
}
