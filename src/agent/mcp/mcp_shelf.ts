/**
 * The tools of MCP servers.
 *
 * @module
 */
import { type Clock, sleep, systemClock } from "../../lib/clock.ts";
import { errorStack } from "../../lib/error_text.ts";
import { guardCallback } from "../../lib/guard_callback.ts";
import { type Logger, logtapeLogger } from "../../lib/logger.ts";
import type { McpServer } from "../mcp_server.ts";
import type { Spawn } from "../spawn.ts";
import type {
  ShelfTool,
  ToolAnswer,
  ToolCallOptions,
  ToolChange,
  ToolChangeReport,
  ToolShelf,
  ToolsOff,
  ToolSource,
} from "../tool_shelf.ts";
import { McpLink, type McpLinkDeps } from "./mcp_link.ts";
import { ToolSwitches } from "./tool_switches.ts";
import { serverParts, toolNames } from "./tool_names.ts";

/** What a shelf is made of. All plain data but `hides`. */
export interface McpShelfOptions {
  servers: readonly McpServer[];
  /** How long a server may take to connect and to list its tools, in milliseconds. Default 30,000. */
  connectTimeoutMs?: number;
  /** How long a call may be silent, in milliseconds. Default 300,000. */
  callTimeoutMs?: number;
  /** Variables of the gateway's own that processes are not given. Default: none. */
  withheld?: readonly string[];
  /** Tools that are off at the beginning. Default: none. */
  off?: ToolsOff;
  /** Which tools are not shown and cannot be called, by their names for models. Default: none. */
  hides?(name: string): boolean;
}

/** What a shelf is lent. */
export interface McpShelfDeps {
  /** Starts the processes of stdio servers. Without it those fail. */
  spawn?: Spawn;
  /** Default: the runtime's. */
  fetch?: typeof globalThis.fetch;
  clock?: Clock;
  logger?: Logger;
}

/** Half a minute: a server may have to be fetched by its package runner first. */
const CONNECT_TIMEOUT_MS = 30_000;
/** Five minutes, as long as a user is waited for. */
const CALL_TIMEOUT_MS = 300_000;

/**
 * Makes a shelf of the tools of MCP servers. Nothing is connected before `start()`, `ready()` or a call.
 *
 * @throws {TypeError} for two servers of one name, or one without
 */
export function mcpShelf(options: McpShelfOptions, deps: McpShelfDeps = {}): ToolShelf {
  return new McpShelf(options, {
    spawn: deps.spawn,
    fetch: deps.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock: deps.clock ?? systemClock,
    logger: deps.logger ?? logtapeLogger("tools"),
    withheld: options.withheld ?? [],
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    callTimeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
  });
}

class McpShelf implements ToolShelf {
  readonly #deps: McpLinkDeps;
  readonly #hides: (name: string) => boolean;
  readonly #switches: ToolSwitches;
  readonly #watchers = new Set<() => void>();
  #links: McpLink[];
  #list: readonly ShelfTool[] | undefined;
  #edition = 0;
  #reloading: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor({ servers, off, hides = () => false }: McpShelfOptions, deps: McpLinkDeps) {
    checkNames(servers);
    this.#switches = new ToolSwitches(off);
    this.#deps = deps;
    this.#hides = hides;
    this.#links = servers.map((server) => this.#link(server));
  }

  get edition(): number {
    return this.#edition;
  }

  start(): void {
    for (const link of this.#links) link.wake();
  }

  async ready(withinMs: number, signal?: AbortSignal): Promise<void> {
    const settled = Promise.all(this.#links.map((link) => link.wake()));
    if (withinMs <= 0 || signal?.aborted) return;
    const over = new AbortController();
    const end = () => over.abort();
    signal?.addEventListener("abort", end, { once: true });
    await Promise.race([settled, sleep(this.#deps.clock, withinMs, over.signal)]);
    signal?.removeEventListener("abort", end);
    end();
  }

  list(): readonly ShelfTool[] {
    this.#list ??= this.#collect();
    return this.#list;
  }

  async call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: ToolCallOptions,
  ): Promise<ToolAnswer> {
    const tool = this.list().find((each) => each.name === name && each.enabled);
    const link = this.#links.find(({ server }) => server.name === tool?.toolset);
    if (tool === undefined || link === undefined) {
      return { text: `there is no tool "${name}" any more`, failed: true };
    }
    return await link.call(tool.ownName, args, options);
  }

  configure(change: ToolChange): Promise<ToolChangeReport> {
    const toolsets = this.#links.map(({ server }) => server.name);
    const report = this.#switches.change(change, { tools: this.list(), toolsets });
    if (report.changed.length > 0) this.#changed("list");
    return Promise.resolve(report);
  }

  reload(servers?: readonly McpServer[]): Promise<void> {
    if (servers !== undefined) checkNames(servers);
    this.#reloading = this.#reloading.then(() => this.#reload(servers));
    return this.#reloading;
  }

  states(): readonly ToolSource[] {
    return this.#links.map(({ source }) => ({
      ...source,
      disabled: this.#switches.isOff(source.name, this.list()),
    }));
  }

  watch(listener: () => void): () => void {
    const heard = guardCallback(listener, (error) => {
      this.#deps.logger.error("a watcher of tools failed", { error: errorStack(error) });
    });
    this.#watchers.add(heard);
    return () => void this.#watchers.delete(heard);
  }

  close(): Promise<void> {
    this.#watchers.clear();
    this.#closed ??= Promise.all(this.#links.map((link) => link.close())).then(() => {});
    return this.#closed;
  }

  async #reload(servers: readonly McpServer[] | undefined): Promise<void> {
    if (this.#closed !== undefined) return;
    const before = this.#links;
    if (servers !== undefined) {
      const links = servers.map((server) =>
        before.find((link) => isSame(link.server, server)) ?? this.#link(server)
      );
      await Promise.all(
        before.filter((link) => !links.includes(link)).map((link) => link.close()),
      );
      // Closed while it waited: those that are new are not wanted any more.
      if (this.#closed !== undefined) return;
      this.#links = links;
    }
    await Promise.all(this.#links.map((link) => link.reload()));
    this.#changed("list");
  }

  #link(server: McpServer): McpLink {
    return new McpLink(server, this.#deps, (what) => this.#changed(what));
  }

  #changed(what: "state" | "list"): void {
    this.#list = undefined;
    if (what === "list") this.#edition++;
    for (const heard of [...this.#watchers]) heard();
  }

  #collect(): ShelfTool[] {
    const parts = serverParts(this.#links.map(({ server }) => server.name));
    return this.#links.flatMap(({ server, tools }, at) => {
      const names = toolNames(parts[at] ?? "", tools.map(({ name }) => name));
      return tools.flatMap(({ name: ownName, description, parameters }, n): ShelfTool[] => {
        const name = names[n] ?? "";
        if (this.#hides(name)) return [];
        const tool = { name, toolset: server.name, ownName, description, parameters };
        return [{ ...tool, enabled: this.#switches.isOn(tool) }];
      });
    });
  }
}

function checkNames(servers: readonly McpServer[]): void {
  const names = servers.map(({ name }) => name);
  for (const [at, name] of names.entries()) {
    if (typeof name !== "string" || name.trim() === "") {
      throw new TypeError("Cannot use the tool servers: one has no name");
    }
    if (names.indexOf(name) !== at) {
      throw new TypeError(`Cannot use the tool servers: two have the name "${name}"`);
    }
  }
}

function isSame(one: McpServer, other: McpServer): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
