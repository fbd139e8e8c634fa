/**
 * Agents that cannot hurt the gateway: they run in workers.
 *
 * @module
 */
import { errorMessage, errorStack } from "../../lib/error_text.ts";
import { sleep } from "../../lib/clock.ts";
import { type AgentDescription, AgentError, type AgentProvider } from "../agent.ts";
import { toolsetsOf } from "../toolsets.ts";
import { type AgentHome, IsolatedAgent } from "./isolated_agent.ts";
import {
  type IsolatedDeps,
  type IsolatedOptions,
  type ResolvedIsolatedOptions,
  resolveIsolatedOptions,
} from "./isolated_options.ts";
import { IsolatedShelf, type ShelfHome } from "./isolated_shelf.ts";
import type { Created } from "./messages.ts";
import type { Recipe } from "./recipe.ts";
import { WorkerLink } from "./worker_link.ts";

/**
 * Makes agents by a recipe, in workers. An agent that loops without an end, runs out of memory, throws where
 * nobody catches, or leaves, ends its own worker: the turn fails with a message, and the next prompt starts
 * another. Where they share one worker with tools in it, the provider has these tools.
 *
 * @throws {RangeError} for an option that makes no sense
 */
export function isolatedProvider(options: IsolatedOptions, deps: IsolatedDeps): AgentProvider {
  const workers = new Workers(resolveIsolatedOptions(options), deps);
  return {
    name: options.name,
    isolated: true,
    ...(workers.tools && { tools: workers.tools }),
    describe: () => workers.description,
    create: (context, signal) => IsolatedAgent.make(workers, context, signal),
    close: () => workers.close(),
  };
}

/** The workers of one provider. */
class Workers implements AgentHome, ShelfHome {
  readonly tools: IsolatedShelf | undefined;
  readonly #options: ResolvedIsolatedOptions;
  readonly #deps: IsolatedDeps;
  readonly #links = new Set<WorkerLink>();
  #shared: WorkerLink | undefined;
  #agents = 0;
  #description;

  constructor(options: ResolvedIsolatedOptions, deps: IsolatedDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#description = options.description;
    const { recipe, scope } = options;
    const servers = recipe.kind === "openai" && scope === "shared" ? recipe.options.mcpServers : [];
    if (servers !== undefined && servers.length > 0) this.tools = new IsolatedShelf(servers, this);
  }

  get description(): AgentDescription {
    const { tools } = this;
    if (tools === undefined) return this.#description;
    const enabled = tools.list().filter((tool) => tool.enabled);
    return { ...this.#description, tools: toolsetsOf(enabled), toolSources: tools.states() };
  }

  get logger() {
    return this.#deps.logger;
  }

  get startTimeoutMs() {
    return this.#options.startTimeoutMs;
  }

  get clock() {
    return this.#deps.clock;
  }

  enter(): { link: WorkerLink; number: number } {
    const number = ++this.#agents;
    if (this.#options.scope === "session") return { link: this.#start(), number };
    return { link: this.shared(), number };
  }

  get current(): WorkerLink | undefined {
    return this.#shared?.alive ? this.#shared : undefined;
  }

  shared(): WorkerLink {
    return this.current ?? (this.#shared = this.#start());
  }

  made({ description }: Created): void {
    this.#description = description;
  }

  async leave(link: WorkerLink, number: number): Promise<void> {
    const closed = await this.#ask(link, { type: "close", agent: number });
    link.detach(number);
    if (this.#options.scope === "session") await this.#end(link, closed);
  }

  async close(): Promise<void> {
    this.tools?.leave();
    await Promise.all([...this.#links].map((link) => this.#end(link, true)));
  }

  /** Ends a worker; its provider is asked to close first, where that has a chance. */
  async #end(link: WorkerLink, answers: boolean): Promise<void> {
    if (answers) await this.#ask(link, { type: "retire" });
    link.terminate();
    await link.settled;
  }

  /** Asks for an end and waits as long as patience lasts. Whether there was an answer; a failure is logged. */
  async #ask(
    link: WorkerLink,
    request: { type: "close"; agent: number } | { type: "retire" },
  ): Promise<boolean> {
    if (!link.alive) return false;
    const { closeGraceMs } = this.#options;
    const { clock, logger } = this.#deps;
    const answered = new AbortController();
    const answer = link.request(request).answer.catch((error) => {
      if (link.alive) logger.warn("an agent could not be closed", { error: errorMessage(error) });
    }).then(() => answered.abort());
    const patience = Math.min(closeGraceMs, link.patience);
    await Promise.race([answer, sleep(clock, patience, answered.signal)]);
    return answered.signal.aborted;
  }

  #start(): WorkerLink {
    const { name, description, scope, memoryMiB, interruptGraceMs } = this.#options;
    const { startWorker, keeper, clock, logger, print } = this.#deps;
    try {
      const link = new WorkerLink({
        worker: startWorker({ memoryMiB }),
        scope,
        interruptGraceMs,
        memoryMiB,
        keeper,
        shelf: this.tools,
        print: print ?? ((line) => logger.info("an agent printed", { line })),
        clock,
        logger,
      });
      link.post({ type: "start", recipe: this.#recipe, name, description, mark: keeper?.mark });
      this.#links.add(link);
      link.settled.then(() => this.#links.delete(link));
      this.#startTools(link);
      return link;
    } catch (error) {
      const text = `Cannot start a worker for the agent: ${errorMessage(error)}`;
      this.tools?.failed(text);
      throw new AgentError(text);
    }
  }

  /** As users have changed it since. */
  get #recipe(): Recipe {
    const { recipe } = this.#options;
    if (this.tools === undefined || recipe.kind !== "openai") return recipe;
    return { ...recipe, options: { ...recipe.options, ...this.tools.setup } };
  }

  #startTools(link: WorkerLink): void {
    const { tools } = this;
    if (tools === undefined) return;
    link.request({ type: "shelf", ask: { do: "start" } }).answer.catch((error) => {
      // Of a worker's end it has heard.
      if (!link.alive) return;
      this.logger.error("the tools of a worker could not be started", { error: errorStack(error) });
      tools.failed("it could not be started, for a reason that is in the gateway's log");
    });
  }
}
