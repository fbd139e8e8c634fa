/**
 * Agents that the agent of a session has given work on to.
 *
 * @module
 */
import type { SubagentEvent, SubagentStep } from "../agent/agent_parts.ts";
import { redactCommand } from "../agent/redact_command.ts";
import type { Clock } from "../lib/clock.ts";
import type { Emit, EventKind } from "../protocol/event_kind.ts";
import { subagentEvents, type SubagentPayload } from "../protocol/subagent_events.ts";
import { verboseText } from "./tool_progress.ts";

/** What sub-agents are told with. */
export interface SubagentsOptions {
  emit: Emit;
  /** Takes out secrets that are known. */
  hide(text: string): string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** One that is at work. */
export interface ActiveSubagent {
  /** What was told of it last; members it was not told again stay. */
  readonly told: SubagentPayload;
  /** What its agent calls it: the id it is told under is the beginning of that. */
  readonly ownId: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** At work at once, of one session; more are told, and not listed. */
const MOST_ACTIVE = 256;
/** Characters of a goal and of a summary, whose beginning says most, and of names. */
const TEXT_CHARS = 1_000;
const NAME_CHARS = 200;
/** Characters of the id one is told under. */
export const SUBAGENT_ID_CHARS = NAME_CHARS;
/** Names of one list. */
const MOST_NAMES = 64;

const kinds: Readonly<Record<SubagentStep, EventKind<SubagentPayload>>> = {
  spawn_requested: subagentEvents.subagentSpawnRequested,
  start: subagentEvents.subagentStart,
  thinking: subagentEvents.subagentThinking,
  tool: subagentEvents.subagentTool,
  progress: subagentEvents.subagentProgress,
  complete: subagentEvents.subagentComplete,
};

/** Tells what an agent reports of them, and knows which are at work. They end with their turn. */
export class Subagents {
  readonly #options: SubagentsOptions;
  readonly #active = new Map<string, ActiveSubagent>();

  constructor(options: SubagentsOptions) {
    this.#options = options;
  }

  /** How many are at work. */
  get size(): number {
    return this.#active.size;
  }

  /** Those at work, the one that began first in front. */
  get active(): readonly ActiveSubagent[] {
    return [...this.#active.values()];
  }

  /** The one at work that was told under an id. */
  get(id: string): ActiveSubagent | undefined {
    return this.#active.get(id);
  }

  /** Takes what the agent reports. */
  take(event: SubagentEvent): void {
    const payload = this.#payloadOf(event);
    const { subagent_id: id } = payload;
    const known = this.#active.get(id);
    if (event.step === "complete") this.#active.delete(id);
    else if (known !== undefined || this.#active.size < MOST_ACTIVE) {
      const since = known?.since ?? this.#options.now();
      this.#active.set(id, { told: { ...known?.told, ...payload }, ownId: event.id, since });
    }
    this.#options.emit(kinds[event.step], payload);
  }

  /** The turn is over: whoever still was at work is not any more. */
  end(): void {
    const left = this.active;
    this.#active.clear();
    for (const { told: { subagent_id, goal, task_count, task_index } } of left) {
      const which = { subagent_id, goal, task_count, task_index };
      this.#options.emit(subagentEvents.subagentComplete, { ...which, status: "interrupted" });
    }
  }

  #payloadOf(event: SubagentEvent): SubagentPayload {
    const { taskCount, taskIndex, summary } = event;
    return {
      subagent_id: event.id.slice(0, SUBAGENT_ID_CHARS).toWellFormed(),
      goal: this.#beginning(event.goal) ?? "",
      task_count: countOf(taskCount) ?? 1,
      task_index: countOf(taskIndex) ?? 0,
      ...said({
        parent_id: nameOf(event.parentId),
        depth: countOf(event.depth),
        model: nameOf(event.model),
        tool_count: countOf(event.toolCount),
        toolsets: namesOf(event.toolsets),
        input_tokens: countOf(event.usage?.input),
        output_tokens: countOf(event.usage?.output),
        reasoning_tokens: countOf(event.usage?.reasoning),
        api_calls: countOf(event.usage?.calls),
        files_read: namesOf(event.filesRead),
        files_written: namesOf(event.filesWritten),
        output_tail: this.#ending(event.outputTail),
        tool_name: nameOf(event.toolName),
        tool_preview: this.#beginning(event.toolPreview),
        text: this.#ending(event.text),
        status: nameOf(event.status),
        summary: this.#beginning(summary),
        duration_seconds: secondsOf(event.durationSeconds),
      }),
    };
  }

  /** The end of a text, as of a tool's: without what looks like a secret, where that can be told. */
  #ending(text: unknown): string | undefined {
    return typeof text === "string" ? verboseText(text, this.#options.hide) : undefined;
  }

  #beginning(text: unknown): string | undefined {
    if (typeof text !== "string") return undefined;
    try {
      // More than is shown is looked at: a secret that is cut in two is not found.
      const safe = redactCommand(this.#options.hide(text.slice(0, 4 * TEXT_CHARS)));
      return safe.length <= TEXT_CHARS ? safe : `${safe.slice(0, TEXT_CHARS).toWellFormed()}…`;
    } catch {
      // What could not be looked through may hold anything.
      return undefined;
    }
  }
}

/** A session, as far as its sub-agents are told by it. */
interface Speaker {
  readonly emit: Emit;
  readonly questions: { readonly secrets: { hide(text: string): string } };
}

/** The sub-agents of a session. */
export function subagentsOf({ emit, questions }: Speaker, clock: Clock): Subagents {
  const hide = (text: string) => questions.secrets.hide(text);
  return new Subagents({ emit, hide, now: () => clock.now() });
}

function said<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const there = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: NonNullable<T[K]> };
}

// An agent may be plain JavaScript: what is none of its kind is left out.
function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : undefined;
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(0, NAME_CHARS).toWellFormed() : undefined;
}

function namesOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, MOST_NAMES).flatMap((name) => nameOf(name) ?? []);
}
