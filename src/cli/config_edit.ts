/**
 * @module
 */
import { type Document, isNode, isScalar, parseDocument, visit } from "yaml";
import type { ConfigChange } from "../gateway/config_desk.ts";

const MARK = "\uFEFF";

/**
 * A configuration with some of its members changed. Comments stay, and so do the ends of lines.
 *
 * @throws {Error} where the file is not made of what has to be changed
 */
export function editConfig(text: string, changes: readonly ConfigChange[]): string {
  if (changes.length === 0) return text;
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) throw new Error(fault.message.split("\n", 1)[0]);
  beginMap(document);
  for (const { path, value } of changes) {
    refuseShared(document, path);
    if (value !== undefined) document.setIn(path, value);
    else if (document.hasIn(path)) document.deleteIn(path);
  }
  const edited = document.toString({ lineWidth: 0 });
  const lines = text.includes("\r\n") ? edited.replaceAll(/\r?\n/g, "\r\n") : edited;
  return text.startsWith(MARK) && !lines.startsWith(MARK) ? `${MARK}${lines}` : lines;
}

/** Of a document that says nothing yet, or `~`, one that can be said something in. */
function beginMap(document: Document): void {
  const { contents } = document;
  if (!isScalar(contents) || contents.value !== null) return;
  const { comment, commentBefore } = contents;
  const notes = [document.commentBefore, commentBefore, comment, document.comment];
  document.contents = null;
  document.comment = null;
  document.commentBefore = notes.filter((note) => Boolean(note)).join("\n") || null;
}

/** A change would be one of all places that refer to the member, too. */
function refuseShared(document: Document, path: readonly string[]): void {
  for (const depth of path.keys()) {
    const names = path.slice(0, depth + 1);
    const node = document.getIn(names, true);
    const anchor = isNode(node) && "anchor" in node ? node.anchor : undefined;
    if (anchor === undefined || !isReferred(document, anchor)) continue;
    const where = names.join(".");
    throw new Error(`${where}: other members refer to it by &${anchor}; change it in the file`);
  }
}

function isReferred(document: Document, anchor: string): boolean {
  let found = false;
  visit(document, {
    Alias(_, { source }) {
      if (source !== anchor) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
