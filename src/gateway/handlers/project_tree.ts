/**
 * Conversations by project.
 *
 * @module
 */
import {
  projectsDiscoverRepos,
  projectsForCwd,
  projectsProjectSessions,
  projectsRecordRepos,
  projectsTree,
} from "../../protocol/project_methods.ts";
import { ProjectError } from "../../projects/project_book.ts";
import {
  type FoundRepository,
  ownerOf,
  projectTree,
  type TreeRow,
} from "../../projects/project_tree.ts";
import type { ProjectSession } from "../../protocol/project_shapes.ts";
import { implement, type Method } from "../../rpc/method.ts";
import { rowsBefore } from "../../session/chain.ts";
import { conversationRows } from "../../session/conversation_rows.ts";
import type { StoredSession } from "../../store/store.ts";
import type { CallContext } from "../call_context.ts";
import { namedPath } from "../../workspace/named_path.ts";
import { withProjects } from "./projects.ts";

/** Conversations that are looked at for repositories. */
const MOST_LOOKED_AT = 2_000;

type Row = TreeRow<ProjectSession>;

/** Conversations in which something was said, live or not, the newest activity first. */
function conversations({ registry, options: { store } }: CallContext, limit: number) {
  return conversationRows(registry, store, { limit, without: ["cron"] })
    .filter((row) => row.messageCount > 0).slice(0, limit);
}

async function treeRows(context: CallContext, limit: number): Promise<Row[]> {
  const { git } = context;
  const found = conversations(context, limit);
  const { sessions } = await git.projects.shelf();
  const folders = found.map(({ cwd }) => cwd).filter((cwd) => cwd !== "");
  const places = await git.probe?.places(folders) ?? new Map();
  return found.map((row) => {
    const { id, cwd } = row;
    const { branch = "", root = "" } = sessions.get(id) ?? {};
    const place = places.get(cwd);
    const lastActive = row.lastActive / 1000;
    const where = { branch, root: place?.repoRoot ?? root };
    const node = nodeOf(row, { ...where, first: firstOf(row, context) });
    return { id, cwd, branch, root, place, lastActive, node };
  });
}

/** The first stored id of a conversation that was compressed. */
function firstOf(row: StoredSession, { options: { store } }: CallContext): string {
  return rowsBefore(store, row)[0]?.id ?? row.id;
}

function nodeOf(
  row: StoredSession,
  { branch, root, first }: { branch: string; root: string; first: string },
): ProjectSession {
  return {
    id: row.id,
    _lineage_root_id: first,
    parent_session_id: row.parent?.id ?? null,
    title: row.title,
    preview: row.preview,
    started_at: row.createdAt / 1000,
    ended_at: row.ended === undefined ? null : row.ended.at / 1000,
    last_active: row.lastActive / 1000,
    source: row.source,
    archived: false,
    message_count: row.messageCount,
    tool_call_count: 0,
    input_tokens: 0,
    output_tokens: 0,
    model: row.model,
    is_active: false,
    cwd: row.cwd,
    git_branch: branch,
    git_repo_root: root,
  };
}

/** Repositories of conversations and those that were recorded, newest activity first. */
async function repositories(context: CallContext, rows: readonly Row[]) {
  const { repositories: recorded } = await context.git.projects.shelf();
  const found = new Map<string, FoundRepository>();
  for (const { root, label } of recorded) {
    found.set(root, { root, label, sessions: 0, last_active: 0 });
  }
  for (const { node: { git_repo_root: root }, lastActive } of rows) {
    if (root === "") continue;
    const label = context.options.workspace.base(root);
    const known = found.get(root) ?? { root, label, sessions: 0, last_active: 0 };
    const last_active = Math.max(known.last_active, lastActive);
    found.set(root, { ...known, sessions: known.sessions + 1, last_active });
  }
  return [...found.values()].sort((a, b) => b.last_active - a.last_active);
}

async function treeOf(
  context: CallContext,
  { limit, shape }: { limit: number; shape: { previews: number } | "full" },
) {
  const { book } = await context.git.projects.shelf();
  const rows = await treeRows(context, limit);
  const { workspace: paths } = context.options;
  const found = shape === "full" ? [] : await repositories(context, rows);
  return projectTree({
    projects: book.all.filter(({ archived }) => !archived),
    rows,
    found,
    isJunk: (root) => ["", "/", paths.home].includes(root),
    paths,
  }, shape);
}

const tree = implement(
  projectsTree,
  (params, context: CallContext) =>
    withProjects(context, async () => {
      const previews = params.preview_limit || 3;
      const limit = params.session_limit;
      const { projects, scoped } = await treeOf(context, { limit, shape: { previews } });
      const { book: { activeId: active_id } } = await context.git.projects.shelf();
      return { projects, active_id, scoped_session_ids: scoped };
    }),
);

const sessions = implement(
  projectsProjectSessions,
  (params, context: CallContext) =>
    withProjects(context, async () => {
      const id = params.project_id.trim();
      if (id === "") throw new ProjectError("invalid", "project_id required");
      const { projects } = await treeOf(context, { limit: params.session_limit, shape: "full" });
      return { project: projects.find((project) => project.id === id) ?? null };
    }),
);

const forCwd = implement(
  projectsForCwd,
  (params, context: CallContext) =>
    withProjects(context, async () => {
      const { git, options: { workspace, cwd: usual } } = context;
      const wanted = (params.cwd ?? "").trim();
      const cwd = wanted === "" ? usual : namedPath(usual, wanted, workspace);
      const { book } = await git.projects.shelf();
      const place = await git.probe?.place(cwd);
      const open = book.all.filter(({ archived }) => !archived);
      const paths = place === undefined ? [cwd] : [cwd, place.repoRoot];
      const [branch, dirty, worktrees] = await Promise.all([
        git.branch(cwd),
        git.probe?.dirty(cwd),
        git.probe?.worktrees(cwd),
      ]);
      const project = ownerOf(paths, open, workspace) ?? null;
      return { project, cwd, branch, dirty: dirty ?? null, worktrees: worktrees ?? [] };
    }),
);

const discover = implement(
  projectsDiscoverRepos,
  (_, context: CallContext) =>
    withProjects(context, async () => ({
      repos: await repositories(context, await treeRows(context, MOST_LOOKED_AT)),
    })),
);

const record = implement(
  projectsRecordRepos,
  ({ repos }, context: CallContext) =>
    withProjects(context, async () => {
      const { options: { workspace, cwd }, git } = context;
      await git.projects.record(
        repos.map((repo) => typeof repo === "string" ? { root: repo, label: "" } : repo)
          .filter(({ root }) => root.trim() !== "")
          .map(({ root, label }) => {
            const path = namedPath(cwd, root.trim(), workspace);
            return { root: path, label: label || workspace.base(path) };
          }),
      );
      return { repos: await repositories(context, await treeRows(context, MOST_LOOKED_AT)) };
    }),
);

/** See the module. */
export const projectTreeMethods: Method<CallContext>[] = [tree, sessions, forCwd, discover, record];
