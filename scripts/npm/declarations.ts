/**
 * What is done to the declarations, whoever made them.
 *
 * @module
 */
import { resolveLocal } from "../layers/resolve.ts";
import { type Door, targetsOf } from "./package_json.ts";
import { specifiersOf } from "./specifiers.ts";

/** Takes away the declarations that no door leads to: nobody can ask for them. */
export function pruneDeclarations(files: Map<string, string>, doors: Iterable<Door>): void {
  const wanted = new Set<string>();
  const open = [...doors].flatMap(targetsOf).map(({ types }) => types.replace(/^\.\//, ""));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (wanted.has(file) || !files.has(file)) continue;
    wanted.add(file);
    for (const { text } of specifiersOf(files.get(file) ?? "")) {
      const target = resolveLocal(text, { from: file, config: {} });
      if (target !== null) open.push(target.replace(/\.js$/, ".d.ts"));
    }
  }
  for (const file of files.keys()) {
    if (file.endsWith(".d.ts") && !wanted.has(file)) files.delete(file);
  }
}

/** Types that no numbered version of the language has yet. */
const DISPOSABLE = /\b(?:Async)?Disposable\b|\[Symbol\.(?:asyncD|d)ispose\]/;
const LIBRARY = '/// <reference lib="esnext.disposable" />\n';

/** Has declarations bring those types along, so that no reader must name a newer library than its own. */
export function referToLibraries(files: Map<string, string>): void {
  for (const [file, text] of files) {
    if (file.endsWith(".d.ts") && DISPOSABLE.test(text)) files.set(file, LIBRARY + text);
  }
}
