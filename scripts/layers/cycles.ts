/**
 * Finds files that import each other in a circle.
 *
 * @module
 */

/** Which files each file imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * One shortest circle for every group of files that reach each other, first and last file the
 * same. Groups and starting points follow the order of names, so that two runs agree.
 */
export function findCycles(graph: Graph): string[][] {
  const cycles: string[][] = [];
  const told = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (told.has(start)) continue;
    const cycle = shortestCycle(graph, start);
    if (!cycle) continue;
    cycles.push(cycle);
    for (const file of groupOf(graph, start)) told.add(file);
  }
  return cycles;
}

/** Breadth first, so the first way back to `start` is a shortest one. */
function shortestCycle(graph: Graph, start: string): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of [...graph.get(file) ?? []].sort()) {
      if (next === start) return [...pathTo(cameFrom, { file, start }), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return null;
}

function pathTo(
  cameFrom: ReadonlyMap<string, string>,
  { file, start }: { file: string; start: string },
): string[] {
  const path = [file];
  for (let at = file; at !== start;) {
    at = cameFrom.get(at) ?? start;
    path.unshift(at);
  }
  return path;
}

/** Every file that reaches `start` and is reached from it. */
function groupOf(graph: Graph, start: string): string[] {
  return [...reachable(graph, start)].filter((file) => reachable(graph, file).has(start));
}

function reachable(graph: Graph, start: string): Set<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}
