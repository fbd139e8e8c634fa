/**
 * What one session shows: its history, the turn that runs, and what was typed and waits.
 *
 * @module
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { GatewayEvent, Snapshot } from "tidegate/client";
import { shorten } from "../../lib/shorten.ts";
import type { Entry, NoteEntry, UserEntry } from "../entries.ts";
import { Fold, type Todos } from "./fold.ts";
import { userEntry } from "./history_entries.ts";

/** What it is made with. */
export interface TranscriptOptions {
  /** Calls back before the next frame: a hundred pieces of text are drawn at once. */
  frame(callback: () => void): void;
  /** Asks how the session stands. */
  look(): Promise<Snapshot>;
  /** Events behind a number, as many as are kept. */
  since(seq: number): Promise<readonly GatewayEvent[]>;
  /** Takes what went wrong where nobody waits for it. */
  onError(error: unknown): void;
}

/** A prompt that has no place in the conversation yet. */
interface Waiting {
  readonly said: string;
  readonly entry: UserEntry;
  /** How often it, or one like it, had been said before. */
  readonly before: number;
}

/** So often it is asked what was asked in a turn, while more and more is said in it. */
const MOST_LOOKS = 5;

/** Longest opening, in characters: that of previews in `session.list`. */
const OPENING_CHARS = 160;

/** As many events behind a snapshot are looked through for the beginning of its turn. */
const TURN_EVENTS = 2_048;

/** See the module. */
export class TranscriptModel {
  readonly #options: TranscriptOptions;
  readonly #fold = new Fold();
  readonly #waiting = new Map<string, Waiting>();
  readonly #entries = signal<readonly Entry[]>([]);
  readonly #status = signal("");
  readonly #todos = signal<Todos>([]);
  readonly #running = signal(false);
  #drawing = false;
  // What is told while the turn that runs is fetched, so that none of it is lost.
  #meanwhile: GatewayEvent[] | undefined;

  constructor(options: TranscriptOptions) {
    this.#options = options;
  }

  /** What is shown, oldest first: what waits comes last. */
  get entries(): ReadonlySignal<readonly Entry[]> {
    return this.#entries;
  }

  /** A short text of the first thing somebody said in what is shown; "": nothing yet. */
  readonly opening: ReadonlySignal<string> = computed(() => {
    const first = this.#entries.value.find((entry) => entry.kind === "user");
    return shorten(first?.text ?? "", OPENING_CHARS);
  });

  /** What the agent is about, in a few words. */
  get status(): ReadonlySignal<string> {
    return this.#status;
  }

  /** The agent's plan. */
  get todos(): ReadonlySignal<Todos> {
    return this.#todos;
  }

  /** Whether a turn runs. */
  get running(): ReadonlySignal<boolean> {
    return this.#running;
  }

