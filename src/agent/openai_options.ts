import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { McpServer, ToolPermission, ToolPolicy } from "./mcp_server.ts";
import type { Spawn } from "./spawn.ts";
import { ASK_ALWAYS, permissions } from "./tool_policy.ts";
import type { ToolShelf, ToolsOff } from "./tool_shelf.ts";

/**
 * How to reach a model server and what to ask of it. All plain data, but for an `apiKey` that is a function,
 * and for `fetch` and `random`: what these do, {@linkcode OpenaiDeps} can do too.
 */
export interface OpenaiOptions {
  /**
   * Where the API lives, e.g. `http://localhost:11434/v1` for Ollama. `/chat/completions` is added;
   * a query stays. Default `https://api.openai.com/v1`.
   */
  baseUrl?: string;
  /** The model to ask, unless the session chooses another. Without one the agent is not configured. */
  model?: string;
  /**
   * The API key, or how to get it at the start of each turn. Local servers need none. Default: the variable
   * `apiKeyName`, where {@linkcode OpenaiDeps.readVariable} is lent.
   */
  apiKey?: string | (() => string | undefined);
  /** Where the user sets the key. Default `OPENAI_API_KEY`. */
  apiKeyName?: string;
  /** Put before every conversation. */
  systemPrompt?: string;
  /** The `service_tier` that is asked for where users want it fast: `priority`. Default: none is. */
  fastTier?: string;
  /** Sampling temperature, 0 or more. Default: the server's. */
  temperature?: number;
  /** Most tokens in one answer. Default: the server's. */
  maxTokens?: number;
  /** Further tries after 429, 5xx and connection failures, before the first token. Default 4. */
  maxRetries?: number;
  /** Longest wait for the response's head, in milliseconds. Default 60,000. */
  firstByteTimeoutMs?: number;
  /** Longest silence in the middle of the answer, in milliseconds. Default 120,000. */
  stallTimeoutMs?: number;
  /** Where the user sets these two, for messages. Default: the names of the options. */
  timeoutNames?: { firstByte: string; stall: string };
  /** Servers whose tools the model is offered. Default: none, and there is no shelf for tools. */
  mcpServers?: readonly McpServer[];
  /** Tools that users have taken off before. Default: none. */
  toolsOff?: ToolsOff;
  /** Which tools run, are asked for, or are not offered. Default: each is asked for. */
  toolPolicy?: ToolPolicy;
  /** Requests to the model in one turn, at most. Default 90. */
  maxIterations?: number;
  /** Characters of a tool's answer that the model is given. Default 64 Ki. */
  resultChars?: number;
  /** How long the first agent waits for the tool servers, in milliseconds. Default 750. */
  toolWaitMs?: number;
  /** How long a tool server may take to connect, in milliseconds. Default 30,000. */
  toolConnectTimeoutMs?: number;
  /** How long a tool may be silent, in milliseconds. Default 300,000. */
  toolCallTimeoutMs?: number;
  /** Variables of the gateway's own that tool servers are not given, beside `apiKeyName`. */
  withheldVariables?: readonly string[];
  /** Default: that of {@linkcode OpenaiDeps}. */
  fetch?: typeof globalThis.fetch;
  /** Default: that of {@linkcode OpenaiDeps}. */
  random?: () => number;
}

/** What the agent is lent by whoever knows the runtime. */
export interface OpenaiDeps {
  /** Starts the processes of tool servers. Without it only those with a URL can be used. */
  spawn?: Spawn;
  /** Reads a variable of the environment; it may throw where that is not allowed. */
  readVariable?: (name: string) => string | undefined;
  /** Tools that take the place of those of `mcpServers`. */
  tools?: ToolShelf;
  /** For the tool servers. Default: the system's. */
  clock?: Clock;
  /** For the tool servers. */
  logger?: Logger;
  /** Default: the runtime's. */
  fetch?: typeof globalThis.fetch;
  /** A number in [0, 1) for the jitter of retries. Default `Math.random`. */
  random?: () => number;
}

/** {@linkcode OpenaiOptions}, checked and complete. */
export interface ResolvedOpenaiOptions {
  /** The whole address of the endpoint. */
  endpoint: URL;
  model: string;
  /** Trimmed; `undefined` if there is none. */
  apiKey: () => string | undefined;
  apiKeyName: string;
  /** Whether the server is known to answer nobody without a key. */
  needsKey: boolean;
  systemPrompt: string;
  /** Empty: there is none. */
  fastTier: string;
  temperature: number | undefined;
  maxTokens: number | undefined;
  maxRetries: number;
  firstByteTimeoutMs: number;
  stallTimeoutMs: number;
  timeoutNames: { firstByte: string; stall: string };
  permission: (toolName: string) => ToolPermission;
  maxIterations: number;
  resultChars: number;
  toolWaitMs: number;
  fetch: typeof globalThis.fetch;
  random: () => number;
}

