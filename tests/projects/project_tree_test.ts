import assert from "node:assert/strict";
import { ProjectBook } from "../../src/projects/project_book.ts";
import { projectTree, type TreeRow, type TreeSource } from "../../src/projects/project_tree.ts";
import { MemoryWorkspace } from "../workspace/support/memory_workspace.ts";

const paths = new MemoryWorkspace({});
let ids = 0;

function pathsOf() {
  return {
    absolute: paths.absolute.bind(paths),
    base: paths.base.bind(paths),
  };
}

function row(cwd: string, more: Partial<TreeRow<string>> = {}): TreeRow<string> {
  const id = `s${++ids}`;
  return { id, cwd, branch: "", root: "", place: undefined, lastActive: 0, node: id, ...more };
}

/** In the main checkout of `/repo`. */
const main = (branch: string, more: Partial<TreeRow<string>> = {}) =>
  row("/repo", { branch, place: { repoRoot: "/repo", worktreeRoot: "/repo" }, ...more });
/** In another checkout of it. */
const tree = (worktreeRoot: string, more: Partial<TreeRow<string>> = {}) =>
  row(worktreeRoot, { place: { repoRoot: "/repo", worktreeRoot }, ...more });

function book(...projects: { name: string; folders: string[] }[]): ProjectBook {
  const all = new ProjectBook({}, () => 1_000);
  for (const project of projects) all.create(project);
  return all;
}

function treeOf(
  source: Partial<TreeSource<string>>,
  shape: Parameters<typeof projectTree>[1] = "full",
) {
  const isJunk = (root: string) => root === "/home/ada";
  return projectTree({ projects: [], rows: [], found: [], isJunk, paths, ...source }, shape);
}

const lanes = ({ projects }: ReturnType<typeof treeOf>, at = 0) =>
  projects[at]?.repos.flatMap(({ groups }) => groups.map(({ label }) => label));

Deno.test("conformance 256: another checkout of a repository is a lane of the same project", () => {
  const found = treeOf({ rows: [tree("/other"), main("main")] });
  assert.deepEqual(found.projects.map(({ id }) => id), ["/repo"]);
  const groups = found.projects[0]?.repos[0]?.groups.map(({ id, label, path, isMain }) => ({
    ...{ id, label, path, isMain },
  }));
  assert.deepEqual(groups, [
    { id: "/repo::branch::main", label: "main", path: "/repo", isMain: true },
    { id: "/other", label: "other", path: "/other", isMain: false },
  ]);
});

Deno.test("conformance 257: checkouts of a board of tasks are one lane, the last", () => {
  const found = treeOf({
    rows: [
      tree("/repo/.worktrees/t_1a", { lastActive: 9 }),
      tree("/repo/.worktrees/t_2b", { lastActive: 8 }),
      main("topic", { lastActive: 7 }),
      main("main", { lastActive: 6 }),
    ],
  });
  assert.deepEqual(lanes(found), ["main", "topic", "kanban"]);
  const kanban = found.projects[0]?.repos[0]?.groups[2];
  assert.deepEqual(
    [kanban?.id, kanban?.path, kanban?.sessionCount, kanban?.isKanban],
    ["/repo::kanban", "/repo/.worktrees", 2, true],
  );
});

Deno.test("conformance 258: a conversation of which nobody knows the branch is with main", () => {
  const found = treeOf({ rows: [main(""), main("main"), main(" ")] });
  assert.deepEqual(lanes(found), ["main"]);
  assert.equal(found.projects[0]?.repos[0]?.groups[0]?.sessions.length, 3);
});

Deno.test("conformance 260: a project over a repository takes its conversations, and there is no twin", () => {
  const { all } = book({ name: "Mine", folders: ["/repo"] });
  const found = treeOf({
    projects: all,
    rows: [main("main"), tree("/other")],
    found: [{ root: "/repo", label: "repo", sessions: 2, last_active: 0 }],
  });
  assert.deepEqual(found.projects.map(({ label, isAuto }) => [label, isAuto]), [["Mine", false]]);
  assert.equal(found.projects[0]?.sessionCount, 2);
});

Deno.test("conformance 261: a conversation without a folder is nowhere", () => {
  const found = treeOf({ rows: [row("")] });
  assert.deepEqual(found, { projects: [], scoped: [] });
});

