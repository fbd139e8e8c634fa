/**
 * The tools an agent may use, wherever they come from: a port.
 *
 * @module
 */
import type { McpServer } from "./mcp_server.ts";

/** One tool. */
export interface ShelfTool {
  /** As models call it: 1 to 64 of `A-Z a-z 0-9 _ -`, unique on the shelf, `server__tool`. */
  readonly name: string;
  /** Where it comes from: {@linkcode ToolSource.name}. */
  readonly toolset: string;
  /** As its source calls it; any text. */
  readonly ownName: string;
  /** What it does, as its server says. */
  readonly description: string;
  /** JSON schema of its arguments; its `type` is `object`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether it is given to agents. */
  readonly enabled: boolean;
}

/** How it stands with one source of tools. */
export interface ToolSource {
  /** The server's name. */
  readonly name: string;
  /** How it is spoken to. */
  readonly transport: "stdio" | "http";
  /** `idle`: nobody has asked it yet. */
  readonly status: "idle" | "connecting" | "connected" | "failed";
  /** How many tools are known of it, also from before it failed. */
  readonly tools: number;
  /** All its tools are taken off. */
  readonly disabled: boolean;
  /** What is wrong with it, for the user: why it failed, or which of its tools cannot be used. */
  readonly error?: string;
}

/** What a tool answered. */
export interface ToolAnswer {
  /** For the model; of any length. What is no text is described. */
  readonly text: string;
  /** It is about a failure. */
  readonly failed: boolean;
}

/** How a tool is called. */
export interface ToolCallOptions {
  /** Gives the call up. */
  readonly signal: AbortSignal;
  /** Hears how far it is, in a few words. */
  onProgress?(preview: string): void;
}

/** What is to be put on or taken off. */
export interface ToolChange {
  /** What is to become of them. */
  readonly action: "enable" | "disable";
  /** Names of toolsets, of tools, or `toolset:tool` with the source's own name. */
  readonly names: readonly string[];
}

/** What became of a {@linkcode ToolChange}. */
export interface ToolChangeReport {
  /** Names that were heeded, also where nothing was to be done. */
  readonly changed: readonly string[];
  /** Names that are none of a tool or toolset. */
  readonly unknown: readonly string[];
  /** Toolsets that there are none of, of names like `toolset:tool`. */
  readonly missing: readonly string[];
}

/** What users have taken off. Plain data. */
export interface ToolsOff {
  /** Names of sources; what they list later is off too. */
  readonly toolsets: readonly string[];
  /** Tools by themselves. */
  readonly tools: readonly Pick<ShelfTool, "toolset" | "ownName">[];
}

/** See the module. Shared by all sessions of a provider. */
export interface ToolShelf {
  /** Begins to ask the sources, in the background. Idempotent. */
  start(): void;
  /**
   * Resolves when every source has answered or failed, and after `withinMs` or with `signal` at the
   * latest. Sources that failed before are tried again, if their pause is over.
   */
  ready(withinMs: number, signal?: AbortSignal): Promise<void>;
  /** All tools there are now, in the order of their sources. */
  list(): readonly ShelfTool[];
  /**
   * Grows when the list was changed on purpose: by a user, or by a source that said so. A source that
   * comes late or goes does not count, so that conversations may keep to what they began with.
   */
  readonly edition: number;
  /**
   * Calls an enabled tool by its name. Whatever goes wrong is an answer that `failed`; also when `signal`
   * aborts. Never rejects.
   */
  call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: ToolCallOptions,
  ): Promise<ToolAnswer>;
  /**
   * Puts tools on or takes them off, for all sessions, until the process ends.
   *
   * @throws {AgentError} with a message for the user, where the shelf cannot be reached
   */
  configure(change: ToolChange): Promise<ToolChangeReport>;
  /**
   * Asks every source anew, and resolves when all have answered or failed.
   *
   * @param servers takes the place of those there were
   * @throws {AgentError} as `configure`
   */
  reload(servers?: readonly McpServer[]): Promise<void>;
  /** How it stands with each source, in their order. */
  states(): readonly ToolSource[];
  /** Hears of each change of the list or of a state. Call what it returns to hear no more. */
  watch(listener: () => void): () => void;
  /** Ends everything that runs for it. Idempotent. */
  close(): Promise<void>;
}
