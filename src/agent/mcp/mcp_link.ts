/**
 * One server of tools, through all its lives.
 *
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { orAborted } from "../../lib/or_aborted.ts";
import { untilAborted } from "../../lib/until_aborted.ts";
import { excerpt } from "../excerpt.ts";
import type { McpServer } from "../mcp_server.ts";
import { formatSeconds } from "../openai_failure.ts";
import { type Redact, redactor } from "../redact.ts";
import type { Spawn } from "../spawn.ts";
import type { ToolAnswer, ToolCallOptions, ToolSource } from "../tool_shelf.ts";
import type { ListedTool, ListedTools } from "./listed_tools.ts";
import type { McpSession } from "./mcp_session.ts";
import { Rerun } from "./rerun.ts";
import { secretsOf } from "./server_secrets.ts";
import { SilenceLimit } from "./silence_limit.ts";

/** What the links of a shelf share. */
export interface McpLinkDeps {
  /** Missing: no processes can be started here. */
  spawn: Spawn | undefined;
  fetch: typeof globalThis.fetch;
  clock: Clock;
  logger: Logger;
  /** Variables that processes are not given. */
  withheld: readonly string[];
  /** How long a server may take to connect and to list its tools, in milliseconds. */
  connectTimeoutMs: number;
  /** How long a call may be silent, in milliseconds. */
  callTimeoutMs: number;
}

/** The pause after the second failure in a row; each further one doubles it. */
const FIRST_PAUSE_MS = 1_000;
/** What doubling stops at. */
const LONGEST_PAUSE_MS = 60_000;
/** A server that keeps changing its list is asked for it once in so long. */
const REFRESH_PAUSE_MS = 1_000;

/**
 * See the module. It is connected when it is first needed and stays so; after a failure it is connected
 * anew when it is needed again, at once after one, after a growing pause after several in a row.
 */
export class McpLink {
  readonly server: McpServer;
  readonly #deps: McpLinkDeps;
  readonly #onChange: (what: "state" | "list") => void;
  readonly #redact: Redact;
  readonly #over = new AbortController();
  #status: ToolSource["status"] = "idle";
  #session: McpSession | undefined;
  #attempt: { settled: Promise<void>; abort: AbortController } | undefined;
  #tools: readonly ListedTool[] = [];
  #error: string | undefined;
  #failures = 0;
  #retryAt = 0;
  readonly #relisting: Rerun;

  /** @param onChange hears of another state (`state`), and of another list of a server that went on (`list`) */
  constructor(server: McpServer, deps: McpLinkDeps, onChange: (what: "state" | "list") => void) {
    this.server = server;
    this.#deps = deps;
    this.#onChange = onChange;
    this.#redact = redactor(secretsOf(server));
    const { clock } = deps;
    const { signal } = this.#over;
    this.#relisting = new Rerun(() => this.#relist(), { clock, pauseMs: REFRESH_PAUSE_MS, signal });
  }

  /** The tools there are; after a failure those there were, since a call brings the server back. */
  get tools(): readonly ListedTool[] {
    return this.#tools;
  }

