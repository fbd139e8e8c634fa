/**
 * What was typed in this window and the gateway has not confirmed. A reload does not lose it.
 *
 * @module
 */
import type { Session, Taken, Turn } from "tidegate/client";
import { saidWith } from "./history_entries.ts";
import { keep, kept, type KeyValue, type Surroundings } from "./surroundings.ts";
import type { TranscriptModel } from "./transcript_model.ts";

/** A prompt as it is kept. */
interface Unsent {
  readonly id: string;
  readonly text: string;
  /** Names of images that go along. */
  readonly images: readonly string[];
}

/** What prompts work with. */
export interface PromptsOptions {
  readonly session: Session;
  /** What they are kept by. */
  readonly stored: string;
  readonly transcript: TranscriptModel;
  readonly surroundings: Surroundings;
  /** Whether this window is signed out, or about to be: what was not sent by then waits for its return. */
  isOver(): boolean;
  /** A prompt was taken: the conversation is one that is listed. */
  onTaken(): void;
  /** A prompt was not taken: its text should not be lost, and why is to be said. */
  onFailed(text: string, error: unknown): void;
  /** A prompt was taken, and what became of it cannot be told. */
  onLost(error: unknown): void;
}

/** See the module. */
export class Prompts {
  readonly #options: PromptsOptions;
  #unsent: readonly Unsent[] = [];

  constructor(options: PromptsOptions) {
    this.#options = options;
  }

  /** Sends what was typed before the page was loaded, and not confirmed by then. */
  sendAgain(): void {
    const list = kept(this.#options.surroundings.kept, this.#name);
    if (!Array.isArray(list)) return;
    const unsent = list.filter(isUnsent);
    this.#keep(unsent);
    for (const each of unsent) this.#send(each, { again: true });
  }

  /** Says something: at once, or when what runs is over. */
  send(text: string, images: readonly string[] = []): void {
    const unsent = { id: this.#options.surroundings.newId(), text, images };
    this.#keep([...this.#unsent, unsent]);
    this.#send(unsent, { again: false });
  }

  get #name(): string {
    return unsentName(this.#options.stored);
  }

  #keep(unsent: readonly Unsent[]): void {
    this.#unsent = unsent;
    keep(this.#options.surroundings.kept, this.#name, unsent.length === 0 ? undefined : unsent);
  }

  #send({ id, text, images }: Unsent, { again }: { again: boolean }): void {
    const { session, transcript } = this.#options;
    transcript.sends(id, saidWith(text, images));
    const turn = session.prompt(text, { id, again, busy: "queue" });
    this.#taken(turn, again).then(
      (taken) => this.#follow(turn, taken).catch(this.#options.onLost),
      (error) => {
        if (this.#options.isOver()) return;
        this.#confirmed(id);
        transcript.drops(id);
        this.#options.onFailed(text, error);
      },
    );
  }

  /** What became of it; `old`: it may have arrived before, and be shown already. */
  async #taken(turn: Turn, again: boolean): Promise<{ taken: Taken; old: boolean }> {
    let old = again;
    const off = this.#options.session.on("state", (state) => {
      // It was on its way, and is sent again under its id.
      if (state === "away") old = true;
    });
    try {
      const taken = await turn.accepted;
      return { taken, old };
    } finally {
      off();
    }
  }

  async #follow(turn: Turn, { taken, old }: { taken: Taken; old: boolean }): Promise<void> {
    const { transcript } = this.#options;
    this.#confirmed(turn.id);
    this.#options.onTaken();
    if (taken === "queued") transcript.queues(turn.id);
    else if (old) transcript.drops(turn.id);
    else if (taken === "streaming") transcript.begins(turn.id);
    else transcript.said(turn.id);
    // Whether it is shown already, only the whole of it tells.
    if (old) await transcript.refresh();
    const end = await turn.done;
    // It never had a turn: it was called off with the one it waited for.
    if (!old || end.kind !== "unseen") transcript.said(turn.id);
    else if (transcript.drops(turn.id) !== undefined) await transcript.refresh();
  }

  #confirmed(id: string): void {
    if (!this.#unsent.some((each) => each.id === id)) return;
    this.#keep(this.#unsent.filter((each) => each.id !== id));
  }
}

/** What was kept of a conversation by the id it had before goes by the one it has. */
export function moveUnsent(store: KeyValue, from: string, to: string): void {
  const unsent = kept(store, unsentName(from));
  if (unsent === undefined || kept(store, unsentName(to)) !== undefined) return;
  keep(store, unsentName(to), unsent);
  keep(store, unsentName(from), undefined);
}

function unsentName(stored: string): string {
  return `tidegate.unsent.${stored}`;
}

function isUnsent(value: unknown): value is Unsent {
  const { id, text, images } = value as Partial<Unsent>;
  return typeof id === "string" && typeof text === "string" && Array.isArray(images);
}
