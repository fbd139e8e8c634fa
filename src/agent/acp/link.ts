/**
 * A running ACP agent: its process, and the connection to it.
 *
 * @module
 */
import {
  client,
  type ClientApp,
  type ClientConnection,
  RequestError,
} from "@agentclientprotocol/sdk";
import { type Clock, sleep } from "../../lib/clock.ts";
import { errorMessage, errorStack } from "../../lib/error_text.ts";
import { LineRing } from "../../lib/line_ring.ts";
import type { Logger } from "../../lib/logger.ts";
import { AgentError } from "../agent.ts";
import { type ProcessEnd, type Spawn, type SpawnedProcess, SpawnError } from "../spawn.ts";
import { lastWords, nameOfEnd } from "./last_words.ts";
import { AgentFault, messageStream } from "./message_stream.ts";
import { type ResolvedAcpOptions, secretsOf } from "./options.ts";

/** What a link works with. */
export interface LinkOptions {
  options: ResolvedAcpOptions;
  cwd: string;
  spawn: Spawn;
  /** What the agent tells and asks goes there. */
  desk: {
    /** Registers what the agent may ask, before anything is heard from it. */
    serve(app: ClientApp): void;
    /** Takes the params of a `session/update`. */
    update(params: Record<string, unknown>): void;
  };
  clock: Clock;
  logger: Logger;
}

/** A process whose output has ended is about to end; so long it may take, to tell how. */
const END_GRACE_MS = 500;

/** See the module. It lives until its process ends, its connection breaks, or it is closed. */
export class Link {
  readonly #options: LinkOptions;
  readonly #child: SpawnedProcess;
  readonly #connection: ClientConnection;
  readonly #stderr = new LineRing();
  /** How the process ended, when all of it has; `undefined`: that could not be learned. */
  readonly #ended: Promise<ProcessEnd | undefined>;
  #closing = false;
  /** It has closed its output and lived on. */
  #muted = false;

  private constructor(options: LinkOptions, child: SpawnedProcess) {
    const { options: { maxLineBytes, maxMessagesPerSecond }, clock, logger, desk } = options;
    this.#options = options;
    this.#child = child;
    const drained = this.#stderr.drain(child.stderr);
    const app = client({ name: "tidegate" });
    desk.serve(app);
    this.#connection = app.connect(messageStream({
      stdin: child.stdin,
      stdout: child.stdout,
      maxLineBytes,
      maxMessagesPerSecond,
      clock,
      onUpdate: (params) => desk.update(params),
      onNoise: (line) =>
        logger.debug("agent wrote a line that is no message", { characters: line.length }),
    }));
    this.#ended = this.#connection.closed.then(() => this.#end(drained));
    // Also where its output stays open, held by a process it started.
    child.ended.then(() => this.#connection.close());
  }

  /**
   * Starts the process.
   *
   * @throws {AgentError} when it cannot be started
   */
  static async start(options: LinkOptions): Promise<Link> {
    const { options: { name, command, args, env }, cwd, spawn } = options;
    try {
      return new Link(options, await spawn({ command, args, cwd, env }));
    } catch (error) {
      if (!(error instanceof SpawnError)) throw error;
      throw new AgentError(`Starting the agent "${name}": ${error.message}`);
    }
  }

  /** Whether nothing can be asked of it any more. */
  get dead(): boolean {
    return this.#connection.signal.aborted;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /**
   * Asks the agent and waits, as long as it lives.
   *
   * @throws {RequestError} what the agent answered instead
   * @throws {AgentError} when the agent is gone; the message says how it ended
   */
  async request(method: string, params: unknown): Promise<unknown> {
    try {
      return await this.#connection.agent.request<unknown>(method, params);
    } catch (error) {
      if (error instanceof RequestError) throw error;
      throw await this.#obituary(error);
    }
  }

  /** Tells the agent something; one that is gone does not hear it. */
  async notify(method: string, params: unknown): Promise<void> {
    try {
      await this.#connection.agent.notify(method, params);
    } catch (error) {
      const { logger } = this.#options;
      logger.debug("agent could not be told", { method, error: errorMessage(error) });
    }
  }

  /** Resolves when nothing can be asked of it any more; never rejects. */
  get closed(): Promise<void> {
    return this.#connection.closed;
  }

  /** What the agent wrote to stderr last, fit to be shown; empty: nothing. */
  lastWords(): string {
    return lastWords(this.#stderr.lines, secretsOf(this.#options.options));
  }

  /** Ends the process and all it started. Resolves when nothing of it is left. Idempotent. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#connection.close();
    await this.#ended;
  }

  async #end(drained: Promise<void>): Promise<ProcessEnd | undefined> {
    const { clock, logger } = this.#options;
    const over = new AbortController();
    try {
      if (!this.#closing && !(this.#connection.signal.reason instanceof AgentFault)) {
        const ended = this.#child.ended.then(() => true);
        const late = sleep(clock, END_GRACE_MS, over.signal).then(() => false);
        this.#muted = !await Promise.race([ended, late]);
      }
      await this.#child.kill();
      const end = await this.#child.ended;
      await Promise.race([drained, sleep(clock, END_GRACE_MS, over.signal)]);
      return end;
    } catch (error) {
      logger.error("ending an agent's process failed", { pid: this.pid, error: errorStack(error) });
      return undefined;
    } finally {
      over.abort();
    }
  }

  async #obituary(error: unknown): Promise<AgentError> {
    const { options: { name } } = this.#options;
    const end = await this.#ended;
    const { reason } = this.#connection.signal;
    const words = this.lastWords();
    const last = words === "" ? "" : `; the last it wrote to stderr:\n${words}`;
    if (this.#closing) return new AgentError(`The agent "${name}" was ended`);
    if (reason instanceof AgentFault || this.#muted) {
      const fault = reason instanceof AgentFault ? reason.message : "it closed its output";
      return new AgentError(`The agent "${name}" was ended: ${fault}${last}`);
    }
    this.#options.logger.warn("agent ended unexpectedly", { ...end, error: errorMessage(error) });
    const how = end === undefined ? "it cannot be told how" : nameOfEnd(end);
    return new AgentError(`The agent "${name}" ended unexpectedly: ${how}${last}`);
  }
}
