/**
 * @module
 */
import { cutRedactor, type Redact } from "../agent/redact.ts";
import { redactCommand } from "../agent/redact_command.ts";
import { isRecord } from "../lib/is_record.ts";
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import { subagentEvents } from "../protocol/subagent_events.ts";

/** What the user gave away lately, to be kept out of what is shown. A shorter one is in every text. */
const MAX_SECRETS = 32;
const SHORTEST_SECRET = 4;
/** Characters of a pattern that is remembered for good. */
const MAX_PATTERN = 1_000;

/** Of which events all text but these members is an agent's or a tool's own. */
const spoken = new Map<EventKind, ReadonlySet<string>>([
  [events.toolStart as EventKind, new Set(["tool_id", "name"])],
  [events.toolProgress as EventKind, new Set(["tool_id", "name"])],
  [events.toolComplete as EventKind, new Set(["tool_id", "name"])],
  [events.statusUpdate as EventKind, new Set(["kind"])],
  [events.error as EventKind, new Set()],
  [events.todoUpdated as EventKind, new Set()],
  [events.backgroundComplete as EventKind, new Set(["task_id"])],
  [events.previewRestartProgress as EventKind, new Set(["task_id", "level"])],
  [events.previewRestartComplete as EventKind, new Set(["task_id"])],
  ...Object.values(subagentEvents).map((kind): [EventKind, ReadonlySet<string>] => [
    kind as EventKind,
    new Set(["subagent_id", "parent_id", "status"]),
  ]),
]);

/** Passwords and keys the user has given to the agent of a session. */
export class GivenSecrets {
  #secrets: readonly string[] = [];
  #redact: Redact = cutRedactor([]);

  /** Oldest first. */
  get all(): readonly string[] {
    return this.#secrets;
  }

  keep(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    this.#use([...this.#secrets, secret].slice(-MAX_SECRETS));
  }

  /** Forgets all of them. */
  clear(): void {
    this.#use([]);
  }

  /** A text without them, also where it was cut inside one. */
  hide(text: string): string {
    return this.#secrets.length === 0 ? text : this.#redact(text);
  }

  /** Whether a pattern may be written down: one that gives away a secret counts for the session. */
  mayBeKept(pattern: string): boolean {
    if (pattern.length > MAX_PATTERN) return false;
    return redactCommand(pattern, this.#secrets) === pattern;
  }

  /**
   * What an event may tell: a tool that is called with a password says so in its arguments. The text of an
   * answer is not looked through: it comes in pieces, which cut any word.
   */
  clean<P extends Payload>(kind: EventKind<P>, payload: P): P {
    if (this.#secrets.length === 0 || payload === undefined) return payload;
    const kept = spoken.get(kind as EventKind);
    if (kept === undefined) return payload;
    const members = Object.entries(payload).map(([name, value]) => [
      name,
      kept.has(name) ? value : this.#hideIn(value),
    ]);
    return Object.fromEntries(members) as P;
  }

  #hideIn(value: unknown): unknown {
    if (typeof value === "string") return this.hide(value);
    if (Array.isArray(value)) return value.map((each) => this.#hideIn(each));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [this.hide(name), this.#hideIn(each)]),
    );
  }

  #use(secrets: readonly string[]): void {
    this.#secrets = secrets;
    this.#redact = cutRedactor(secrets);
  }
}
