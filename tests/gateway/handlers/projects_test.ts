import assert from "node:assert/strict";
import { projectFile } from "../../../src/adapters/project_file.ts";
import { methods } from "../../../src/protocol/methods.ts";
import { gitTest, type GitWorld } from "../../git/support/git_world.ts";
import { pendingCall } from "../support/talks.ts";
import { type Json, Stage } from "../../support/stage.ts";
import { LiveGateway } from "../../git/support/live_gateway.ts";

function projectsTest(name: string, run: (world: GitWorld, live: LiveGateway) => Promise<void>) {
  gitTest(name, async (world) => {
    const projects = projectFile(() => world.path("state/projects.json"));
    await using live = new LiveGateway(world, { git: { spawn: world.spawn, projects } });
    await run(world, live);
  });
}

Deno.test("conformance 268: what asks git or changes what was found is in the background", () => {
  for (const name of ["for_cwd", "discover_repos", "record_repos", "tree"] as const) {
    assert.equal(methods[`projects.${name}`].lane, "background");
  }
});

projectsTest(
  "conformance 272: projects.for_cwd of a subfolder is the project, with what git says",
  async (world, live) => {
    const repo = await world.repository("repo");
    await world.write("repo/sub/b.txt", "");
    const { project } = await live.result("projects.create", { name: "Mine", folders: [repo] });
    const found = await live.result("projects.for_cwd", { cwd: "repo/sub" });
    assert.deepEqual(found, {
      ...{ project, cwd: `${repo}/sub`, branch: "main", dirty: true, worktrees: [repo] },
    });
    const outside = await live.result("projects.for_cwd", {});
    assert.deepEqual([outside.project, outside.cwd, outside.branch], [null, world.root, ""]);
    assert.equal(outside.dirty, null);
  },
);

Deno.test("projects.for_cwd tells observers of the gateway's own folder alone", async () => {
  await using stage = new Stage();
  const observer = stage.connect(undefined, "observer");
  const ask = async (params: Json) => {
    const answer = pendingCall(observer, "projects.for_cwd", params);
    for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
    return answer();
  };
  for (const cwd of ["/srv/private", ".."]) {
    assert.equal((await ask({ cwd })).error?.code, 4040, cwd);
  }
  for (const params of [{}, { cwd: null }, { cwd: " " }]) {
    assert.equal((await ask(params)).result?.project, null);
  }
});

projectsTest("conformance 273: an unknown project is 5062, a bad value 5063", async (_, live) => {
  for (const method of ["get", "update", "delete", "archive", "set_active"]) {
    assert.equal(await live.code(`projects.${method}`, { id: "p_00000000" }), 5062);
  }
  assert.equal(await live.code("projects.create", { name: " " }), 5063);
  assert.equal(await live.code("projects.project_sessions", { project_id: " " }), 5063);
});

projectsTest(
  "conformance 274: repositories that were recorded have no sessions, and replace the earlier ones",
  async (world, live) => {
    await live.result("projects.record_repos", { repos: ["/old"] });
    const { repos } = await live.result("projects.record_repos", {
      repos: [world.path("a"), { root: "/b", label: "bee" }, " "],
    });
    assert.deepEqual(repos, [
      { root: world.path("a"), label: "a", sessions: 0, last_active: 0 },
      { root: "/b", label: "bee", sessions: 0, last_active: 0 },
    ]);
    assert.deepEqual(await live.result("projects.discover_repos"), { repos });
  },
);

projectsTest("projects.* keep what was made, in a file nobody else reads", async (world, live) => {
  const { project } = await live.result("projects.create", { name: "Mine", use: true });
  await live.result("projects.add_folder", { id: project.slug, path: "sub", is_primary: true });
  await live.result("projects.create", { name: "Other" });
  await live.result("projects.archive", { id: "other" });
  const before = await live.result("projects.list");
  assert.deepEqual(before.projects.map((each: { archived: boolean }) => each.archived), [
    false,
    true,
  ]);
  assert.equal(before.active_id, project.id);
  const projects = projectFile(() => world.path("state/projects.json"));
  await using again = new LiveGateway(world, { git: { spawn: world.spawn, projects } });
  assert.deepEqual(await again.result("projects.list"), before);
  assert.equal(
    (await again.result("projects.get", { id: "mine" })).project.primary_path,
    world.path("sub"),
  );
  assert.equal((await Deno.stat(world.path("state/projects.json"))).mode! & 0o777, 0o600);
  assert.deepEqual(await again.result("projects.set_active", { id: null }), { active_id: null });
});

projectsTest(
  "projects.* are 5061 where the file is broken, and it is not written over",
  async (world, live) => {
    const file = await world.write("state/projects.json", "{ not JSON");
    assert.equal(await live.code("projects.list"), 5061);
    assert.equal(await live.code("projects.create", { name: "a" }), 5061);
    assert.equal(await Deno.readTextFile(file), "{ not JSON");
    await Deno.remove(file);
    assert.deepEqual((await live.result("projects.list")).projects, []);
  },
);

projectsTest("projects.tree has conversations by the branch they were on", async (world, live) => {
  const repo = await world.repository("repo");
  for (const branch of ["main", "topic"]) {
    if (branch !== "main") await world.git(repo, "switch", "--quiet", "-c", branch);
    const id = await live.open({ cwd: repo });
    await live.result("prompt.submit", { session_id: id, text: `on ${branch}` });
    await live.event("message.start");
    live.provider.turn.end();
    await live.event("message.complete");
  }
  const tree = await live.result("projects.tree");
  const [project] = tree.projects;
  assert.equal(project.id, repo);
  assert.equal(project.sessionCount, 2);
  assert.equal(tree.scoped_session_ids.length, 2);
  assert.deepEqual(project.repos[0].groups[0].sessions, []);
  const full = await live.result("projects.project_sessions", { project_id: repo });
  const previews = full.project.repos[0].groups.flatMap((
    group: { sessions: { preview: string }[] },
  ) => group.sessions.map(({ preview }) => preview));
  assert.deepEqual(previews.sort(), ["on main", "on topic"]);
});

projectsTest(
  "projects.tree leaves out what a timer said, also while it lives",
  async (world, live) => {
    for (const source of ["tool", "cron"]) {
      const id = await live.open({ cwd: world.path(source), source });
      await live.result("prompt.submit", { session_id: id, text: "hello" });
      await live.event("message.start");
      live.provider.turn.end();
      await live.event("message.complete");
    }
    const { projects } = await live.result("projects.tree");
    assert.deepEqual(projects.map(({ label }: { label: string }) => label), ["tool"]);
  },
);
