import assert from "node:assert/strict";
import { workspaceAccess } from "../../src/adapters/workspace_access.ts";
import { GitProbe } from "../../src/git/git_probe.ts";
import { GlobalTime } from "../support/global_time.ts";
import { gitTest, type GitWorld } from "./support/git_world.ts";

function probeTest(name: string, run: (world: GitWorld, probe: GitProbe) => Promise<void>) {
  gitTest(name, (world) => run(world, new GitProbe(world)));
}

probeTest(
  "GitProbe.branch() is the branch, also of a repository without commits",
  async (world, probe) => {
    const repo = await world.repository("repo");
    assert.equal(await probe.branch(repo), "main");
    await world.git(repo, "switch", "--quiet", "-c", "topic/x");
    assert.equal(await probe.branch(repo), "topic/x");
    assert.equal(probe.known(repo), "topic/x");
    await Deno.mkdir(world.path("fresh"));
    await world.git(world.path("fresh"), "init", "--quiet");
    assert.equal(await probe.branch(world.path("fresh")), "main");
  },
);

probeTest(
  "GitProbe.branch() is a short hash where nothing but a commit is checked out",
  async (world, probe) => {
    const repo = await world.repository("repo");
    await world.git(repo, "switch", "--quiet", "--detach");
    assert.equal(await probe.branch(repo), await world.git(repo, "rev-parse", "--short", "HEAD"));
  },
);

probeTest("GitProbe starts nothing for a folder that is in no repository", async (world, probe) => {
  await world.write("plain/sub/a.txt", "");
  for (const folder of ["", world.path("plain/sub"), world.path("not_there")]) {
    assert.equal(await probe.branch(folder), "");
    assert.equal(await probe.place(folder), undefined);
    assert.equal(await probe.dirty(folder), undefined);
  }
  assert.deepEqual(world.calls, []);
});

probeTest("GitProbe.place() leads from all worktrees to one repository", async (world, probe) => {
  const repo = await world.repository("repo");
  const other = world.path("other");
  await world.git(repo, "worktree", "add", "--quiet", "-b", "topic", other);
  await world.write("repo/sub/b.txt", "");
  assert.deepEqual(await probe.place(`${repo}/sub`), { repoRoot: repo, worktreeRoot: repo });
  assert.deepEqual(await probe.place(other), { repoRoot: repo, worktreeRoot: other });
  assert.deepEqual(await probe.worktrees(other), [repo, other]);
  assert.equal(await probe.branch(other), "topic");
});

probeTest("GitProbe.place() of a bare repository is none", async (world, probe) => {
  await Deno.mkdir(world.path("bare"));
  await world.git(world.path("bare"), "init", "--quiet", "--bare");
  assert.equal(await probe.place(world.path("bare")), undefined);
});

probeTest(
  "conformance 269: a folder without a repository is asked about once in 30 s",
  async (world) => {
    // Something named as a repository is, so that git is asked at all.
    await world.write("plain/.git/nothing", "");
    let now = 0;
    const clock = { ...world.clock, monotonic: () => now };
    const probe = new GitProbe({ ...world, spawn: world.spawn, clock });
    for (const at of [0, 29_999]) {
      now = at;
      assert.equal(await probe.place(world.path("plain")), undefined);
    }
    assert.equal(world.calls.length, 1);
    now = 30_000;
    await probe.place(world.path("plain"));
    assert.equal(world.calls.length, 2);
  },
);

probeTest(
  "conformance 270: six who ask about a path at once cost one call of git",
  async (world, probe) => {
    const repo = await world.repository("repo");
    const answers = await Promise.all(Array.from({ length: 6 }, () => probe.place(repo)));
    assert.equal(world.calls.length, 1);
    assert.deepEqual(new Set(answers.map((place) => place?.repoRoot)), new Set([repo]));
    await probe.place(repo);
    assert.equal(world.calls.length, 1, "what there is does not go away");
  },
);

probeTest(
  "GitProbe.dirty() tells of changes and of new files, not of ignored ones",
  async (world, probe) => {
    const repo = await world.repository("repo");
    assert.equal(await probe.dirty(repo), false);
    await world.write("repo/.gitignore", "*.log\n");
    await world.git(repo, "add", ".");
    await world.git(repo, "commit", "--quiet", "-m", "ignore");
    await world.write("repo/x.log", "");
    assert.equal(await probe.dirty(repo), false);
    await world.write("repo/a.txt", "two\n");
    assert.equal(await probe.dirty(repo), true);
  },
);

