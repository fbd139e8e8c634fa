/** A gateway whose agents are killed: who runs for it, and one session to talk in. */
import assert from "node:assert/strict";
import { agentWorkers } from "../../../src/adapters/agent_worker.ts";
import { ChildProcesses, systemGuard } from "../../../src/adapters/child_processes.ts";
import type { AgentWorker, ProcessKeeper } from "../../../src/agent/isolation/agent_worker.ts";
import { isolatedProvider } from "../../../src/agent/isolation/isolated_provider.ts";
import type { Recipe } from "../../../src/agent/isolation/recipe.ts";
import { createGateway, type Gateway } from "../../../src/gateway/gateway.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { Talk } from "../../cli/support/talk.ts";
import { LogBook } from "../../support/log_book.ts";
import { DESCRIPTION } from "./isolated.ts";
import { Audit } from "./process_audit.ts";
import { Window } from "./window.ts";

/** `await using house = await DoomedGateway.open(…)` */
export class DoomedGateway implements AsyncDisposable {
  readonly log = new LogBook();
  readonly audit: Audit;
  readonly talk: Talk;
  readonly workers: AgentWorker[] = [];
  /** Numbers of the processes that agents have started, in order. */
  readonly started: number[] = [];
  sessionId = "";
  readonly #guard = systemGuard({ clock: systemClock, logger: this.log });
  readonly #processes: ChildProcesses;
  readonly #gateway: Gateway;
  readonly #leave: () => void;
  readonly #alive = new Set<number>();
  #changed = Promise.withResolvers<void>();

  private constructor(recipe: Recipe, audit: Audit) {
    this.audit = audit;
    this.#processes = new ChildProcesses({
      clock: systemClock,
      logger: this.log,
      guard: this.#guard,
      // A module's worker is what the audit has to find; another's lives on while its agent is killed.
      ...recipe.kind === "module" && { env: { ...Deno.env.toObject(), ...audit.env } },
    });
    const start = agentWorkers({ spawn: this.#processes.spawn, clock: systemClock });
    const provider = isolatedProvider({
      recipe,
      scope: "session",
      name: "doomed",
      description: DESCRIPTION,
      memoryMiB: 64,
    }, {
      startWorker: (limits) => {
        const worker = start(limits);
        this.workers.push(worker);
        return worker;
      },
      keeper: this.#keeper(),
      clock: systemClock,
      logger: this.log,
    });
    this.#gateway = createGateway({
      provider,
      clock: systemClock,
      logger: this.log,
      autoTitle: false,
    });
    const window = new Window();
    const connection = this.#gateway.connect(window, { label: "test", transport: "websocket" });
    this.#leave = () => connection.end("test is over");
    this.talk = new Talk({
      call: (id, method, params) =>
        connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params })),
      next: () => window.next(() => true),
    });
  }

  /** @param recipe gets the variables that mark what it starts */
  static async open(
    recipe: (env: Record<string, string>) => Recipe,
  ): Promise<DoomedGateway> {
    const audit = new Audit();
    const house = new DoomedGateway(recipe(audit.env), audit);
    ({ session_id: house.sessionId } = await house.talk.call("session.create"));
    return house;
  }

  /** Submits a prompt and does not wait. */
  async submit(text: string): Promise<void> {
    await this.talk.call("prompt.submit", { session_id: this.sessionId, text });
  }

  /** Resolves when this many processes have been started in all. */
  async starts(count: number): Promise<void> {
    while (this.started.length < count) await this.#changed.promise;
  }

  /** Resolves when the guard has been told of every process that nothing is left of it. */
  async allGone(): Promise<void> {
    while (this.#alive.size > 0) await this.#changed.promise;
  }

  /** Nothing of the agent runs, and the session waits for nothing. */
  async assertQuiet(what: string): Promise<void> {
    assert.deepEqual(await this.audit.left({ seconds: 5 }), [], what);
    const { running, pending } = await this.talk.call("session.activate", {
      session_id: this.sessionId,
    });
    assert.deepEqual({ running, pending }, { running: false, pending: [] }, what);
  }

  /** Ends it in good order: nothing of it may run then. */
  async end(): Promise<void> {
    await this[Symbol.asyncDispose]();
    await Promise.all(this.workers.map(({ ended }) => ended));
    assert.deepEqual(await this.audit.left({ seconds: 5 }), []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
    await this.#gateway.shutdown();
    await this.#processes.close();
    await this.#guard.close();
  }

  #keeper(): ProcessKeeper {
    return {
      mark: this.#guard.mark,
      ready: () => this.#guard.ready(),
      add: (pid, cookie) => {
        this.#guard.add(pid, cookie);
        this.started.push(pid);
        this.#alive.add(pid);
        this.#change();
      },
      remove: (pid) => {
        this.#guard.remove(pid);
        this.#alive.delete(pid);
        this.#change();
      },
      kill: (pid) => this.#guard.kill(pid),
    };
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
