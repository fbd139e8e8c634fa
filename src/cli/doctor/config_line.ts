/**
 * @module
 */
import { isNode, LineCounter, parseDocument } from "yaml";
import { configSchema } from "../config_schema.ts";

/**
 * The line of the first thing that is wrong with a configuration, counted from 1; `undefined` where it has
 * none of its own.
 *
 * @param variable one that is missing, where that is what is wrong
 */
export function faultLine(text: string, variable: string | undefined): number | undefined {
  if (variable !== undefined) {
    const at = text.indexOf(`\${${variable}}`);
    return at === -1 ? undefined : text.slice(0, at).split("\n").length;
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error !== undefined) return lineCounter.linePos(error.pos[0]).line;
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  const issue = parsed.error?.issues[0];
  if (issue === undefined) return undefined;
  const extra = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  // What is missing has no place: that of what it is missing from.
  for (let path = [...issue.path, ...extra]; path.length > 0; path = path.slice(0, -1)) {
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
  }
  return undefined;
}