probeTest("GitProbe runs nothing a repository names in its configuration", async (world, probe) => {
  const repo = await world.repository("repo");
  const trap = await world.write("trap.sh", `#!/bin/sh\necho ran >> ${world.path("ran")}\ncat\n`);
  await Deno.chmod(trap, 0o700);
  await world.write("repo/.gitattributes", "* filter=evil diff=evil\n");
  await world.write("repo/a.txt", "two\n");
  const settings = [
    ...["core.fsmonitor", "core.pager", "core.editor", "diff.external", "core.sshCommand"],
    ...["filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.evil.command"],
    ...["core.askPass", "credential.helper", "core.alternateRefsCommand", "gpg.program"],
  ];
  for (const name of settings) await world.git(repo, "config", name, trap);
  await world.git(repo, "config", "core.hooksPath", world.path("hooks"));
  await world.git(repo, "config", "filter.evil.required", "true");
  for (const hook of ["post-index-change", "reference-transaction", "fsmonitor-watchman"]) {
    await world.write(`hooks/${hook}`, `#!/bin/sh\nexec ${trap}\n`);
    await Deno.chmod(world.path("hooks", hook), 0o700);
  }
  assert.equal(await probe.branch(repo), "main");
  assert.deepEqual(await probe.place(repo), { repoRoot: repo, worktreeRoot: repo });
  assert.equal(await probe.dirty(repo), true);
  assert.deepEqual(await probe.worktrees(repo), [repo]);
  await assert.rejects(Deno.stat(world.path("ran")), Deno.errors.NotFound);
  // And the trap is one.
  await world.git(repo, "status", "--porcelain");
  assert.match(await Deno.readTextFile(world.path("ran")), /ran/);
});

probeTest(
  "GitProbe fetches nothing that a repository says is elsewhere, and runs nothing for it",
  async (world, probe) => {
    const repo = await world.repository("repo");
    const trap = await world.write("trap.sh", `#!/bin/sh\necho ran >> ${world.path("ran")}\n`);
    await Deno.chmod(trap, 0o700);
    await Deno.mkdir(world.path("elsewhere"));
    const tree = await world.git(repo, "rev-parse", "HEAD^{tree}");
    await Deno.remove(`${repo}/.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`);
    const settings = {
      "core.repositoryFormatVersion": "1",
      "extensions.partialClone": "origin",
      "remote.origin.promisor": "true",
      "protocol.ext.allow": "always",
      "protocol.file.allow": "always",
      "remote.origin.uploadpack": trap,
    };
    for (const [name, value] of Object.entries(settings)) {
      await world.git(repo, "config", name, value);
    }
    for (const url of [`ext::${trap}`, world.path("elsewhere")]) {
      await world.git(repo, "config", "remote.origin.url", url);
      assert.equal(await probe.dirty(repo), undefined);
      assert.equal(await probe.branch(repo), "main");
      await assert.rejects(Deno.stat(world.path("ran")), Deno.errors.NotFound, url);
      // And the trap is one.
      await assert.rejects(world.git(repo, "status", "--porcelain"));
      await Deno.remove(world.path("ran"));
    }
  },
);

probeTest("GitProbe does not wait for a git that hangs", async (world) => {
  const repo = await world.repository("repo");
  // As if the 2 s were over as soon as they begin.
  const after = (_: number, run: () => void) => (queueMicrotask(run), { cancel() {} });
  const clock = { ...world.clock, after };
  const stuck: typeof world.spawn = (command) =>
    world.spawn({ ...command, command: "sleep", args: ["1000"] });
  const probe = new GitProbe({ ...world, clock, spawn: stuck });
  assert.equal(await probe.branch(repo), "");
  assert.equal(await probe.place(repo), undefined);
});

probeTest("GitProbe.dirty() is told by more changes than are read", async (world) => {
  const repo = await world.repository("repo");
  const many: typeof world.spawn = (command) =>
    world.spawn(
      command.args.includes("status") ? { ...command, command: "yes", args: [] } : command,
    );
  assert.equal(await new GitProbe({ ...world, spawn: many }).dirty(repo), true);
});

Deno.test("GitProbe does not wait for a folder that nobody can look into, and asks for it once", async () => {
  using time = new GlobalTime();
  let looks = 0;
  const kindOf = () => (looks++, new Promise<never>(() => {}));
  const access = { ...workspaceAccess(""), kindOf };
  const spawn = () => assert.fail("git was started");
  const probe = new GitProbe({ access, spawn, clock: time.clock });
  for (let i = 0; i < 3; i++) {
    const asked = [probe.place("/mnt/gone"), probe.branch("/mnt/gone"), probe.dirty("/mnt/gone")];
    const all = Promise.all([...asked, probe.worktrees("/mnt/gone"), probe.places(["/mnt/gone"])]);
    await time.pass(2_000);
    const nothing = new Map([["/mnt/gone", undefined]]);
    assert.deepEqual(await all, [undefined, "", undefined, [], nothing]);
    await time.pass(30_000);
  }
  assert.equal(looks, 1);
});

probeTest("GitProbe knows nothing where git cannot be started", async (world) => {
  const repo = await world.repository("repo");
  const { spawn } = world;
  const lost: typeof spawn = (command) => spawn({ ...command, cwd: world.path("not_there") });
  const probe = new GitProbe({ ...world, spawn: lost });
  assert.equal(await probe.branch(repo), "");
  assert.equal(await probe.dirty(repo), undefined);
});

probeTest("GitProbe.branch() does not answer with what was asked before", async (world, probe) => {
  const repo = await world.repository("repo");
  const before = probe.branch(repo);
  await world.git(repo, "switch", "--quiet", "-c", "topic");
  assert.equal(await probe.branch(repo), "topic");
  await before;
});