  /** Shows the session as a snapshot tells it; of a turn that runs, what its events told. */
  reset(snapshot: Snapshot): void {
    this.#fold.reset(snapshot);
    for (const [id, { entry: { text, state }, before }] of this.#waiting) {
      if (state === "queued" && this.#countOf(text) > before) this.#waiting.delete(id);
    }
    this.#publish();
    if (snapshot.inflight !== undefined && snapshot.seq !== undefined) this.#retell(snapshot.seq);
  }

  /** Takes an event. */
  take(event: GatewayEvent): void {
    this.#meanwhile?.push(event);
    if (!this.#fold.take(event)) return;
    if (event.type === "message.start" && this.#fold.wantsPrompt) this.#findPrompt();
    // The beginning and the end are what others wait for.
    if (this.#fold.running !== this.#running.peek()) this.#publish();
    else this.#draw();
  }

  /** Fetches the whole of it again: something has changed that no event tells. */
  async refresh(): Promise<Snapshot> {
    const snapshot = await this.#options.look();
    this.reset(snapshot);
    return snapshot;
  }

  /** Shows a prompt that is on its way, as the gateway will write it down. */
  sends(id: string, said: string): void {
    const entry = { ...userEntry(`p-${id}`, said), state: "sending" as const };
    this.#waiting.set(id, { said, entry, before: this.#countOf(entry.text) });
    this.#publish();
  }

  /** A prompt waits behind the turn that runs. */
  queues(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.set(id, { ...waiting, entry: { ...waiting.entry, state: "queued" } });
    this.#publish();
  }

  /** A prompt's turn begins. */
  begins(id: string): void {
    const waiting = this.drops(id);
    if (waiting === undefined) return;
    this.#fold.opens(waiting);
    this.#publish();
  }

  /** A prompt has been said, and no turn of its own is to be expected. */
  said(id: string): void {
    const waiting = this.drops(id);
    if (waiting === undefined) return;
    this.#fold.says(waiting);
    this.#publish();
  }

  /** A prompt was not taken, or is shown already. */
  drops(id: string): string | undefined {
    const waiting = this.#waiting.get(id);
    if (!this.#waiting.delete(id)) return undefined;
    this.#publish();
    return waiting?.said;
  }

  /** Shows something that is to be known. */
  notes(text: string, tone: NoteEntry["tone"] = "info"): void {
    this.#fold.notes(text, tone);
    this.#publish();
  }

  #countOf(text: string): number {
    return this.#fold.entries.filter((each) => each.kind === "user" && includes(each.text, text))
      .length;
  }

  /** What was queued begins now: all of it at once, and maybe what others queued. */
  #findPrompt(): void {
    const queued = [...this.#waiting].filter(([, { entry }]) => entry.state === "queued");
    for (const [id] of queued) this.#waiting.delete(id);
    const text = queued.map(([, { said }]) => said).join("\n\n");
    if (text !== "") this.#fold.says(text);
    this.#publish();
    this.#lookForPrompt({ turn: this.#fold.turn, known: text !== "", left: MOST_LOOKS })
      .catch(this.#options.onError);
  }

  async #lookForPrompt(
    { turn, known, left }: { turn: number; known: boolean; left: number },
  ): Promise<void> {
    const snapshot = await this.#options.look();
    const { running, inflight, seq = this.#fold.seq } = snapshot;
    // It tells more than was told here.
    if (seq > this.#fold.seq) return this.reset(snapshot);
    if (running && inflight !== undefined && this.#fold.running && this.#fold.turn === turn) {
      this.#fold.asks(inflight.user);
      return this.#publish();
    }
    if (known || left === 0) return;
    // The turn is over: what was asked in it stands in the history.
    if (seq === this.#fold.seq) return this.reset(snapshot);
    await this.#lookForPrompt({ turn, known, left: left - 1 });
  }

  async #retell(seq: number): Promise<void> {
    const meanwhile: GatewayEvent[] = this.#meanwhile = [];
    const turnBefore = this.#fold.turn;
    try {
      const events = await this.#options.since(Math.max(0, seq - TURN_EVENTS));
      // Another snapshot has come since.
      if (this.#meanwhile !== meanwhile) return;
      this.#meanwhile = undefined;
      const start = events.findLastIndex((event) => isStart(event) && (event.seq ?? 0) <= seq);
      // What another turn said comes by itself.
      const next = events.findIndex((event, at) => at > start && isStart(event));
      const turn = events.slice(start + 1, next === -1 ? undefined : next);
      if (!this.#fold.running || this.#fold.turn !== turnBefore) return void await this.refresh();
      if (start === -1) return;
      this.#fold.retell(turn);
      for (const event of meanwhile) this.#fold.take(event);
      this.#publish();
    } catch (error) {
      if (this.#meanwhile === meanwhile) this.#meanwhile = undefined;
      this.#options.onError(error);
    }
  }

  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    this.#options.frame(() => {
      if (this.#drawing) this.#publish();
    });
  }

  #publish(): void {
    this.#drawing = false;
    batch(() => {
      const waiting = [...this.#waiting.values()].map(({ entry }) => entry);
      this.#entries.value = [...this.#fold.entries, ...waiting];
      this.#status.value = this.#fold.status;
      this.#todos.value = this.#fold.todos;
      this.#running.value = this.#fold.running;
    });
  }
}

function isStart({ type }: GatewayEvent): boolean {
  return type === "message.start";
}

function includes(asked: string, text: string): boolean {
  return text.trim() !== "" && asked.includes(text.trim());
}
