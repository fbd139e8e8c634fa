/**
 * The tools of one session: what its model is offered, and what becomes of the calls.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { randomHex } from "../lib/ids.ts";
import { isRecord } from "../lib/is_record.ts";
import type { Logger } from "../lib/logger.ts";
import { orAborted } from "../lib/or_aborted.ts";
import type { AgentEvent } from "./agent.ts";
import type { AgentFact } from "./agent_parts.ts";
import { askBehind } from "./drain.ts";
import { EventQueue } from "./event_queue.ts";
import type { ToolPermission } from "./mcp_server.ts";
import type { OfferedTool } from "./openai_request.ts";
import { parseJson } from "./parse_json.ts";
import { type Ask, isConsent } from "./question.ts";
import type { ToolCall } from "./tool_calls.ts";
import type { ShelfTool, ToolAnswer, ToolShelf } from "./tool_shelf.ts";
import {
  callCommand,
  callContext,
  cappedResult,
  failureSummary,
  shownResult,
} from "./tool_texts.ts";
import { toolsetsOf } from "./toolsets.ts";

/** What a hand is given. */
export interface ToolHandOptions {
  shelf: ToolShelf;
  permission: (name: string) => ToolPermission;
  /** Characters of an answer that the model is given. */
  resultChars: number;
  tell(fact: AgentFact): void;
  clock: Clock;
  logger: Logger;
}

/** What a call came to, as the model is told. */
export interface ToolResult {
  call: ToolCall;
  text: string;
}

/** What a turn lends to the calls it makes. */
export interface ToolTurn {
  ask: Ask;
  signal: AbortSignal;
}

/** One call that runs. */
interface Running extends ToolTurn {
  id: string;
  call: ToolCall;
  args: Record<string, unknown>;
  say: EventQueue<AgentEvent>;
}

/**
 * See the module. The tools are those of the shelf when the first turn begins, and stay so whatever server
 * comes or goes, since a model server's cache is lost with every change; what was changed on purpose counts
 * from the next request on.
 */
export class ToolHand {
  readonly #options: ToolHandOptions;
  readonly #unwatch: () => void;
  #tools: ReadonlyMap<string, ShelfTool> = new Map();
  #edition = -1;
  #used = false;
  #told = "";

  constructor(options: ToolHandOptions) {
    this.#options = options;
    this.#take();
    this.#unwatch = options.shelf.watch(() => {
      if (!this.#used || options.shelf.edition !== this.#edition) this.#take();
    });
  }

  /** What the model is offered from now on. */
  offer(): OfferedTool[] {
    this.#used = true;
    return [...this.#tools.values()].map(({ name, description, parameters }) => ({
      type: "function",
      function: { name, description, parameters },
    }));
  }

  /**
   * Runs calls, all at once. Yields what they have to say; returns what they came to, in the order of the
   * calls. Whatever goes wrong is a result.
   */
  async *run(
    calls: readonly ToolCall[],
    turn: ToolTurn,
  ): AsyncGenerator<AgentEvent[], ToolResult[], void> {
    const say = new EventQueue<AgentEvent>();
    const ask = askBehind(say.drain, turn.ask, turn.signal);
    const results = Promise.all(calls.map((call) => this.#runOne(call, { ...turn, ask }, say)));
    results.finally(() => say.end());
    yield* say.batches();
    return await results;
  }

  close(): void {
    this.#unwatch();
  }

  #take(): void {
    const { shelf, permission, tell } = this.#options;
    this.#edition = shelf.edition;
    const tools = shelf.list().filter(({ name, enabled }) =>
      enabled && permission(name) !== "never"
    );
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    const toolsets = toolsetsOf(tools);
    const told = JSON.stringify(toolsets);
    if (told !== this.#told) tell({ type: "tools", tools: toolsets });
    this.#told = told;
  }

  async #runOne(
    call: ToolCall,
    turn: ToolTurn,
    say: EventQueue<AgentEvent>,
  ): Promise<ToolResult> {
    const { clock, resultChars } = this.#options;
    const id = `tool_${randomHex(6)}`;
    const args = readArguments(call.args);
    const shown = { id, name: call.name, args: args ?? {} };
    say.push({ type: "tool_start", ...shown, context: callContext(shown.args) });
    const began = clock.monotonic();
    const { answer, ranMs } = await this.#answer({ ...turn, id, call, args, say });
    const text = cappedResult(answer.text, resultChars);
    say.push({
      type: "tool_complete",
      ...shown,
      result: shownResult(text),
      durationSeconds: (ranMs ?? clock.monotonic() - began) / 1_000,
      ...(answer.failed && { summary: failureSummary(answer.text) }),
    });
    return { call, text: answer.failed ? `The tool failed: ${text}` : text };
  }

  async #answer(
    { call, args, ...running }: Omit<Running, "args"> & { args: Running["args"] | undefined },
  ): Promise<{ answer: ToolAnswer; ranMs?: number }> {
    const tool = this.#tools.get(call.name);
    if (tool === undefined) return { answer: failed(this.#unknown(call.name)) };
    if (args === undefined) return { answer: failed(misread(call.args)) };
    const { clock, logger } = this.#options;
    try {
      const allowed = await orAborted(
        this.#mayRun(tool, { ...running, call, args }),
        running.signal,
      );
      if (!allowed) return { answer: failed(REFUSED) };
      const began = clock.monotonic();
      const answer = await orAborted(this.#call({ ...running, call, args }), running.signal);
      return { answer, ranMs: clock.monotonic() - began };
    } catch (error) {
      if (running.signal.aborted) return { answer: failed("interrupted") };
      logger.error("running a tool failed", { tool: call.name, error: errorStack(error) });
      return { answer: failed("it could not be run, for a reason that is in the gateway's log") };
    }
  }

  async #mayRun(tool: ShelfTool, { args, ask, signal }: Running): Promise<boolean> {
    if (this.#options.permission(tool.name) === "allow") return true;
    const choice = await ask({
      kind: "approval",
      command: callCommand(tool.name, args),
      description: `A tool of ${tool.toolset}: ${tool.description}`.slice(0, 300).toWellFormed(),
      patternKeys: [`tool:${tool.name}`],
    }, signal);
    return isConsent(choice);
  }

  #call({ id, call: { name }, args, signal, say }: Running): Promise<ToolAnswer> {
    return this.#options.shelf.call(name, args, {
      signal,
      onProgress: (preview) => {
        say.push({ type: "tool_progress", id, name, preview }, id);
      },
    });
  }

  #unknown(name: string): string {
    const names = [...this.#tools.keys()].join(", ").slice(0, 2_000);
    const given = JSON.stringify(name.slice(0, 80));
    return `there is no tool ${given}; ${names === "" ? "there is none" : `there are: ${names}`}`;
  }
}

const REFUSED = "the user did not allow it; do not try it again unless they ask for it";

function failed(text: string): ToolAnswer {
  return { text, failed: true };
}

/** `undefined`: they are no JSON object. A tool without parameters is often called with nothing. */
function readArguments(text: string): Record<string, unknown> | undefined {
  const value = text.trim() === "" ? {} : parseJson(text);
  return isRecord(value) ? value : undefined;
}

function misread(args: string): string {
  return "its arguments must be one JSON object; they were " +
    JSON.stringify(args.slice(0, 300).toWellFormed());
}
