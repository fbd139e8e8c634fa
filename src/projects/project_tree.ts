/**
 * Conversations by project, repository and checkout: PROTOCOL_MORE A.2.
 *
 * @module
 */
import { type LaneKey, laneOf, laneRank, type Paths, type Whereabouts } from "./lane.ts";
import type { Project } from "./project_book.ts";
import { tellApart } from "./tell_apart.ts";

/** A conversation, newest first among others. `node` is what clients are shown of it. */
export interface TreeRow<N> extends Whereabouts {
  id: string;
  /** Seconds since the epoch. */
  lastActive: number;
  node: N;
}

/** A repository somebody has found. */
export interface FoundRepository {
  root: string;
  label: string;
  sessions: number;
  last_active: number;
}

interface Lane<N> {
  id: string;
  label: string;
  path: string;
  isMain: boolean;
  isKanban: boolean;
  sessionCount: number;
  sessions: N[];
}

interface Repository<N> {
  id: string;
  label: string;
  path: string;
  groups: Lane<N>[];
  sessionCount: number;
}

/** A project with all that is in it. */
export interface TreeProject<N> {
  id: string;
  label: string;
  path: string | null;
  color: string | null;
  icon: string | null;
  isAuto: boolean;
  sessionCount: number;
  lastActive: number;
  repos: Repository<N>[];
  previewSessions: N[];
}

/** What a tree is made of. */
export interface TreeSource<N> {
  /** Those that are not archived, in the order they were made. */
  projects: readonly Project[];
  /** Newest activity first. */
  rows: readonly TreeRow<N>[];
  found: readonly FoundRepository[];
  /** Whether a folder is no project by itself: the home folder, … */
  isJunk(root: string): boolean;
  paths: Paths;
}

interface Placed<N> {
  row: TreeRow<N>;
  lane: LaneKey;
}

/**
 * All projects: those somebody made, those that conversations make, those that were found.
 *
 * @param shape.previews conversations shown of each; `full`: all of them, in their lanes
 */
export function projectTree<N>(
  source: TreeSource<N>,
  shape: { previews: number } | "full",
): { projects: TreeProject<N>[]; scoped: string[] } {
  const { projects, rows, found, isJunk, paths } = source;
  const own = new Map<string, Placed<N>[]>(projects.map(({ id }) => [id, []]));
  const automatic = new Map<string, Placed<N>[]>();
  // Repositories of which a conversation is shown, in whichever project.
  const shown = new Set<string>();
  const scoped: string[] = [];
  const owners = ownersIn(projects, paths);
  for (const row of rows) {
    const lane = laneOf(row, paths);
    if (lane === undefined) continue;
    const owner = owners([row.cwd, lane.root]);
    if (owner === undefined && isJunk(lane.root)) continue;
    const placed = owner === undefined ? automatic.get(lane.root) ?? [] : own.get(owner.id) ?? [];
    if (owner === undefined) automatic.set(lane.root, placed);
    placed.push({ row, lane });
    shown.add(lane.root);
    scoped.push(row.id);
  }
  const explicit = projects.map((project) =>
    projectOf(own.get(project.id) ?? [], {
      ...{ id: project.id, label: project.name, path: project.primary_path },
      ...{ color: project.color, icon: project.icon, isAuto: false },
      ...{ folders: project.folders.map(({ path }) => path), paths, shape },
    })
  );
  const made = [...automatic].map(([root, placed]) => automaticProject(root, placed, paths, shape));
  const bare = found.filter(({ root }) =>
    !shown.has(root) && !isJunk(root) && ownerOf([root], projects, paths) === undefined
  ).sort((a, b) => b.last_active - a.last_active).map((repo) => {
    const project = automaticProject<N>(repo.root, [], paths, shape);
    const { sessions: sessionCount, last_active: lastActive } = repo;
    const label = repo.label || project.label;
    const repos = [{ id: repo.root, label, path: repo.root, groups: [], sessionCount }];
    return { ...project, label, repos, sessionCount, lastActive };
  });
  tellApart([...made, ...bare], explicit.map(({ label }) => label));
  return { projects: [...explicit, ...made, ...bare], scoped };
}

