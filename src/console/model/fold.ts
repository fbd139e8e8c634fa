/**
 * Makes entries of what a session says. It draws nothing and waits for nothing: events in, entries out.
 *
 * @module
 */
import type { EventName, EventPayloads, GatewayEvent, Snapshot } from "tidegate/client";
import type { AnswerEntry, Entry, NoteEntry, ToolEntry } from "../entries.ts";
import { entriesOf, PLAN_TOOL, userEntry } from "./history_entries.ts";
import { endedTurn, withEnding } from "./turn_end.ts";

/** The agent's plan. */
export type Todos = EventPayloads["todo.updated"]["todos"];

type Folds = { [T in EventName]?: (fold: Fold, payload: EventPayloads[T]) => void };

/** Whether it is said that a compression is over. */
export function isReady({ kind, text }: EventPayloads["status.update"]): boolean {
  return kind === "status" && text === "ready";
}

/** See the module. Entries are never changed, but replaced. */
export class Fold {
  readonly #entries: Entry[] = [];
  // What has been told already. A snapshot may be newer than what is on its way.
  #seq = 0;
  #made = 0;
  #status = "";
  #todos: Todos = [];
  #running = false;
  #turn = 0;
  // Where the turn that runs begins, and the key of what was asked.
  #start = 0;
  #asked: string | undefined;
  // What was said and has no turn yet: the one that begins next is its.
  #opening: string | undefined;
  #answer = -1;
  #thought = false;
  readonly #tools = new Map<string, number>();

  /** What is shown, oldest first. Not to be kept: it goes on changing. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** What the agent is about; "" where it has not said. */
  get status(): string {
    return this.#status;
  }

  /** The agent's plan. */
  get todos(): Todos {
    return this.#todos;
  }

  /** Whether a turn runs. */
  get running(): boolean {
    return this.#running;
  }

  /** Which turn it is, of all that began here. */
  get turn(): number {
    return this.#turn;
  }

  /** Number of the newest event in here. */
  get seq(): number {
    return this.#seq;
  }

  /** Whether a turn runs of which nobody has said here what was asked. */
  get wantsPrompt(): boolean {
    return this.#running && this.#asked === undefined;
  }

