/**
 * What is being typed, for each conversation. A reload of the page keeps it.
 *
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { moveUnsent } from "./prompts.ts";
import { keep, kept, type KeyValue } from "./surroundings.ts";

/** See the module. */
export class Drafts {
  readonly #store: KeyValue;
  readonly #all = new Map<string, Signal<string>>();

  constructor(store: KeyValue) {
    this.#store = store;
  }

  /** The draft of a conversation, by its stored id; "" is the one that has not begun. */
  of(stored: string): Signal<string> {
    const known = this.#all.get(stored);
    if (known !== undefined) return known;
    const before = kept(this.#store, nameOf(stored));
    const draft = signal(typeof before === "string" ? before : "");
    let first = true;
    draft.subscribe((text) => {
      if (!first) keep(this.#store, nameOf(stored), text === "" ? undefined : text);
      first = false;
    });
    this.#all.set(stored, draft);
    return draft;
  }

  /** What was typed in a conversation by the id it had before goes by the one it has; what was sent, too. */
  move(from: string, to: string): void {
    const draft = this.of(from);
    if (draft.value !== "") this.giveBack(to, draft.value);
    draft.value = "";
    moveUnsent(this.#store, from, to);
  }

  /** Keeps what was sent where no conversation has begun yet, for a reload; answers what ends that. */
  hold(text: string): () => void {
    // Before it is kept: it is no draft here.
    const draft = this.of("");
    keep(this.#store, nameOf(""), text);
    return () => keep(this.#store, nameOf(""), draft.value || undefined);
  }

  /** Puts a text back that was not taken, in front of what was typed since. */
  giveBack(stored: string, text: string): void {
    const draft = this.of(stored);
    if (draft.value.includes(text)) return;
    draft.value = draft.value.trim() === "" ? text : `${text}\n\n${draft.value}`;
  }
}

function nameOf(stored: string): string {
  return `tidegate.draft.${stored}`;
}