Deno.test("conformance 262: an overview has counts, empty lanes, and few previews", () => {
  const rows = Array.from({ length: 5 }, () => main("main"));
  const { projects, scoped } = treeOf({ rows }, { previews: 3 });
  const [project] = projects;
  assert.equal(project?.sessionCount, 5);
  assert.deepEqual(project?.previewSessions, rows.slice(0, 3).map(({ node }) => node));
  assert.deepEqual(project?.repos[0]?.groups.map((lane) => [lane.sessionCount, lane.sessions]), [
    [5, []],
  ]);
  assert.deepEqual(scoped, rows.map(({ id }) => id));
  assert.deepEqual(treeOf({ rows }).projects[0]?.previewSessions, []);
});

Deno.test("conformance 264: a folder of a project without conversations is an empty repository, once", () => {
  const { all } = book({ name: "Mine", folders: ["/repo", "/empty", "/empty/"] });
  const found = treeOf({ projects: all, rows: [main("main")] });
  assert.deepEqual(
    found.projects[0]?.repos.map((
      { id, sessionCount, groups },
    ) => [id, sessionCount, groups.length]),
    [["/repo", 1, 1], ["/empty", 0, 0]],
  );
});

Deno.test("conformance 265: of projects within each other the deepest has the conversation", () => {
  const { all } = book({ name: "Outer", folders: ["/desk"] }, {
    name: "Inner",
    folders: ["/desk/a"],
  });
  const found = treeOf({
    projects: all,
    rows: [row("/desk/a/b"), row("/desk/c"), row("/desktop")],
  });
  assert.deepEqual(found.projects.map(({ label, sessionCount }) => [label, sessionCount]), [
    ["Outer", 1],
    ["Inner", 1],
    ["desktop", 1],
  ]);
});

Deno.test("projectTree() looks for the project of a folder once, however many conversations it has", () => {
  const folders = Array.from({ length: 50 }, (_, i) => `/project/${i}`);
  const { all } = book({ name: "Mine", folders });
  let looks = 0;
  const inside = (folder: string, path: string) => (looks++, paths.inside(folder, path));
  const rows = Array.from({ length: 200 }, () => row("/project/7/src"));
  const found = treeOf({ projects: all, rows, paths: { ...pathsOf(), inside } });
  assert.equal(found.projects[0]?.sessionCount, 200);
  assert.ok(looks <= 2 * folders.length, `${looks}`);
});

Deno.test("conformance 266: a junk folder makes no project, and one that was found is dropped", () => {
  const found = treeOf({
    rows: [row("/home/ada")],
    found: [
      { root: "/home/ada", label: "ada", sessions: 1, last_active: 5 },
      { root: "/found/old", label: "old", sessions: 3, last_active: 1 },
      { root: "/found/new", label: "new", sessions: 4, last_active: 2 },
    ],
  });
  assert.deepEqual(
    found.projects.map(({ id, sessionCount, lastActive }) => [id, sessionCount, lastActive]),
    [["/found/new", 4, 2], ["/found/old", 3, 1]],
  );
  assert.deepEqual(found.scoped, []);
});

Deno.test("projectTree() goes by the shape of a path where git says nothing", () => {
  const found = treeOf({
    rows: [
      row("/gone/sub", { root: "/gone", branch: "topic" }),
      row("/x/.worktrees/t_ff/deep"),
      row("/code/app-wt-fix"),
      row("/code/plain"),
    ],
  });
  assert.deepEqual(found.projects.map(({ id }, i) => [id, lanes(found, i)]), [
    ["/gone", ["topic"]],
    ["/x", ["kanban"]],
    ["/code/app", ["fix"]],
    ["/code/plain", ["plain"]],
  ]);
});

Deno.test("projectTree() puts parents before labels that two have, never before a name somebody gave", () => {
  const { all } = book({ name: "app", folders: ["/mine"] });
  const found = treeOf({ projects: all, rows: [row("/a/app"), row("/b/app"), row("/c/other")] });
  const labels = found.projects.map(({ label }) => label);
  assert.deepEqual(labels, ["app", "a/app", "b/app", "other"]);
});

Deno.test("projectTree() shows no repository once more whose conversations are all in a project below it", () => {
  const { all } = book({ name: "Mine", folders: ["/repo/part"] });
  const found = treeOf({
    projects: all,
    rows: [main("main", { cwd: "/repo/part" })],
    found: [{ root: "/repo", label: "repo", sessions: 1, last_active: 3 }],
  });
  assert.deepEqual(found.projects.map(({ label }) => label), ["Mine"]);
});
