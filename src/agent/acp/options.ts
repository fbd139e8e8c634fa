/**
 * @module
 */
import type { AgentDescription } from "../agent.ts";
import type { McpServer } from "../mcp_server.ts";

/** What an ACP agent may ask of the session's folder: nothing, to read, or to write as well. */
export type FileOffer = "off" | "read" | "write";

/** How an agent that speaks the Agent Client Protocol is run. All plain data. */
export interface AcpProviderOptions {
  /** Short, lower case, for messages: `codex`. Default `acp`. */
  name?: string;
  /** A program's name or path; no shell reads it. */
  command: string;
  args?: readonly string[];
  /** Variables added to the gateway's own. Their values are kept out of messages. */
  env?: Readonly<Record<string, string>>;
  /**
   * Whether the agent may use the gateway to read and write files. Default `off`: agents have means of
   * their own. Each write is asked for.
   */
  files?: FileOffer;
  /** Whether the agent may use the gateway to run commands; each is asked for. Default `false`. */
  terminals?: boolean;
  /** Servers of tools the agent is to use. */
  mcpServers?: readonly McpServer[];
  /** Id of the way to sign in that is used when the agent wants one. Default: the user is told to. */
  authMethod?: string;
  /** From the start of the process to a session that can be used, in milliseconds. Default 30,000. */
  startTimeoutMs?: number;
  /** The model a session begins with. Default: the agent's own. */
  model?: string;
  /** The mode a session begins with. Default: the agent's own. */
  mode?: string;
  /** Bytes of the longest message. Default 32 MiB, as of the protocol's library. */
  maxLineBytes?: number;
  /**
   * Messages a second, on average over five. Default 20,000: a hundred times what a model writes, and a
   * long conversation that is replayed still passes.
   */
  maxMessagesPerSecond?: number;
  /** Characters of what a tool was given, answered or changed that one event carries. Default 65,536. */
  resultChars?: number;
}

/** Options with everything decided. */
export type ResolvedAcpOptions = Required<Omit<AcpProviderOptions, "authMethod">> & {
  authMethod: string | undefined;
};

const NUMBERS = ["startTimeoutMs", "maxLineBytes", "maxMessagesPerSecond", "resultChars"] as const;

/**
 * Fills in the defaults.
 *
 * @throws {TypeError} if `command` is missing or `files` is no offer.
 * @throws {RangeError} naming the number that is not a positive one.
 */
export function resolveAcpOptions(options: AcpProviderOptions): ResolvedAcpOptions {
  const resolved: ResolvedAcpOptions = {
    name: options.name ?? "acp",
    command: options.command,
    args: options.args ?? [],
    env: options.env ?? {},
    files: options.files ?? "off",
    terminals: options.terminals ?? false,
    mcpServers: options.mcpServers ?? [],
    authMethod: options.authMethod,
    startTimeoutMs: options.startTimeoutMs ?? 30_000,
    model: options.model ?? "",
    mode: options.mode ?? "",
    maxLineBytes: options.maxLineBytes ?? 32 * 1024 * 1024,
    maxMessagesPerSecond: options.maxMessagesPerSecond ?? 20_000,
    resultChars: options.resultChars ?? 65_536,
  };
  const refuse = (what: string) => `Cannot make the agent "${resolved.name}": ${what}`;
  if (typeof resolved.command !== "string" || resolved.command.trim() === "") {
    throw new TypeError(refuse('"command" must name a program'));
  }
  if (!["off", "read", "write"].includes(resolved.files)) {
    throw new TypeError(refuse('"files" must be "off", "read" or "write"'));
  }
  for (const name of NUMBERS) {
    if (Number.isFinite(resolved[name]) && resolved[name] > 0) continue;
    throw new RangeError(refuse(`"${name}" must be a number above 0, not ${resolved[name]}`));
  }
  return resolved;
}

/** What is told of an agent before it has said anything itself. */
export function acpDescription({ name, model }: ResolvedAcpOptions): AgentDescription {
  return {
    ...{ model, provider: name, tools: {}, skills: {}, configured: true },
    ownInstructions: "ACP has no way to give an agent instructions",
  };
}

/** What of the options must never be shown. Short values are switches and the like. */
export function secretsOf({ env, mcpServers }: ResolvedAcpOptions): string[] {
  const values = [
    ...Object.values(env),
    ...mcpServers.flatMap((server) =>
      Object.values("command" in server ? server.env : server.headers)
    ),
  ];
  return values.filter((value) => value.length >= 8);
}
