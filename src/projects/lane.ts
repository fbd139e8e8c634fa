/**
 * Where a conversation stands among repositories, and the checkouts of each.
 *
 * @module
 */

/** Arithmetic of paths, as the machine of the gateway does it. */
export interface Paths {
  absolute(folder: string, path: string): string;
  inside(folder: string, path: string): string | undefined;
  base(path: string): string;
}

/** What is known of a conversation's folder. */
export interface Whereabouts {
  cwd: string;
  /** The branch it was on; empty: nobody knows. */
  branch: string;
  /** What git says now. */
  place: { repoRoot: string; worktreeRoot: string } | undefined;
  /** What git said when the folder was still there; empty: nothing. */
  root: string;
}

/** One checkout of a repository, or one branch of the main one. */
export interface LaneKey {
  /** The repository's root. */
  root: string;
  id: string;
  label: string;
  path: string;
  isMain: boolean;
  isKanban: boolean;
}

/** A checkout that a board of tasks makes for one of them. */
const KANBAN = /^(.+)[/\\]\.worktrees[/\\]t_[0-9a-f]+(?=[/\\]|$)/;

/** The lane of a conversation; `undefined` for one without a folder. PROTOCOL_MORE A.2. */
export function laneOf(
  { cwd, branch, place, root }: Whereabouts,
  paths: Paths,
): LaneKey | undefined {
  if (cwd === "") return undefined;
  if (place !== undefined) {
    const { repoRoot, worktreeRoot } = place;
    if (repoRoot === worktreeRoot) return mainLane(repoRoot, branch);
    if (KANBAN.test(worktreeRoot)) return kanbanLane(repoRoot);
    return treeLane(repoRoot, worktreeRoot, paths.base(worktreeRoot));
  }
  const board = KANBAN.exec(cwd)?.[1];
  if (root !== "") return board === undefined ? mainLane(root, branch) : kanbanLane(root);
  if (board !== undefined) return kanbanLane(board);
  const [, repo, lane] = /^(.+)-wt-(.+)$/.exec(paths.base(cwd)) ?? [];
  if (repo !== undefined && lane !== undefined) {
    return treeLane(paths.absolute(paths.absolute(cwd, ".."), repo), cwd, lane);
  }
  return { ...mainLane(cwd, ""), label: paths.base(cwd) || cwd };
}

function mainLane(root: string, branch: string): LaneKey {
  const label = branch.trim() || "main";
  return {
    root,
    id: `${root}::branch::${label}`,
    label,
    path: root,
    isMain: true,
    isKanban: false,
  };
}

function kanbanLane(root: string): LaneKey {
  const path = `${root}/.worktrees`;
  return { root, id: `${root}::kanban`, label: "kanban", path, isMain: false, isKanban: true };
}

function treeLane(root: string, path: string, label: string): LaneKey {
  return { root, id: path, label, path, isMain: false, isKanban: false };
}

const TRUNKS = ["main", "master", "trunk", "develop"];

/** Where a lane stands among the others of its repository: the trunk first, the board last. */
export function laneRank({ isMain, isKanban, label }: LaneKey): number {
  if (isKanban) return 2;
  return isMain && TRUNKS.includes(label) ? 0 : 1;
}
