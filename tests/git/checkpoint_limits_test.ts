import assert from "node:assert/strict";
import { CheckpointStores } from "../../src/git/checkpoint_stores.ts";
import { MOST_BYTES, MOST_FILES } from "../../src/git/folder_scan.ts";
import { LONGEST_MS, MOST_CHECKPOINTS } from "../../src/git/store_upkeep.ts";
import { shell } from "../adapters/support/process_audit.ts";
import { checkpointTest, everything, faultOf, note } from "./support/checkpoint_world.ts";

checkpointTest(
  "CheckpointStores refuses the root, the home folder and those above it",
  async (given, world) => {
    await world.write("users/ada/project/a.txt", "");
    const stores = given.another(world.path("users/ada"));
    const why = (folder: string) => faultOf(stores.of(folder));
    // The tests may not look at it.
    const files = { ...given.files, realFolder: (path: string) => Promise.resolve(path) };
    const blind = new CheckpointStores({ ...world, spawn: world.spawn, files });
    assert.match(await faultOf(blind.of("/")), /^refused: .*the root of the file system/);
    assert.match(await why(world.path("users/ada")), /^refused: .*it is the home folder/);
    assert.match(await why(world.path("users")), /^refused: .*the home folder is in it/);
    assert.match(await why(world.path("nowhere")), /^missing: /);
    assert.match(await why(""), /^missing: /);
    await world.write("state/checkpoints/x/y", "");
    assert.match(await why(world.path("state/checkpoints/x")), /^refused: .*are kept in it/);
    await world.write("work/.git/info/x", "");
    assert.match(await why(world.path("work/.git/info")), /^refused: .*a repository's own/);
    await (await stores.of(world.path("users/ada/project"))).take(note("a"));
  },
);

checkpointTest(
  "CheckpointStore refuses a folder of too many files, and takes it when they are ignored",
  async (given, world) => {
    await shell(`cd '${world.path("work")}' && seq 1 ${MOST_FILES + 1} | xargs touch`);
    const store = await given.of();
    assert.match(await faultOf(store.take(note("a"))), /^refused: .*more than 20000 files/);
    assert.deepEqual(await store.list(), []);
    await world.write("work/.gitignore", "[0-9]*\n");
    await store.take(note("a"));
    assert.equal((await store.list()).length, 1);
  },
);

checkpointTest("CheckpointStore refuses a folder of too many bytes", async (given, world) => {
  // A file with a hole: it takes no room.
  await shell(`truncate -s ${MOST_BYTES + 1} '${world.path("work/large.bin")}'`);
  const store = await given.of();
  assert.match(await faultOf(store.take(note("a"))), /^refused: .*more than 256 MiB/);
});

checkpointTest(
  "CheckpointStore leaves ignored files out, and leaves them alone",
  async (given, world) => {
    await world.write("work/.gitignore", "*.log\nbuild/\n");
    await world.write("work/sub/.gitignore", "secret\n");
    await world.write("work/x.log", "log\n");
    await world.write("work/build/out", "built\n");
    await world.write("work/sub/secret", "s\n");
    await world.write("work/a.txt", "one\n");
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await world.write("work/x.log", "more\n");
    await world.write("work/build/new", "new\n");
    await world.write("work/a.txt", "two\n");
    const { diff } = await store.diff(hash);
    assert.doesNotMatch(diff, /log|build|secret/);
    await given.restore(store, hash);
    assert.equal(await Deno.readTextFile(world.path("work/x.log")), "more\n");
    assert.equal(await Deno.readTextFile(world.path("work/build/new")), "new\n");
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "one\n");
  },
);

checkpointTest(
  "CheckpointStore.restore() keeps a file first that is ignored by now",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await Deno.remove(world.path("work/a.txt"));
    await store.take(note("b"));
    await world.write("work/.gitignore", "a.txt\n");
    await world.write("work/a.txt", "precious\n");
    const { before } = await given.restore(store, hash);
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "one\n");
    await given.restore(store, before.hash);
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "precious\n");
  },
);

checkpointTest(
  "CheckpointStore of a folder in a repository ignores what that ignores",
  async (given, world) => {
    await Deno.remove(world.path("work"));
    const repo = await world.repository("work");
    const rules =
      "node_modules\n/packages/a/dist/\n/packages/b/src\n/dist\n!kept\npackages/*/tmp\n";
    await world.write("work/.gitignore", rules);
    await world.write("work/.git/info/exclude", "*.swp\n");
    await world.write("work/packages/.gitignore", "a/cache\n# no rule\n");
    const names = [
      "src",
      "dist/x",
      "node_modules/m",
      "sub/node_modules/m",
      "cache",
      "tmp",
      "x.swp",
    ];
    for (const name of names) await world.write(`work/packages/a/${name}`, "one\n");
    const store = await given.of("work/packages/a");
    await store.take(note("a"));
    for (const name of names) await world.write(`work/packages/a/${name}`, "two\n");
    const { diff } = await store.diff("1");
    assert.deepEqual([...diff.matchAll(/^diff --git a\/(\S+)/gm)].map(([, name]) => name), ["src"]);
    const status = await world.git(repo, "status", "--porcelain", "--untracked-files=all");
    assert.equal(status, "?? .gitignore\n?? packages/.gitignore\n?? packages/a/src");
  },
);

checkpointTest(
  "CheckpointStore leaves its own folder out, where that is in the one that is kept",
  async (given, world) => {
    await world.write("a.txt", "one\n");
    const store = await given.of("");
    await store.take(note("a"));
    await store.take(note("b"));
    assert.equal((await store.diff("1")).stat, "");
    await world.write("a.txt", "two\n");
    assert.match((await store.diff("1")).stat, /^ a\.txt \| 2 \+-\n 1 file changed/);
  },
);

checkpointTest(
  "CheckpointStore.tidy() removes what is too many, and what is too old",
  async (given, world) => {
    const { hash } = await (await given.of()).take(note("first"));
    const path = await given.storePath();
    const names = Array.from({ length: MOST_CHECKPOINTS + 15 }, (_, i) => i);
    const line = (i: number) =>
      `create refs/tidegate/${String(given.now + i).padStart(14, "0")}-0 ${hash}\n`;
    await Deno.writeTextFile(world.path("refs"), names.map(line).join(""));
    await shell(`GIT_DIR='${path}' git update-ref --stdin < '${world.path("refs")}'`);
    given.now += 1_000;
    // What another process would see.
    const store = await given.another().of(world.path("work"));
    assert.equal(store.isUntidy, false);
    await world.write("work/a.txt", "a");
    await store.take(note("last"));
    assert.equal(store.isUntidy, true);
    await store.tidy();
    const left = await store.list();
    assert.equal(left.length, MOST_CHECKPOINTS);
    assert.equal(left[0]?.label, "last");
    given.now += LONGEST_MS;
    await store.take(note("later"));
    await store.tidy();
    assert.deepEqual((await store.list()).map(({ label }) => label), ["later"]);
  },
);

checkpointTest(
  "CheckpointStores.tidy() removes stores that nobody has used for long",
  async (given, world) => {
    await (await given.of()).take(note("a"));
    const path = await given.storePath();
    const old = new Date(given.now - LONGEST_MS - 1_000);
    await shell(`mkdir '${world.path("state/checkpoints/mine")}'`);
    await given.stores.tidy();
    assert.ok((await Deno.stat(path)).isDirectory);
    await Deno.utime(`${path}/HEAD`, old, old);
    await given.another().tidy();
    await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
    assert.equal(
      (await everything(world.path("state"))).length,
      2,
      "what is of somebody else stays",
    );
  },
);
