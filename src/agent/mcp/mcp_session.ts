/**
 * One connection to one server of tools, from its first word to its end.
 *
 * @module
 */
// The package says where the types of these modules are under names without the ".js".
// @ts-types="@modelcontextprotocol/sdk/client/index"
import { Client, type ClientOptions } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  ErrorCode,
  McpError,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport";
import type { JsonSchemaValidatorResult } from "@modelcontextprotocol/sdk/validation";
import { z } from "zod";
import { type Clock, sleep } from "../../lib/clock.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { version } from "../../protocol/version.ts";
import { explainNetworkError } from "../network_error.ts";
import type { McpServer } from "../mcp_server.ts";
import type { Spawn } from "../spawn.ts";
import { SpawnError } from "../spawn.ts";
import type { ToolAnswer, ToolCallOptions } from "../tool_shelf.ts";
import { boundedFetch } from "./bounded_fetch.ts";
import { type ListedTools, readListedTools } from "./listed_tools.ts";
import { MAX_MESSAGE_BYTES, ProcessTransport } from "./process_transport.ts";
import { contentText } from "./tool_content.ts";

/** What a session is given. */
export interface McpSessionOptions {
  server: McpServer;
  /** Missing: no processes can be started here. */
  spawn: Spawn | undefined;
  /** Variables that a process is not given. */
  withheld: readonly string[];
  fetch: typeof globalThis.fetch;
  clock: Clock;
  /** The connection has ended by itself. `why` is foreign text. */
  onGone(why: string): void;
  onListChanged(): void;
  /** Something to be noted that ends nothing. `text` is foreign text. */
  onNote(text: string): void;
}

/** The SDK's own timers are kept out of the way: who calls has a signal. It is the longest there is. */
const NO_TIMEOUT = 2 ** 31 - 1;
/** A list has so many pages at most: a server could go on for ever. */
const MAX_PAGES = 100;
/** How long an HTTP server may take to hear that a session is over, in milliseconds. */
const GOODBYE_MS = 1_000;

const page = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });
const anyResult = z.looseObject({});

// Answers go to a model, which reads them whatever they look like; and compiling a foreign schema into
// code is not worth the risk.
const trusting: NonNullable<ClientOptions["jsonSchemaValidator"]> = {
  getValidator: <T>() => (input: unknown): JsonSchemaValidatorResult<T> => ({
    valid: true,
    data: input as T,
    errorMessage: undefined,
  }),
};

/** See the module. */
export class McpSession {
  readonly #options: McpSessionOptions;
  readonly #client: Client;
  readonly #transport: ProcessTransport | StreamableHTTPClientTransport;
  #closing: Promise<void> | undefined;
  #open = false;

  constructor(options: McpSessionOptions) {
    this.#options = options;
    this.#transport = transportOf(options);
    this.#client = new Client({ name: "tidegate", version }, {
      capabilities: {},
      jsonSchemaValidator: trusting,
    });
    this.#client.onclose = () => this.#gone();
    this.#client.onerror = (error) => this.#note(error);
    this.#client.setNotificationHandler(
      ToolListChangedNotificationSchema,
      () => options.onListChanged(),
    );
  }

  /**
   * Says hello. Whoever gives up calls {@linkcode McpSession.close}.
   *
   * @throws whatever the connection ends with; {@linkcode reasonOf} tells what it means
   */
  async open(signal: AbortSignal): Promise<void> {
    await this.#client.connect(this.#transport, { timeout: NO_TIMEOUT, signal });
    this.#open = true;
  }

  /** All tools the server has. */
  async listTools(signal: AbortSignal): Promise<ListedTools> {
    if (this.#client.getServerCapabilities()?.tools === undefined) return { tools: [], faults: [] };
    const listed: unknown[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const { tools, nextCursor } = await this.#client.request(
        { method: "tools/list", params: cursor === undefined ? {} : { cursor } },
        page,
        { timeout: NO_TIMEOUT, signal },
      );
      listed.push(...tools);
      if (nextCursor === undefined || nextCursor === cursor) break;
      cursor = nextCursor;
    }
    return readListedTools(listed);
  }

  /** Calls a tool by its own name. When `signal` aborts, the server is told to give up. */
  async callTool(
    name: string,
    args: Readonly<Record<string, unknown>>,
    { signal, onProgress }: ToolCallOptions,
  ): Promise<ToolAnswer> {
    const result = await this.#client.request(
      { method: "tools/call", params: { name, arguments: { ...args } } },
      anyResult,
      {
        timeout: NO_TIMEOUT,
        signal,
        ...(onProgress && { onprogress: (progress) => onProgress(progressText(progress)) }),
      },
    );
    return { text: contentText(result), failed: result.isError === true };
  }

  /** What an error of this session means, in foreign words. */
  reasonOf(error: unknown): string {
    const ending = this.#transport instanceof ProcessTransport ? this.#transport.ending : undefined;
    if (ending !== undefined) return ending;
    if (error instanceof TypeError) return explainNetworkError(error, (text) => text).reason;
    return errorMessage(error).replace(/^(MCP error -?\d+|Streamable HTTP error): /, "");
  }

  /** Whether a call that failed so says that the connection is of no use any more. */
  isBroken(error: unknown): boolean {
    if (!this.#open || this.#closing !== undefined) return true;
    return !(error instanceof McpError) || error.code === ErrorCode.ConnectionClosed;
  }

  /** Ends the connection, and the process behind it. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    if (this.#open && this.#transport instanceof StreamableHTTPClientTransport) {
      const over = new AbortController();
      const goodbye = this.#transport.terminateSession().catch(() => {});
      await Promise.race([goodbye, sleep(this.#options.clock, GOODBYE_MS, over.signal)]);
      over.abort();
    }
    await this.#client.close();
    // Where the SDK has let go of the transport already, the process may still be on its way out.
    await this.#transport.close();
  }

  #gone(): void {
    if (!this.#open || this.#closing !== undefined) return;
    this.#options.onGone(this.reasonOf("the connection closed"));
  }

  #note(error: Error): void {
    if (this.#closing !== undefined) return;
    this.#options.onNote(error.message);
    // The SDK has given its stream of events up, and tells it in no other way.
    if (/^Maximum reconnection attempts/.test(error.message) && this.#open) {
      this.#options.onGone("it cannot be reached any more");
    }
  }
}

function transportOf(
  { server, spawn, withheld, fetch, clock, onNote, onGone }: McpSessionOptions,
): ProcessTransport | StreamableHTTPClientTransport {
  if ("url" in server) {
    return new StreamableHTTPClientTransport(new URL(server.url), {
      requestInit: { headers: { ...server.headers } },
      fetch: boundedFetch({ fetch, limit: MAX_MESSAGE_BYTES, onBroken: onGone }) as FetchLike,
    });
  }
  const { command, args, env } = server;
  const without = Object.fromEntries(withheld.map((name) => [name, undefined]));
  return new ProcessTransport({
    spawn: spawn ?? cannotSpawn,
    clock,
    command: { command, args, env: { ...without, ...env } },
    onNoise: (line) => onNote(`it writes on its stdout what is no message: ${line}`),
  });
}

function cannotSpawn(): never {
  throw new SpawnError("no processes can be started here");
}

function progressText(
  { progress, total, message }: {
    progress: number;
    total?: number | undefined;
    message?: string | undefined;
  },
): string {
  if (message !== undefined && message !== "") return message;
  return total === undefined ? `${progress}` : `${progress} of ${total}`;
}
