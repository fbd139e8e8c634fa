/**
 * Shows a markdown document in an element, and follows it as it grows: blocks that cannot change any
 * more are not touched again.
 *
 * @module
 */
import { blockNodes } from "./block_nodes.ts";
import { highlightSoon } from "./highlighter.ts";
import { BlockSplitter, type Links } from "./markdown_blocks.ts";
import { patchChildren } from "./patch.ts";

/** A growing document may take this share of the time: 1 of 5. */
const REST_PER_WORK = 4;
/** Work that a frame has room for, in milliseconds; what takes longer rests afterwards. */
const LIGHT_WORK = 3;

/** Blocks are laid out in parts of this many, so that a token at the end concerns few of them. */
const PART_BLOCKS = 16;

interface ShownBlock {
  source: string;
  links: Links;
  isGrowing: boolean;
  readonly box: HTMLElement;
}

/** What is shown, and what should be. */
export class MarkdownView {
  readonly #root: HTMLElement;
  #splitter = new BlockSplitter();
  #blocks: ShownBlock[] = [];
  #text = "";
  #isLive = false;
  /** Learns how high a part is that has become still, as soon as it has been laid out. */
  readonly #stills = new ResizeObserver((changes) => {
    for (const { target, contentRect } of changes) {
      this.#stills.unobserve(target);
      if (contentRect.height === 0 || !(target instanceof HTMLElement)) continue;
      target.style.setProperty("contain-intrinsic-block-size", `auto ${contentRect.height}px`);
      target.classList.add("md-still");
    }
  });
  #stillParts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restUntil = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Shows the document. One that is live may be shown a moment later, when showing it is much work. */
  update(text: string, isLive: boolean): void {
    if (text === this.#text && isLive === this.#isLive && this.#blocks.length > 0) return;
    this.#text = text;
    this.#isLive = isLive;
    const rest = this.#restUntil - performance.now();
    if (!isLive || rest <= 0) return this.#show();
    this.#timer ??= setTimeout(() => this.#show(), rest);
  }

  /** Lets go of what it waits for. */
  close(): void {
    this.#stills.disconnect();
    this.#cancel();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #show(): void {
    this.#cancel();
    const began = performance.now();
    // While it grows, what is out of sight need not be laid out again with every token.
    this.#root.classList.toggle("md-live", this.#isLive);
    const { blocks, links } = this.#splitter.read(this.#text, !this.#isLive);
    // Blank lines are no blocks.
    const sources = blocks.filter((source) => source.trim() !== "");
    sources.forEach((source, index) =>
      this.#showBlock(index, source, links, this.#isLive && index === sources.length - 1)
    );
    for (const { box } of this.#blocks.splice(sources.length)) box.remove();
    this.#settleParts(Math.ceil(sources.length / PART_BLOCKS));
    const now = performance.now();
    const work = now - began;
    this.#restUntil = work > LIGHT_WORK ? now + work * REST_PER_WORK : now;
  }

  #showBlock(index: number, source: string, links: Links, isGrowing: boolean): void {
    const shown = this.#blocks[index];
    const isSame = shown?.source === source &&
      (shown.links === links || !source.includes("[") || isEqual(shown.links, links));
    if (isSame) {
      shown.links = links;
      if (shown.isGrowing && !isGrowing) this.#colour(shown.box, false);
      shown.isGrowing = isGrowing;
      return;
    }
    const box = shown?.box ?? this.#part(index).appendChild(document.createElement("div"));
    const nodes = blockNodes(source, links, !isGrowing);
    if (shown === undefined) box.append(nodes);
    else patchChildren(box, nodes);
    this.#blocks[index] = { source, links, isGrowing, box };
    this.#colour(box, isGrowing);
  }

  /** The part that a block belongs to. */
  #part(index: number): Element {
    const known = this.#root.children[Math.floor(index / PART_BLOCKS)];
    if (known !== undefined) return known;
    const part = this.#root.appendChild(document.createElement("div"));
    part.className = "md-part";
    return part;
  }

  /** Takes away parts without blocks; those that are full and above what grows are still. */
  #settleParts(count: number): void {
    while (this.#root.children.length > count) this.#root.lastElementChild?.remove();
    this.#stillParts = Math.min(this.#stillParts, Math.max(0, count - 1));
    if (!this.#isLive) return;
    for (; this.#stillParts < count - 1; this.#stillParts += 1) {
      const part = this.#root.children[this.#stillParts];
      if (part) this.#stills.observe(part);
    }
  }

  #colour(box: HTMLElement, isGrowing: boolean): void {
    for (const code of box.querySelectorAll("pre > code[class]:not(:has(span))")) {
      highlightSoon(code, isGrowing);
    }
  }
}

function isEqual(a: Links, b: Links): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
