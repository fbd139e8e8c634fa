import assert from "node:assert/strict";
import { symlink } from "../adapters/support/symlink.ts";
import { checkpointTest, everything, faultOf, note } from "./support/checkpoint_world.ts";
import type { GitWorld } from "./support/git_world.ts";

/** A repository whose every program would leave a mark, and that mark. */
async function trapped(world: GitWorld, folder: string): Promise<string> {
  const mark = world.path("ran");
  const trap = await world.write("trap.sh", `#!/bin/sh\necho ran >> ${mark}\ncat\n`);
  await Deno.chmod(trap, 0o700);
  const repo = world.path(folder);
  await world.git(repo, "init", "--quiet");
  const settings = [
    ...["core.fsmonitor", "core.pager", "core.editor", "diff.external", "core.sshCommand"],
    ...["filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv"],
    ...["diff.evil.command", "merge.evil.driver", "core.askPass", "credential.helper"],
    ...["core.alternateRefsCommand", "gpg.program", "core.gitProxy", "uploadpack.packObjectsHook"],
  ];
  for (const name of settings) await world.git(repo, "config", name, trap);
  await world.git(repo, "config", "filter.evil.required", "true");
  await world.git(repo, "config", "commit.gpgSign", "true");
  for (const hook of hooks) {
    await world.write(`${folder}/.git/hooks/${hook}`, `#!/bin/sh\nexec ${trap}\n`);
    await Deno.chmod(world.path(folder, ".git/hooks", hook), 0o700);
  }
  await world.write(`${folder}/.gitattributes`, "* filter=evil diff=evil merge=evil text ident\n");
  return mark;
}

const hooks = [
  ...["post-index-change", "reference-transaction", "post-checkout", "pre-commit", "commit-msg"],
  ...["post-commit", "fsmonitor-watchman", "pre-auto-gc", "post-rewrite", "prepare-commit-msg"],
];

checkpointTest("CheckpointStore runs nothing that a folder names", async (given, world) => {
  const mark = await trapped(world, "work");
  await world.write("work/a.txt", "one $Id$\r\n");
  // A repository in it, which names its own.
  await world.write("work/module/m.txt", "m\n");
  await trapped(world, "work/module");
  const store = await given.of();
  const before = await everything(world.path("work"));
  const { hash } = await store.take(note("a"));
  await world.write("work/a.txt", "two\n");
  await world.write("work/b.txt", "new\n");
  await store.diff(hash);
  await given.restore(store, hash, "a.txt");
  await world.write("work/a.txt", "three\n");
  await given.restore(store, hash);
  await store.tidy();
  assert.deepEqual(await everything(world.path("work")), before);
  await assert.rejects(Deno.stat(mark), Deno.errors.NotFound);
  // And the trap is one.
  await world.git(world.path("work"), "config", "--unset", "filter.evil.process");
  await world.git(world.path("work"), "add", "a.txt");
  assert.match(await Deno.readTextFile(mark), /ran/);
});

checkpointTest(
  "CheckpointStore runs nothing that its user's configuration names",
  async (given, world) => {
    const mark = world.path("ran");
    const trap = await world.write("trap.sh", `#!/bin/sh\necho ran >> ${mark}\ncat\n`);
    await Deno.chmod(trap, 0o700);
    const config = await world.write(
      "home/gitconfig",
      `[core]\nfsmonitor = ${trap}\nhooksPath = ${world.path("home/hooks")}\n` +
        `attributesFile = ${world.path("home/attributes")}\n` +
        `[filter "evil"]\nclean = ${trap}\nsmudge = ${trap}\nrequired = true\n`,
    );
    await world.write("home/attributes", "* filter=evil\n");
    for (const hook of hooks) {
      await world.write(`home/hooks/${hook}`, `#!/bin/sh\nexec ${trap}\n`);
      await Deno.chmod(world.path("home/hooks", hook), 0o700);
    }
    // As the gateway inherits it; what is said to a call wins over it.
    const environment = {
      GIT_CONFIG_GLOBAL: config,
      GIT_LITERAL_PATHSPECS: "0",
      GIT_DIR: "/nowhere",
    };
    const inherit: typeof world.spawn = (command) =>
      world.spawn({ ...command, env: { ...environment, ...command.env } });
    const { CheckpointStores } = await import("../../src/git/checkpoint_stores.ts");
    const stores = new CheckpointStores({ ...world, spawn: inherit, files: given.files });
    await world.write("work/a.txt", "one\n");
    const store = await stores.of(world.path("work"));
    const { hash } = await store.take(note("a"));
    await world.write("work/a.txt", "two\n");
    await given.restore(store, hash);
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "one\n");
    await assert.rejects(Deno.stat(mark), Deno.errors.NotFound);
  },
);

