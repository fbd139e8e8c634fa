/**
 * @module
 */
import { type Clock, sleep, type Timer } from "../../lib/clock.ts";
import { errorMessage, errorStack } from "../../lib/error_text.ts";
import { guardCallback } from "../../lib/guard_callback.ts";
import type { Logger } from "../../lib/logger.ts";
import { AgentError } from "../agent.ts";
import type { McpServer } from "../mcp_server.ts";
import type {
  ShelfTool,
  ToolAnswer,
  ToolChange,
  ToolChangeReport,
  ToolShelf,
  ToolsOff,
  ToolSource,
} from "../tool_shelf.ts";
import type { PlainOpenaiOptions } from "./recipe.ts";
import type { ShelfNews, ShelfRequest } from "./shelf_news.ts";
import type { WorkerLink } from "./worker_link.ts";

/** Where a shelf lives. */
export interface ShelfHome {
  /** The worker that is shared, if one is alive. */
  readonly current: WorkerLink | undefined;
  /** The same; where there is none, another. @throws {AgentError} */
  shared(): WorkerLink;
  /** Milliseconds a worker may take to answer what is done at once. */
  startTimeoutMs: number;
  clock: Clock;
  logger: Logger;
}

/** Milliseconds before a worker is started for its tools alone: that takes 50, and a start has more urgent work. */
const HEAD_START_MS = 100;
/**
 * Milliseconds the first agent of another worker waits for the tools: its conversation has begun with them.
 * Servers that fail are not waited for.
 */
const RETURN_WAIT_MS = 10_000;
/** Models are told of them in the worker. */
const UNKNOWN = { type: "object", properties: {} };

/**
 * The tools of agents that share a worker, as the gateway sees them: a copy kept by messages, without
 * parameters, while the tools run there. When that worker has ended every source has failed; the next agent or
 * request starts another, with the same tools taken off.
 */
export class IsolatedShelf implements ToolShelf {
  readonly #home: ShelfHome;
  readonly #watchers = new Set<() => void>();
  #servers: readonly McpServer[];
  #off: ToolsOff = { toolsets: [], tools: [] };
  #list: readonly ShelfTool[] = [];
  #coming: ShelfTool[] = [];
  #states: readonly ToolSource[];
  // Of the workers before the one there is.
  #editions = 0;
  #edition = 0;
  #first: Timer | undefined;
  #closed = false;

