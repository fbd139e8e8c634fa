/**
 * @module
 */

/** Puts parent folders before labels that several siblings have, until each has one of its own. */
export function tellApart(
  siblings: readonly { label: string; path: string | null }[],
  taken: readonly string[] = [],
): void {
  const parts = (path: string | null) => (path ?? "").split(/[/\\]/).filter((part) => part !== "");
  for (let depth = 2; depth < 64; depth++) {
    const counts = new Map<string, number>(taken.map((label) => [label, 1]));
    for (const { label } of siblings) counts.set(label, (counts.get(label) ?? 0) + 1);
    const clashing = siblings.filter(({ label, path }) =>
      (counts.get(label) ?? 0) > 1 && parts(path).length >= depth
    );
    if (clashing.length === 0) return;
    for (const each of clashing) each.label = parts(each.path).slice(-depth).join("/");
  }
}