/** The endpoint that is asked unless another is named. */
export const DEFAULT_BASE_URL = "https://api.openai.com/v1";
/** A minute: a model may have to load before its first word. */
export const DEFAULT_FIRST_BYTE_TIMEOUT_MS = 60_000;
/** Two minutes: a model that reasons in silence may take its time. */
export const DEFAULT_STALL_TIMEOUT_MS = 120_000;

const ENDPOINT_PATH = "/chat/completions";
/** The longest timer every runtime keeps; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} if `baseUrl` is no http(s) URL or carries a user name, or a tool policy is none.
 * @throws {RangeError} naming the number that is out of range.
 */
export function resolveOpenaiOptions(
  options: OpenaiOptions,
  deps: OpenaiDeps = {},
): ResolvedOpenaiOptions {
  const { maxTokens, temperature, apiKeyName = "OPENAI_API_KEY" } = options;
  const { apiKey = () => deps.readVariable?.(apiKeyName) } = options;
  const endpoint = endpointOf(options.baseUrl ?? DEFAULT_BASE_URL);
  if (maxTokens !== undefined) requireWhole("maxTokens", maxTokens, { min: 1 });
  if (temperature !== undefined && !(Number.isFinite(temperature) && temperature >= 0)) {
    throw new RangeError(
      `Cannot make the openai agent: "temperature" must be a number, 0 or more, not ${temperature}`,
    );
  }
  return {
    endpoint,
    model: options.model?.trim() ?? "",
    apiKey: () => (typeof apiKey === "function" ? apiKey() : apiKey)?.trim() || undefined,
    apiKeyName,
    needsKey: endpoint.hostname === "api.openai.com",
    systemPrompt: options.systemPrompt?.trim() ?? "",
    fastTier: options.fastTier?.trim() ?? "",
    temperature,
    maxTokens,
    maxRetries: requireWhole("maxRetries", options.maxRetries ?? 4, { min: 0 }),
    firstByteTimeoutMs: requireTimeout(
      "firstByteTimeoutMs",
      options.firstByteTimeoutMs ?? DEFAULT_FIRST_BYTE_TIMEOUT_MS,
    ),
    stallTimeoutMs: requireTimeout(
      "stallTimeoutMs",
      options.stallTimeoutMs ?? DEFAULT_STALL_TIMEOUT_MS,
    ),
    timeoutNames: options.timeoutNames ??
      { firstByte: "firstByteTimeoutMs", stall: "stallTimeoutMs" },
    permission: permissions(options.toolPolicy ?? ASK_ALWAYS),
    maxIterations: requireWhole("maxIterations", options.maxIterations ?? 90, { min: 1 }),
    resultChars: requireWhole("resultChars", options.resultChars ?? 64 * 1024, { min: 1 }),
    toolWaitMs: requireWhole("toolWaitMs", options.toolWaitMs ?? 750, { min: 0 }),
    // Looked up at each call: whoever replaces the global later is heard.
    fetch: options.fetch ?? deps.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    random: options.random ?? deps.random ?? Math.random,
  };
}

/**
 * What keeps a text from being a base URL, to complete "it must …"; `undefined`: nothing. The text is not
 * quoted: what stands in the wrong place may be a key.
 */
export function baseUrlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    return 'be a URL that starts with http:// or https://, like "http://localhost:11434/v1"';
  }
  const named = url.username !== "" || url.password !== "";
  return named ? "not hold a user name or password; use the API key" : undefined;
}

function endpointOf(baseUrl: string): URL {
  const fault = baseUrlFault(baseUrl);
  if (fault !== undefined) {
    throw new TypeError(`Cannot make the openai agent: "baseUrl" must ${fault}`);
  }
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith(ENDPOINT_PATH) ? path : path + ENDPOINT_PATH;
  url.hash = "";
  return url;
}

function requireWhole(name: string, value: number, { min }: { min: number }): number {
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new RangeError(
    `Cannot make the openai agent: "${name}" must be a whole number, ${min} or more, not ${value}`,
  );
}

function requireTimeout(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw new RangeError(
    `Cannot make the openai agent: "${name}" must be between 1 and ${LONGEST_TIMER_MS} ms, not ${value}`,
  );
}
