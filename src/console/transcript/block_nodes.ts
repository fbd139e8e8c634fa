/**
 * Nodes of a block of markdown, ready for the page; those of blocks that are shown again are kept.
 *
 * @module
 */
import { frame } from "./code_frames.ts";
import { highlightFromMemory } from "./highlighter.ts";
import type { Links } from "./markdown_blocks.ts";
import { renderHtml } from "./markdown_html.ts";
import { sanitize } from "./sanitize.ts";

/** About the blocks of what one scrolls through. */
const REMEMBERED = 600;

const remembered = new Map<string, DocumentFragment>();

/**
 * Nodes that show the block.
 *
 * @param isSettled whether it will be asked for again as it is
 */
export function blockNodes(source: string, links: Links, isSettled: boolean): DocumentFragment {
  // What a name refers to is another document's affair.
  const canRemember = isSettled && Object.keys(links).length === 0;
  const nodes = (canRemember ? known(source) : undefined) ?? make(source, links);
  if (canRemember) remember(source, nodes);
  const shown = canRemember ? copy(nodes) : nodes;
  for (const code of shown.querySelectorAll("pre > code")) highlightFromMemory(code);
  return shown;
}

function copy(nodes: DocumentFragment): DocumentFragment {
  return document.importNode(nodes, true);
}

function make(source: string, links: Links): DocumentFragment {
  const nodes = sanitize(renderHtml(source, links));
  frame(nodes);
  return nodes;
}

function known(source: string): DocumentFragment | undefined {
  return remembered.get(source);
}

function remember(source: string, nodes: DocumentFragment): void {
  // Behind all others: what is used is forgotten last.
  remembered.delete(source);
  remembered.set(source, nodes);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}
