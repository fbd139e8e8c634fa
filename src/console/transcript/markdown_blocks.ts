/**
 * Splits a markdown document into its top-level blocks, and does so while it grows: only what may
 * still change is read again.
 *
 * @module
 */
import { Lexer, type Links } from "marked";

/** What the blocks of a document refer to by name: `[text][name]`. */
export type { Links };

/** Where a document is cut. */
export interface Split {
  /** The source of each block, in order. What they have in common with the last split is the same text. */
  readonly blocks: readonly string[];
  /** What link definitions say: those in blocks that cannot change, and all once it is complete. */
  readonly links: Links;
}

/** A line end as markdown knows it; half of one may be the end of a piece. */
function unify(text: string, isComplete: boolean): string {
  if (!text.includes("\r")) return text;
  const whole = !isComplete && text.endsWith("\r") ? text.slice(0, -1) : text;
  return whole.replace(/\r\n?/g, "\n");
}

/** Reads a document that grows. */
export class BlockSplitter {
  #stable: string[] = [];
  #stableText = "";
  /** Up to where the text has been looked at for what can be kept. */
  #lookedAt = 0;
  #links: Links = Object.create(null);

  /** Reads the whole document as it is now. `isComplete` promises that it will not grow. */
  read(source: string, isComplete: boolean): Split {
    const text = unify(source, isComplete);
    if (isComplete) {
      // Read once as a whole, so that how it came to be cannot be seen in it.
      const { blocks, links } = cut(text);
      return { blocks: blocks.map(({ source }) => source), links };
    }
    if (!text.startsWith(this.#stableText)) this.#forget();
    this.#settle(text);
    const tail = cut(text.slice(this.#stableText.length)).blocks.map(({ source }) => source);
    return { blocks: [...this.#stable, ...tail], links: this.#links };
  }

  #forget(): void {
    this.#stable = [];
    this.#stableText = "";
    this.#lookedAt = 0;
    this.#links = Object.create(null);
  }

  /** Keeps what cannot change. Looks at whole lines alone: half of one may be read as anything. */
  #settle(text: string): void {
    const end = text.lastIndexOf("\n") + 1;
    if (end <= this.#lookedAt) return;
    this.#lookedAt = end;
    const tail = cut(text.slice(this.#stableText.length, end)).blocks;
    const blocks = tail.slice(0, settledCount(tail)).map(({ source }) => source);
    if (blocks.length === 0) return;
    const settled = blocks.join("");
    this.#stable.push(...blocks);
    this.#stableText += settled;
    if (!settled.includes("]:")) return;
    this.#links = Object.assign(Object.create(null), cut(settled).links, this.#links);
  }
}

/** A block, and whether what follows it may be read as a part of it. */
interface Block {
  readonly source: string;
  readonly isOpen: boolean;
}

/**
 * How many blocks at the start cannot change, however the text goes on. They are followed by a block
 * of whole lines, so their end is known; and a reader that starts behind them sees the same.
 */
function settledCount(blocks: readonly Block[]): number {
  for (let i = blocks.length - 1; i > 0; i -= 1) {
    const [before, block] = [blocks[i - 1], blocks[i]];
    if (before === undefined || block === undefined || block.source.trim() === "") continue;
    if (!before.isOpen) return i;
  }
  return 0;
}

/** Cuts a text at its top level. What the reader gives up on is cut at blank lines, or one block. */
function cut(text: string): { blocks: Block[]; links: Links } {
  const lexer = new Lexer({ gfm: true });
  try {
    // Its tokens say how long they are; what they hold is tidied, as spaces at the end of a list.
    let end = 0;
    const blocks = lexer.blockTokens(text).map(({ raw, type }) => ({
      source: text.slice(end, end += raw.length),
      isOpen: type === "paragraph" || type === "text",
    }));
    if (end === text.length) return { blocks, links: lexer.tokens.links };
  } catch (error) {
    // It trips over some nestings of quotes and lists; whoever renders the block shows its source.
    if (!(error instanceof Error)) throw error;
  }
  const parts = text.split(/(?<=\n[ \t]*\n)/);
  if (parts.length < 2) return { blocks: [{ source: text, isOpen: true }], links: {} };
  const read = parts.map(cut);
  return {
    blocks: read.flatMap(({ blocks }) => blocks),
    links: Object.assign(Object.create(null), ...read.map(({ links }) => links).reverse()),
  };
}
