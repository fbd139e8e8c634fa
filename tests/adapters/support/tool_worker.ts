/** The openai agent with tool servers in a real worker: the processes are real, the model is not. */
import assert from "node:assert/strict";
import { agentWorkers } from "../../../src/adapters/agent_worker.ts";
import { ChildProcesses, systemGuard } from "../../../src/adapters/child_processes.ts";
import type { Agent, AgentProvider } from "../../../src/agent/agent.ts";
import type { AgentWorker } from "../../../src/agent/isolation/agent_worker.ts";
import { isolatedProvider } from "../../../src/agent/isolation/isolated_provider.ts";
import type { PlainOpenaiOptions } from "../../../src/agent/isolation/recipe.ts";
import type { McpServer } from "../../../src/agent/mcp_server.ts";
import type { ToolShelf, ToolSource } from "../../../src/agent/tool_shelf.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { stdioServer } from "../../agent/mcp/support/spawn_child.ts";
import { type Handler, type ModelServer, serveModel } from "../../agent/support/model_server.ts";
import { makeAgent } from "../../agent/support/turn.ts";
import { LogBook } from "../../support/log_book.ts";
import { DESCRIPTION } from "./isolated.ts";
import { Audit } from "./process_audit.ts";

/** What is to be different. */
export interface ToolWorkerOptions {
  handlers?: Handler[];
  options?: PlainOpenaiOptions;
  memoryMiB?: number;
  /** How its one server `box` behaves; see `stdio_server_main.ts`. */
  way?: string;
}

/** `await using bench = new ToolWorker()`; at its end nothing of it may run. */
export class ToolWorker implements AsyncDisposable {
  readonly log = new LogBook();
  readonly audit = new Audit();
  readonly model: ModelServer;
  readonly provider: AgentProvider;
  readonly workers: AgentWorker[] = [];
  /** Messages that have come from workers, and the characters in them. */
  messages = 0;
  chars = 0;
  largest = 0;
  readonly #guard = systemGuard({ clock: systemClock, logger: this.log });
  readonly #processes = new ChildProcesses({
    clock: systemClock,
    logger: this.log,
    guard: this.#guard,
  });

  constructor({ handlers = [], options, memoryMiB = 256, way }: ToolWorkerOptions = {}) {
    this.model = serveModel(...handlers);
    const start = agentWorkers({ spawn: this.#processes.spawn, clock: systemClock });
    const toolPolicy = { otherwise: "allow", allow: [], never: [] } as const;
    const { baseUrl } = this.model;
    this.provider = isolatedProvider({
      recipe: {
        kind: "openai",
        options: { baseUrl, model: "m", toolPolicy, mcpServers: [this.server(way)], ...options },
      },
      scope: "shared",
      name: "openai",
      description: DESCRIPTION,
      memoryMiB,
    }, {
      startWorker: (limits) => this.#watched(start(limits)),
      keeper: this.#guard,
      clock: systemClock,
      logger: this.log,
    });
  }

  get shelf(): ToolShelf {
    return this.provider.tools ?? assert.fail("there are no tools");
  }

  get names(): string[] {
    return this.shelf.list().map(({ name }) => name);
  }

  /** The test server. */
  server(way?: string): McpServer {
    return stdioServer("box", way, this.audit.env);
  }

  make(): Promise<Agent> {
    return makeAgent(this.provider, { clock: systemClock });
  }

  /** Waits until its server is as is wanted. */
  async until(wanted: (source: ToolSource) => boolean): Promise<ToolSource> {
    for (;;) {
      const [source] = this.shelf.states();
      if (source !== undefined && wanted(source)) return source;
      await new Promise<void>((resolve) => {
        const unwatch = this.shelf.watch(() => {
          unwatch();
          resolve();
        });
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider.close?.();
    await this.#processes.close();
    await this.#guard.close();
    await this.model[Symbol.asyncDispose]();
    assert.deepEqual(await this.audit.left(), []);
  }

  #watched(worker: AgentWorker): AgentWorker {
    this.workers.push(worker);
    const listen: AgentWorker["listen"] = (take) =>
      worker.listen((batch) => {
        const { length } = JSON.stringify(batch);
        this.messages++;
        this.chars += length;
        this.largest = Math.max(this.largest, length);
        take(batch);
      });
    return {
      post: (message) => worker.post(message),
      listen,
      terminate: () => worker.terminate(),
      ended: worker.ended,
    };
  }
}
