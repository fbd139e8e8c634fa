/**
 * @module
 */
import type { ToolCallPiece } from "./chat_chunk.ts";

/** A tool call as the model wrote it. */
export interface ToolCall {
  /** The server's; where it told none, or one twice, an own. */
  id: string;
  name: string;
  /** Meant to be JSON. */
  args: string;
}

/** Characters of arguments in one answer: 8 Mi. */
export const MAX_ARGUMENT_CHARS = 8 * 1024 * 1024;
/** Calls in one answer. */
export const MAX_CALLS = 128;

interface Draft {
  index: number | undefined;
  id: string;
  name: string;
  args: string[];
}

/** Puts the tool calls of one answer together. */
export class ToolCalls {
  readonly #drafts: Draft[] = [];
  #chars = 0;

  get size(): number {
    return this.#drafts.length;
  }

  /** Whether there is more than anybody would mean; then nothing of it should run. */
  get tooMuch(): boolean {
    return this.#chars > MAX_ARGUMENT_CHARS || this.#drafts.length > MAX_CALLS;
  }

  /** Takes a piece. Answers the name of the call where it is the first that tells it. */
  take(piece: ToolCallPiece): string | undefined {
    if (this.tooMuch) return undefined;
    let draft = this.#draftOf(piece);
    if (draft === undefined) {
      draft = { index: piece.index, id: piece.id, name: "", args: [] };
      this.#drafts.push(draft);
    }
    this.#chars += piece.args.length;
    draft.id ||= piece.id;
    draft.args.push(piece.args);
    // Some servers tell the name again in every piece.
    if (piece.name === "" || draft.name !== "") return undefined;
    draft.name = piece.name;
    return piece.name;
  }

  /** All calls, in the order in which they began. */
  whole(): ToolCall[] {
    const taken = new Set<string>();
    return this.#drafts.map(({ id, name, args }, at) => {
      const own = id === "" || taken.has(id) ? `call_${at}_${crypto.randomUUID().slice(0, 8)}` : id;
      taken.add(own);
      return { id: own, name, args: args.join("") };
    });
  }

  /** The call a piece goes on with; `undefined`: it begins one. */
  #draftOf({ index, id, name }: ToolCallPiece): Draft | undefined {
    const last = this.#drafts.at(-1);
    const draft = index === undefined
      ? last
      : this.#drafts.findLast((each) => each.index === index);
    if (draft === undefined) return undefined;
    // Whole calls without an index, or all with the same one, differ in their ids, if in anything.
    const another = id !== "" && draft.id !== "" && id !== draft.id;
    const nameless = index === undefined && id === "" && name !== "" && draft.name !== "";
    return another || nameless ? undefined : draft;
  }
}