/** {@linkcode ownerOf}, once for each folder: there are few of them, and many conversations. */
function ownersIn(projects: readonly Project[], paths: Pick<Paths, "inside">) {
  const known = new Map<string, Project | undefined>();
  return (wanted: readonly string[]) => {
    const key = wanted.join("\0");
    if (!known.has(key)) known.set(key, ownerOf(wanted, projects, paths));
    return known.get(key);
  };
}

/** The project whose folder is the deepest above one of the paths; of two alike, the earlier one. */
export function ownerOf(
  wanted: readonly string[],
  projects: readonly Project[],
  { inside }: Pick<Paths, "inside">,
): Project | undefined {
  let best: { project: Project; depth: number } | undefined;
  for (const project of projects) {
    for (const { path } of project.folders) {
      const holds = wanted.some((each) => each === path || inside(path, each) !== undefined);
      if (holds && path.length > (best?.depth ?? -1)) best = { project, depth: path.length };
    }
  }
  return best?.project;
}

type Shape = { previews: number } | "full";

interface Frame extends Pick<TreeProject<unknown>, "id" | "label" | "path" | "color" | "icon"> {
  isAuto: boolean;
  folders: readonly string[];
  paths: Paths;
  shape: Shape;
}

function automaticProject<N>(
  root: string,
  placed: readonly Placed<N>[],
  paths: Paths,
  shape: Shape,
): TreeProject<N> {
  const label = paths.base(root) || root;
  const frame = { id: root, label, path: root, color: null, icon: null, isAuto: true };
  return projectOf(placed, { ...frame, folders: [], paths, shape });
}

function projectOf<N>(placed: readonly Placed<N>[], frame: Frame): TreeProject<N> {
  const { folders, paths, shape, ...project } = frame;
  const roots = new Map<string, Placed<N>[]>(folders.map((folder) => [folder, []]));
  for (const each of placed) {
    const { root } = each.lane;
    roots.set(root, [...roots.get(root) ?? [], each]);
  }
  const repos = [...roots].map(([root, inIt]) => ({
    id: root,
    label: paths.base(root) || root,
    path: root,
    groups: lanesOf(inIt, shape),
    sessionCount: inIt.length,
  }));
  tellApart(repos);
  const previews = shape === "full" ? 0 : shape.previews;
  return {
    ...project,
    sessionCount: placed.length,
    lastActive: Math.max(0, ...placed.map(({ row }) => row.lastActive)),
    repos,
    previewSessions: placed.slice(0, previews).map(({ row }) => row.node),
  };
}

function lanesOf<N>(placed: readonly Placed<N>[], shape: Shape): Lane<N>[] {
  const lanes = new Map<string, { key: LaneKey; rows: TreeRow<N>[] }>();
  for (const { row, lane } of placed) {
    const known = lanes.get(lane.id) ?? { key: lane, rows: [] };
    known.rows.push(row);
    lanes.set(lane.id, known);
  }
  // Rows are newest first, so the first of a lane tells how recent it is.
  const newest = ({ rows }: { rows: TreeRow<N>[] }) => rows[0]?.lastActive ?? 0;
  const sorted = [...lanes.values()].sort((a, b) =>
    laneRank(a.key) - laneRank(b.key) || newest(b) - newest(a) ||
    (a.key.label < b.key.label ? -1 : 1)
  );
  const groups = sorted.map(({ key: { root: _, ...lane }, rows }) => ({
    ...lane,
    sessionCount: rows.length,
    sessions: shape === "full" ? rows.map(({ node }) => node) : [],
  }));
  tellApart(groups.filter(({ isMain, isKanban }) => !isMain && !isKanban));
  return groups;
}
