/**
 * @module
 */

/**
 * A document of which parts are generated: each line `<!-- name -->` becomes the part of that name.
 *
 * @param head says in the first line what made it, and what to edit instead
 * @throws {Error} naming a mark of the template that is not known, or a part that has none
 */
export function fillTemplate(
  template: string,
  { head, parts: all }: { head: string; parts: ReadonlyMap<string, string> },
): string {
  const parts = new Map(all);
  const text = template.replace(/^<!-- (.+) -->$/gm, (mark, name: string) => {
    const part = parts.get(name);
    if (part === undefined) throw new Error(`Reading the template: there is no part for ${mark}`);
    parts.delete(name);
    return part;
  });
  const [left] = parts.keys();
  if (left === undefined) return `${head}\n\n${text}`;
  throw new Error(`Reading the template: it has no place for "${left}"; write <!-- ${left} -->`);
}