checkpointTest(
  "CheckpointStore leaves the .git of a repository as it is, to the last bit and time",
  async (given, world) => {
    await Deno.remove(world.path("work"));
    const repo = await world.repository("work");
    await world.write("work/staged.txt", "staged\n");
    await world.git(repo, "add", "staged.txt");
    await world.write("work/a.txt", "stashed\n");
    await world.git(repo, "stash", "--quiet");
    await world.git(repo, "branch", "other");
    await world.write("work/a.txt", "changed\n");
    const status = await world.git(repo, "status", "--porcelain");
    const before = await everything(`${repo}/.git`, { times: true });
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await world.write("work/a.txt", "two\n");
    await world.write("work/new.txt", "new\n");
    await store.diff(hash);
    await given.restore(store, hash, "a.txt");
    await given.restore(store, hash);
    await store.warm();
    await store.tidy();
    assert.deepEqual(await everything(`${repo}/.git`, { times: true }), before);
    assert.equal(await world.git(repo, "status", "--porcelain"), status);
    assert.equal(await world.git(repo, "stash", "list").then((list) => list.split("\n").length), 1);
  },
);

checkpointTest(
  "CheckpointStore leaves submodules and repositories in it alone",
  async (given, world) => {
    await Deno.remove(world.path("work"));
    const repo = await world.repository("work");
    const origin = await world.repository("origin");
    const allow = ["-c", "protocol.file.allow=always"];
    await world.git(repo, ...allow, "submodule", "--quiet", "add", origin, "sub");
    await world.git(repo, "commit", "--quiet", "-m", "sub");
    await world.write("work/inner/i.txt", "i\n");
    await world.git(world.path("work/inner"), "init", "--quiet");
    await world.git(world.path("work/inner"), "add", ".");
    await world.git(world.path("work/inner"), "commit", "--quiet", "-m", "i");
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await world.write("work/sub/a.txt", "changed in the submodule\n");
    await world.write("work/inner/new.txt", "new in the inner one\n");
    await world.write("work/a.txt", "two\n");
    const inner = await everything(world.path("work/inner"), { times: true });
    const sub = await everything(world.path("work/sub"), { times: true });
    const modules = await everything(`${repo}/.git/modules`, { times: true });
    await given.restore(store, hash);
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "one\n");
    assert.deepEqual(await everything(world.path("work/inner"), { times: true }), inner);
    assert.deepEqual(await everything(world.path("work/sub"), { times: true }), sub);
    assert.deepEqual(await everything(`${repo}/.git/modules`, { times: true }), modules);
  },
);

checkpointTest(
  "CheckpointStore.restore() does not take a repository away that stands where a file was",
  async (given, world) => {
    await world.write("work/lib", "a file\n");
    await world.write("work/a.txt", "one\n");
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await Deno.remove(world.path("work/lib"));
    await world.write("work/lib/x.txt", "x\n");
    await world.git(world.path("work/lib"), "init", "--quiet");
    await world.write("work/a.txt", "two\n");
    const before = await everything(world.path("work"));
    assert.match(await faultOf(given.restore(store, hash)), /^unknown: .*a repository/);
    assert.match(await faultOf(given.restore(store, hash, "lib")), /^unknown: .*folder by now/);
    assert.deepEqual(await everything(world.path("work")), before);
    await Deno.remove(world.path("work/lib/.git"), { recursive: true });
    await world.write("work/.gitignore", "*.log\n");
    await world.write("work/lib/deep/x.log", "ignored\n");
    assert.match(await faultOf(given.restore(store, hash)), /^unknown: .*ignored files/);
    await Deno.remove(world.path("work/lib/deep"), { recursive: true });
    await given.restore(store, hash);
    assert.equal(await Deno.readTextFile(world.path("work/lib")), "a file\n");
  },
);

checkpointTest(
  "CheckpointStore writes nothing through a link that leads out",
  async (given, world) => {
    await world.write("outside/a.txt", "outside\n");
    await world.write("work/sub/a.txt", "inside\n");
    await world.write("work/sub/b.txt", "inside\n");
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await Deno.remove(world.path("work/sub"), { recursive: true });
    await symlink(world.path("outside"), world.path("work/sub"));
    await store.take(note("b"));
    await given.restore(store, hash);
    assert.equal(await Deno.readTextFile(world.path("outside/a.txt")), "outside\n");
    await assert.rejects(Deno.stat(world.path("outside/b.txt")), Deno.errors.NotFound);
    assert.equal(await Deno.readTextFile(world.path("work/sub/a.txt")), "inside\n");
    assert.equal(await given.files.staysInside(world.path("work"), "sub/a.txt"), true);
    await symlink(world.path("outside"), world.path("work/way"));
    await symlink(world.path("nowhere"), world.path("work/dangling"));
    for (const path of ["way/a.txt", "way/new/b.txt", "dangling/x", "way/../../outside/a.txt"]) {
      assert.equal(await given.files.staysInside(world.path("work"), path), false, path);
    }
  },
);