  get source(): Omit<ToolSource, "disabled"> {
    return {
      name: this.server.name,
      transport: "url" in this.server ? "http" : "stdio",
      status: this.#status,
      tools: this.#tools.length,
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }

  /** Connects, unless that has happened or has to wait. Resolves when it has been settled; never rejects. */
  wake(): Promise<void> {
    if (this.#over.signal.aborted || this.#session !== undefined) return Promise.resolve();
    if (this.#attempt !== undefined) return this.#attempt.settled;
    if (this.#deps.clock.monotonic() < this.#retryAt) return Promise.resolve();
    const abort = new AbortController();
    const settled = this.#connect(abort).finally(() => {
      if (this.#attempt?.abort === abort) this.#attempt = undefined;
    });
    this.#attempt = { settled, abort };
    return settled;
  }

  /** Calls a tool by its own name. Never rejects. */
  async call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    { signal, onProgress }: ToolCallOptions,
  ): Promise<ToolAnswer> {
    if (this.#session === undefined) await untilAborted(this.wake(), signal);
    if (signal.aborted) return givenUp;
    const session = this.#session;
    if (session === undefined) return failed(this.#absence());
    const { callTimeoutMs: ms, clock } = this.#deps;
    const limit = new SilenceLimit(signal, { clock, ms });
    try {
      const answer = await session.callTool(name, args, {
        signal: limit.signal,
        onProgress: (preview) => {
          limit.heard();
          onProgress?.(excerpt(preview, this.#redact));
        },
      });
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (signal.aborted) return givenUp;
      if (limit.signal.aborted) {
        return failed(`${this.#quoted} said nothing for ${formatSeconds(ms)}`);
      }
      if (session.isBroken(error)) this.#drop(session, session.reasonOf(error));
      // What ended the connection says more than that it was closed.
      const why = this.#session === session ? undefined : this.#error;
      return failed(`${this.#quoted}: ${why ?? excerpt(session.reasonOf(error), this.#redact)}`);
    } finally {
      limit.end();
    }
  }

  /** Connects anew. Resolves when that has been settled; what could not be had then has no tools. */
  async reload(): Promise<void> {
    await this.#letGo();
    this.#failures = 0;
    this.#retryAt = 0;
    await this.wake();
    if (this.#session === undefined) this.#tools = [];
  }

  /** Ends the connection, and the process behind it, for good. Idempotent. */
  async close(): Promise<void> {
    this.#over.abort();
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    this.#attempt?.abort.abort(new Error("it is not needed any more"));
    await this.#attempt?.settled;
    const session = this.#session;
    this.#session = undefined;
    this.#status = "idle";
    this.#error = undefined;
    if (session !== undefined) await this.#end(session);
  }

  async #connect(abort: AbortController): Promise<void> {
    const { clock, connectTimeoutMs, logger } = this.#deps;
    const { signal } = abort;
    const timer = clock.after(connectTimeoutMs, () => {
      abort.abort(new Error(`it did not answer within ${formatSeconds(connectTimeoutMs)}`));
    });
    this.#turn("connecting", undefined);
    let session: McpSession | undefined;
    try {
      session = await this.#newSession();
      await orAborted(session.open(signal), signal);
      const list = await orAborted(session.listTools(signal), signal);
      this.#session = session;
      this.#adopt(list);
      this.#turn("connected", faultText(list));
      logger.info("tool server is connected", {
        server: this.server.name,
        tools: list.tools.length,
      });
    } catch (error) {
      if (session !== undefined) await this.#end(session);
      const why = signal.aborted ? signal.reason : error;
      this.#fail(session?.reasonOf(why) ?? String(why));
    } finally {
      timer.cancel();
    }
  }

  // Loaded when it is first needed: without servers it costs nothing, and a start is not delayed.
  async #newSession(): Promise<McpSession> {
    const { McpSession } = await import("./mcp_session.ts");
    const session: McpSession = new McpSession({
      ...this.#deps,
      server: this.server,
      onGone: (why) => this.#drop(session, why),
      onListChanged: () => this.#relisting.want(),
      onNote: (text) => {
        const note = excerpt(text, this.#redact);
        this.#deps.logger.debug("tool server", { server: this.server.name, note });
      },
    });
    return session;
  }

  /** The connection is of no use any more. */
  #drop(session: McpSession, why: string): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#fail(why);
    this.#end(session);
  }

  async #end(session: McpSession): Promise<void> {
    try {
      await session.close();
    } catch (error) {
      const why = excerpt(session.reasonOf(error), this.#redact);
      this.#deps.logger.warn("closing a tool server failed", { server: this.server.name, why });
    }
  }

  #fail(reason: string): void {
    if (this.#over.signal.aborted) return;
    const { clock, logger } = this.#deps;
    const why = excerpt(reason, this.#redact) || "it failed without a word";
    const doublings = this.#failures++ - 1;
    const pause = doublings < 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** doublings, LONGEST_PAUSE_MS);
    this.#retryAt = clock.monotonic() + pause;
    logger.warn("tool server failed", { server: this.server.name, why });
    this.#turn("failed", why);
  }

  #adopt({ tools, faults }: ListedTools): void {
    const server = this.server.name;
    if (faults.length > 0) this.#deps.logger.warn("tools cannot be used", { server, faults });
    this.#tools = tools;
  }

  #turn(status: ToolSource["status"], error: string | undefined): void {
    this.#status = status;
    this.#error = error;
    this.#onChange("state");
  }

  async #relist(): Promise<void> {
    // It may say so while it is still being connected.
    await this.#attempt?.settled;
    const session = this.#session;
    if (session === undefined) return;
    const { clock, connectTimeoutMs, logger } = this.#deps;
    const server = this.server.name;
    const limit = new AbortController();
    const timer = clock.after(connectTimeoutMs, () => limit.abort(new Error("it took too long")));
    try {
      const list = await orAborted(session.listTools(limit.signal), limit.signal);
      if (this.#session !== session) return;
      this.#adopt(list);
      this.#error = faultText(list);
      logger.info("tool server has another list", { server, tools: list.tools.length });
      this.#onChange("list");
    } catch (error) {
      const why = excerpt(session.reasonOf(error), this.#redact);
      logger.warn("tool server does not tell its new list", { server, why });
    } finally {
      timer.cancel();
    }
  }

  get #quoted(): string {
    return `the tool server "${this.server.name}"`;
  }

  #absence(): string {
    const left = Math.max(0, this.#retryAt - this.#deps.clock.monotonic());
    const again = left > 0 ? `; it can be tried again in ${formatSeconds(left)}` : "";
    return `${this.#quoted} does not run: ${this.#error ?? "it was ended"}${again}`;
  }
}

const givenUp: ToolAnswer = { text: "the call was given up", failed: true };

function failed(text: string): ToolAnswer {
  return { text, failed: true };
}

function faultText({ faults }: ListedTools): string | undefined {
  if (faults.length === 0) return undefined;
  const shown = faults.slice(0, 3).join("; ");
  return `some of its tools cannot be used: ${shown}${faults.length > 3 ? "; …" : ""}`;
}
