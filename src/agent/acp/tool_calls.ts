/**
 * The tools of an agent, from what it tells of them.
 *
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import { isRecord } from "../../lib/is_record.ts";
import type { AgentEvent } from "../agent.ts";
import type { ToolLocation } from "../agent_parts.ts";
import { textPreview } from "../text_pieces.ts";
import { cutText, cutValue } from "./cut_text.ts";
import { records, text } from "./fields.ts";
import { inlineDiff } from "./inline_diff.ts";
import { changesOf, locationsOf, textsOf } from "./tool_content.ts";

/** What {@linkcode ToolCalls} works with. */
export interface ToolCallsOptions {
  clock: Clock;
  /** As in the provider's options. */
  resultChars: number;
  /** What stands in a terminal the agent shows as part of a call; empty if there is none. */
  terminalText(id: string): string;
}

interface Call {
  /** Unique in the session; the agent's own, where it is. */
  readonly id: string;
  name: string;
  title: string;
  input: unknown;
  output: unknown;
  content: Record<string, unknown>[];
  locations: ToolLocation[];
  readonly startedAt: number;
  preview: string;
  /** The user did not allow it. */
  refused: boolean;
}

/** `tool_start.context` is a preview of at most 80 characters; a progress line has a little more room. */
const CONTEXT_CHARS = 80;
const PROGRESS_CHARS = 200;

/** Calls that run. What an agent tells of one that has ended is of no use any more. */
export class ToolCalls {
  readonly #options: ToolCallsOptions;
  readonly #running = new Map<string, Call>();
  /** How often an id was used by the agent: some begin again with every process. */
  readonly #uses = new Map<string, number>();

  constructor(options: ToolCallsOptions) {
    this.#options = options;
  }

  /**
   * Takes the call an agent asks permission for: some tell of it there first. Its content explains the
   * question and is no part of what comes of the call.
   */
  ask({ content: _, ...call }: Record<string, unknown>): AgentEvent[] {
    return this.#take(call, true);
  }

  /** The user did not allow a call. Many agents say no more of it. */
  refuse(ownId: string): void {
    const call = this.#running.get(ownId);
    if (call !== undefined) call.refused = true;
  }

  /** Takes a `tool_call`, which begins a call. */
  begin(update: Record<string, unknown>): AgentEvent[] {
    return this.#take(update, true);
  }

  /** Takes a `tool_call_update`. */
  update(update: Record<string, unknown>): AgentEvent[] {
    return this.#take(update, false);
  }

  /** The turn is over: what still runs is told as done, with what is known of it. */
  endAll(): AgentEvent[] {
    const events = [...this.#running.values()].map((call) => this.#complete(call, undefined));
    this.#running.clear();
    return events;
  }

  #take(update: Record<string, unknown>, begins: boolean): AgentEvent[] {
    const ownId = text(update, "toolCallId");
    if (ownId === undefined) return [];
    const known = this.#running.get(ownId);
    if (known === undefined && !begins && this.#uses.has(ownId)) return [];
    const call = known ?? this.#newCall(ownId);
    fill(call, update);
    const events: AgentEvent[] = known === undefined ? [this.#start(call)] : [];
    if (update.status === "completed" || update.status === "failed") {
      this.#running.delete(ownId);
      return [...events, this.#complete(call, update.status)];
    }
    return [...events, ...this.#progress(call, known !== undefined)];
  }

  #newCall(ownId: string): Call {
    const uses = (this.#uses.get(ownId) ?? 0) + 1;
    this.#uses.set(ownId, uses);
    const call: Call = {
      id: uses === 1 ? ownId : `${ownId}#${uses}`,
      name: "tool",
      title: "",
      input: undefined,
      output: undefined,
      content: [],
      locations: [],
      startedAt: this.#options.clock.monotonic(),
      preview: "",
      refused: false,
    };
    this.#running.set(ownId, call);
    return call;
  }

  #start(call: Call): AgentEvent {
    return {
      type: "tool_start",
      id: call.id,
      name: call.name,
      args: this.#args(call),
      context: textPreview(call.title.replace(/\s+/g, " ").trim(), CONTEXT_CHARS),
      ...placesOf(call),
    };
  }

  #progress(call: Call, told: boolean): AgentEvent[] {
    const said = this.#said(call).trimEnd();
    const line = said === "" ? call.title : said.slice(said.lastIndexOf("\n") + 1);
    const preview = textPreview(line.trim(), PROGRESS_CHARS);
    const news = preview !== call.preview && (told || said !== "");
    call.preview = preview;
    return news && preview !== ""
      ? [{ type: "tool_progress", id: call.id, name: call.name, preview }]
      : [];
  }

  #complete(call: Call, status: "completed" | "failed" | undefined): AgentEvent {
    const { clock, resultChars } = this.#options;
    const changes = changesOf(call.content);
    const said = this.#said(call);
    const result = said === ""
      ? cutValue(call.output ?? "", resultChars)
      : cutText(said, resultChars);
    const failed = status === "failed" || (status === undefined && call.refused);
    const error = call.refused ? "the user did not allow it" : result || "the tool failed";
    return {
      type: "tool_complete",
      id: call.id,
      name: call.name,
      args: this.#args(call),
      result: failed ? { error } : result,
      ...(failed ? { summary: call.refused ? "not allowed" : "failed" } : {}),
      durationSeconds: (clock.monotonic() - call.startedAt) / 1_000,
      ...(changes.length === 0 ? {} : { inlineDiff: inlineDiff(changes, resultChars) }),
      ...placesOf(call),
    };
  }

  #said({ content }: Call): string {
    return textsOf(content, this.#options.terminalText);
  }

  #args({ input }: Call): Record<string, unknown> {
    if (input === undefined || input === null) return {};
    const cut = cutValue(input, this.#options.resultChars);
    return isRecord(cut) ? cut : { input: cut };
  }
}

/** What an update does not mention stays; lists are replaced as a whole. */
function fill(call: Call, update: Record<string, unknown>): void {
  const kind = text(update, "kind");
  const name = text(update, "name") ?? (kind === "other" ? undefined : kind);
  if (name) call.name = name;
  call.title = text(update, "title") ?? call.title;
  call.input = update.rawInput ?? call.input;
  call.output = update.rawOutput ?? call.output;
  call.content = records(update, "content") ?? call.content;
  call.locations = locationsOf(update) ?? call.locations;
}

function placesOf({ locations }: Call): { locations?: ToolLocation[] } {
  return locations.length === 0 ? {} : { locations };
}