  constructor(servers: readonly McpServer[], home: ShelfHome) {
    this.#home = home;
    this.#servers = servers;
    this.#states = servers.map((server) => ({
      name: server.name,
      transport: "url" in server ? "http" : "stdio",
      status: "idle",
      tools: 0,
      disabled: false,
    }));
  }

  get edition(): number {
    return this.#edition;
  }

  /** What a worker is to begin with. */
  get setup(): Pick<PlainOpenaiOptions, "mcpServers" | "toolsOff" | "toolWaitMs"> {
    const wait = this.#list.length > 0 && { toolWaitMs: RETURN_WAIT_MS };
    return { mcpServers: this.#servers, toolsOff: this.#off, ...wait };
  }

  /** A worker is started a little later, or with the first agent or request: nobody waits for it here. */
  start(): void {
    if (this.#closed) return;
    this.#first ??= this.#home.clock.after(HEAD_START_MS, () => void this.#enter());
  }

  async ready(withinMs: number, signal?: AbortSignal): Promise<void> {
    const link = this.#enter();
    if (link === undefined || withinMs <= 0 || signal?.aborted) return;
    const over = new AbortController();
    const end = () => over.abort();
    signal?.addEventListener("abort", end, { once: true });
    // A failure is among the states.
    const answered = this.#ask(link, { do: "ready", withinMs }, signal).catch(() => {});
    await Promise.race([answered, sleep(this.#home.clock, withinMs, over.signal)]);
    signal?.removeEventListener("abort", end);
    end();
  }

  list(): readonly ShelfTool[] {
    return this.#list;
  }

  states(): readonly ToolSource[] {
    return this.#states;
  }

  /** Refused: only agents call tools, and these are in the worker. */
  call(): Promise<ToolAnswer> {
    return Promise.resolve({ text: "this tool can be called in its agent's worker", failed: true });
  }

  /** @throws {AgentError} when the worker cannot be had, ends, or does not answer */
  async configure(change: ToolChange): Promise<ToolChangeReport> {
    const { startTimeoutMs, clock } = this.#home;
    const over = new AbortController();
    const late = sleep(clock, startTimeoutMs, over.signal).then((): never => {
      throw new AgentError(`the agent's worker did not answer within ${startTimeoutMs / 1_000} s`);
    });
    try {
      const done = this.#ask(this.#link(), { do: "configure", change });
      const report = await Promise.race([done, late]) as ToolChangeReport;
      this.#off = this.#nowOff();
      return report;
    } finally {
      late.catch(() => {});
      over.abort();
    }
  }

  /** @throws {AgentError} when the worker cannot be had or ends */
  async reload(servers?: readonly McpServer[]): Promise<void> {
    await this.#ask(this.#link(), { do: "reload", servers });
    this.#servers = servers ?? this.#servers;
  }

  watch(listener: () => void): () => void {
    const heard = guardCallback(listener, (error) => {
      this.#home.logger.error("a watcher of tools failed", { error: errorStack(error) });
    });
    this.#watchers.add(heard);
    return () => void this.#watchers.delete(heard);
  }

  /** Ends all that runs for it in the worker, as far as one is alive. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.leave();
    const { current } = this.#home;
    if (current !== undefined) await this.#ask(current, { do: "close" });
  }

  /** Starts no worker any more, and tells nobody anything. */
  leave(): void {
    this.#closed = true;
    this.#first?.cancel();
    this.#watchers.clear();
  }

  /** Takes what the worker tells. */
  take(news: ShelfNews): void {
    if (news.part === "tools") {
      this.#coming.length = news.at;
      for (const tool of news.tools) this.#coming.push({ ...tool, parameters: UNKNOWN });
      return;
    }
    this.#coming.length = news.tools;
    this.#list = [...this.#coming];
    this.#states = news.states;
    this.#edition = this.#editions + news.edition;
    this.#changed();
  }

  /** There is no worker, or none that can be used. The tools stay: whoever needs them brings it back. */
  failed(why: string): void {
    this.#editions = this.#edition;
    this.#states = this.#states.map((state) => ({ ...state, status: "failed", error: why }));
    this.#changed();
  }

  #changed(): void {
    for (const heard of [...this.#watchers]) heard();
  }

  #ask(link: WorkerLink, ask: ShelfRequest, signal?: AbortSignal): Promise<unknown> {
    return link.request({ type: "shelf", ask }, { signal }).answer;
  }

  #link(): WorkerLink {
    if (this.#closed) throw new AgentError("the agent is closed");
    return this.#home.shared();
  }

  /** As before, where nobody waits to hear why there is no worker: the log and the states say so. */
  #enter(): WorkerLink | undefined {
    try {
      return this.#closed ? undefined : this.#home.shared();
    } catch (error) {
      this.#home.logger.warn("tools cannot be had", { error: errorMessage(error) });
      return undefined;
    }
  }

  // What is off and not listed now stays off: its server may be away.
  #nowOff(): ToolsOff {
    const toolsets = this.#states.filter(({ disabled }) => disabled).map(({ name }) => name);
    const here = new Set(this.#list.map(keyOf));
    const away = this.#off.tools.filter((tool) => !here.has(keyOf(tool)));
    const off = [...this.#list.filter(({ enabled }) => !enabled), ...away];
    const tools = off.filter(({ toolset }) => !toolsets.includes(toolset))
      .map(({ toolset, ownName }) => ({ toolset, ownName }));
    return { toolsets, tools };
  }
}

function keyOf({ toolset, ownName }: ToolsOff["tools"][number]): string {
  return JSON.stringify([toolset, ownName]);
}
