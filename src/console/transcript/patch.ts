/**
 * Makes the children of an element equal to others, and leaves alone what is equal already: a
 * selection in it survives, and the browser lays out only what is new.
 *
 * @module
 */

/** Makes `target`'s children equal to those of `source`, which is used up. */
export function patchChildren(target: Node, source: Node): void {
  const wanted = [...source.childNodes];
  const present = [...target.childNodes];
  wanted.forEach((next, index) => {
    const now = present[index];
    if (now === undefined) target.appendChild(next);
    else patchNode(target, now, next);
  });
  for (const extra of present.slice(wanted.length)) extra.remove();
}

function patchNode(parent: Node, now: ChildNode, next: ChildNode): void {
  if (now instanceof Text && next instanceof Text) {
    if (now.data !== next.data) changeText(now, next.data);
    return;
  }
  // Equal subtrees are the common case: all but the last child of a block that grows.
  if (now.isEqualNode(next)) return;
  const isSameShape = now instanceof Element && next instanceof Element &&
    now.cloneNode().isEqualNode(next.cloneNode());
  if (!isSameShape) {
    parent.replaceChild(next, now);
    return;
  }
  patchChildren(now, next);
}

/** Text that grew is added to, so that what is selected in it stays selected. */
function changeText(node: Text, text: string): void {
  if (text.startsWith(node.data)) node.appendData(text.slice(node.data.length));
  else node.data = text;
}