  /** Shows a session as it is told whole. */
  reset({ messages, running, inflight, seq = 0, ending, todos = this.#todos }: Snapshot): void {
    this.#entries.length = 0;
    this.#made = 0;
    this.#seq = seq;
    this.#status = "";
    this.#opening = undefined;
    this.#todos = todos;
    this.#entries.push(...withEnding(entriesOf(messages, this.#key), { ending, key: this.#key }));
    this.#begin();
    this.#running = running;
    if (inflight === undefined) return;
    this.says(inflight.user);
    if (inflight.assistant !== "") this.#say(inflight.assistant);
  }

  /** Shows the turn that runs as its events told it, behind its start, in the place of what a snapshot could tell. */
  retell(events: readonly GatewayEvent[]): void {
    this.#entries.length = this.#start;
    // The same keys again, so that what is looked at stays where it is.
    this.#made = 1 +
      this.#entries.reduce((most, { key }) => Math.max(most, Number(key.slice(1))), -1);
    this.#seq = 0;
    this.#answer = -1;
    this.#thought = false;
    this.#tools.clear();
    for (const event of events) this.take(event);
  }

  /** Takes an event; answers whether anything shown has changed. */
  take(event: GatewayEvent): boolean {
    const { seq, type } = event;
    if (seq !== undefined) {
      if (seq <= this.#seq) return false;
      this.#seq = seq;
    }
    const fold = folds[type] as ((fold: Fold, payload: unknown) => void) | undefined;
    fold?.(this, event.payload);
    return fold !== undefined;
  }

  /** Shows what a user said; of a turn that runs, and of which nobody knows it yet, before that. */
  says(text: string): void {
    const entry = userEntry(this.#key(), text);
    if (!this.wantsPrompt) return void this.#entries.push(entry);
    this.#asked = entry.key;
    this.#entries.splice(this.#start, 0, entry);
    this.#start++;
    if (this.#answer >= 0) this.#answer++;
    for (const [id, at] of this.#tools) this.#tools.set(id, at + 1);
  }

  /** As {@linkcode says}, of a prompt whose turn begins next. */
  opens(text: string): void {
    const unknown = this.wantsPrompt;
    this.says(text);
    if (!unknown) this.#opening = this.#entries.at(-1)?.key;
  }

  /** Corrects what was asked in the turn that runs: prompts of others may have joined it. */
  asks(text: string): void {
    if (this.wantsPrompt) return this.says(text);
    const at = this.#entries.findLastIndex(({ key }) => key === this.#asked);
    const shown = this.#entries[at];
    if (!this.#running || shown?.kind !== "user") return;
    const said = userEntry(shown.key, text);
    if (said.text !== shown.text) this.#entries[at] = said;
  }

  /** Shows something the gateway, or the console, has to say. */
  notes(text: string, tone: NoteEntry["tone"] = "info"): void {
    this.#closeAnswer();
    this.#entries.push({ kind: "note", key: this.#key(), tone, text });
  }

  readonly #key = (): string => `k${this.#made++}`;

  #begin(): void {
    this.#turn++;
    this.#start = this.#entries.length;
    this.#asked = this.#opening;
    this.#opening = undefined;
    this.#answer = -1;
    this.#thought = false;
    this.#tools.clear();
  }

  #started(): void {
    // Gateways may say it twice.
    if (this.#running && this.#entries.length === this.#start) return;
    if (this.#running) this.#end();
    this.#begin();
    this.#running = true;
  }

  #say(text: string): void {
    const answer = this.#open();
    this.#entries[this.#answer] = { ...answer, text: answer.text + text };
  }

  #think(text: string): void {
    const answer = this.#open();
    this.#thought = true;
    this.#entries[this.#answer] = { ...answer, reasoning: answer.reasoning + text };
  }

  #open(): AnswerEntry {
    const open = this.#entries[this.#answer];
    if (open?.kind === "answer") return open;
    const entry: AnswerEntry = {
      kind: "answer",
      key: this.#key(),
      text: "",
      reasoning: "",
      live: true,
    };
    this.#answer = this.#entries.push(entry) - 1;
    return entry;
  }

  #closeAnswer(): void {
    const open = this.#entries[this.#answer];
    if (open?.kind === "answer") this.#entries[this.#answer] = { ...open, live: false };
    this.#answer = -1;
  }

  #useTool(payload: EventPayloads["tool.start"]): void {
    const { tool_id, name, context, locations } = payload;
    if (name === PLAN_TOOL) return;
    this.#closeAnswer();
    this.#status = "";
    this.#tools.set(tool_id, this.#entries.length);
    this.#entries.push({
      kind: "tool",
      key: this.#key(),
      name,
      context,
      state: "running",
      ...locations === undefined ? {} : { locations },
    });
  }

  #toolSays({ tool_id, preview }: EventPayloads["tool.progress"]): void {
    this.#changeTool(tool_id, (tool) => ({ ...tool, preview }));
  }

  #toolEnds(payload: EventPayloads["tool.complete"]): void {
    const { tool_id, name, args, result, summary, inline_diff, duration_s, locations, todos } =
      payload;
    if (todos !== undefined) this.#todos = todos;
    if (name === PLAN_TOOL) return;
    if (!this.#tools.has(tool_id)) this.#useTool({ tool_id, name, context: "" });
    this.#changeTool(tool_id, (tool) => ({
      ...tool,
      state: "done",
      args,
      result,
      ...summary === undefined ? {} : { summary },
      ...inline_diff === undefined ? {} : { diff: inline_diff },
      ...duration_s === undefined ? {} : { seconds: duration_s },
      ...locations === undefined ? {} : { locations },
    }));
    this.#tools.delete(tool_id);
  }

  #changeTool(id: string, change: (tool: ToolEntry) => ToolEntry): void {
    const at = this.#tools.get(id) ?? -1;
    const tool = this.#entries[at];
    if (tool?.kind === "tool") this.#entries[at] = change(tool);
  }

  #complete(payload: EventPayloads["message.complete"]): void {
    const turn = this.#entries.splice(this.#start);
    this.#entries.push(
      ...endedTurn(turn, { ...payload, thought: this.#thought, key: this.#key }),
    );
    this.#end();
  }

  /** The turn is over, however that came about. */
  #end(): void {
    this.#closeAnswer();
    for (const id of this.#tools.keys()) {
      this.#changeTool(id, (tool) => ({ ...tool, state: "ended" }));
    }
    this.#tools.clear();
    this.#running = false;
    this.#status = "";
    this.#start = this.#entries.length;
  }

  /** What each event does. */
  static readonly folds: Folds = {
    "message.start": (fold) => fold.#started(),
    "message.delta": (fold, { text }) => fold.#say(text),
    "reasoning.delta": (fold, { text }) => fold.#think(text),
    "reasoning.available": (fold, { text }) => void (fold.#thought || fold.#think(text)),
    "thinking.delta": (fold, { text }) => void (fold.#status = text),
    "tool.generating": (fold, { name }) => void (fold.#status = `Preparing ${name}…`),
    "tool.start": (fold, payload) => fold.#useTool(payload),
    "tool.progress": (fold, payload) => fold.#toolSays(payload),
    "tool.complete": (fold, payload) => fold.#toolEnds(payload),
    "todo.updated": (fold, { todos }) => void (fold.#todos = todos),
    "status.update": (fold, status) => void (isReady(status) || fold.notes(status.text)),
    "background.complete": (fold, { text }) => fold.notes(`In the background: ${text}`),
    "message.complete": (fold, payload) => fold.#complete(payload),
    "session.info": (fold, { running }) => void (running || fold.#end()),
    error(fold, { message }) {
      fold.notes(message, "error");
      fold.#end();
    },
  };
}

const { folds } = Fold;
