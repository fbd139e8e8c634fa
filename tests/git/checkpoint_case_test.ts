import assert from "node:assert/strict";
import { checkpointFiles } from "../../src/adapters/checkpoint_files.ts";
import type { Spawn } from "../../src/agent/spawn.ts";
import type { CheckpointStore } from "../../src/git/checkpoint_store.ts";
import { CheckpointStores } from "../../src/git/checkpoint_stores.ts";
import { checkpointTest, type CheckpointWorld, note } from "./support/checkpoint_world.ts";
import type { GitWorld } from "./support/git_world.ts";

/** A store of `work` as on a disk that ignores case, or not; what the user has configured differs. */
async function storeOf(
  world: GitWorld,
  given: CheckpointWorld,
  ignores: boolean,
): Promise<CheckpointStore> {
  const root = () => world.path("state/checkpoints");
  const files = checkpointFiles(root, { ignoresCase: () => Promise.resolve(ignores) });
  const config = await world.write("gitconfig", `[core]\nignorecase = ${!ignores}\n`);
  await world.git(world.path("work"), "init", "--quiet");
  await world.git(world.path("work"), "config", "core.ignorecase", String(!ignores));
  const inherited = {
    GIT_CONFIG_GLOBAL: config,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.ignorecase",
    GIT_CONFIG_VALUE_0: String(!ignores),
  };
  const spawn: Spawn = (command) =>
    world.spawn({ ...command, env: { ...inherited, ...command.env } });
  const clock = { ...world.clock, now: () => given.now++ };
  return await new CheckpointStores({ ...world, spawn, clock, files }).of(world.path("work"));
}

/** The names in a checkpoint. */
async function namesAt(
  world: GitWorld,
  given: CheckpointWorld,
  { hash }: { hash: string },
): Promise<string[]> {
  const store = await given.storePath();
  return (await world.git(store, "--git-dir=.", "ls-tree", "-r", "--name-only", hash)).split("\n");
}

checkpointTest(
  "CheckpointStore takes names that differ in case for one where the disk does, whatever is configured",
  async (given, world) => {
    for (const ignores of [true, false]) {
      await world.write("work/README.md", "one\n");
      const store = await storeOf(world, given, ignores);
      await store.take(note("a"));
      await world.write("work/readme.md", "two\n");
      const names = await namesAt(world, given, await store.take(note("b")));
      assert.deepEqual(names, ignores ? ["README.md"] : ["README.md", "readme.md"]);
      await Deno.remove(world.path("work"), { recursive: true });
      await Deno.mkdir(world.path("work"));
      await Deno.remove(world.path("state"), { recursive: true });
    }
  },
);

/** A file that was removed, and made anew under another case. Found under both, as on such a disk. */
async function renamed(given: CheckpointWorld, world: GitWorld) {
  await world.write("work/README.md", "one\n");
  const store = await storeOf(world, given, true);
  const { hash } = await store.take(note("a"));
  await Deno.remove(world.path("work/README.md"));
  await store.take(note("b"));
  await world.write("work/readme.md", "two\n");
  await store.take(note("c"));
  await Deno.link(world.path("work/readme.md"), world.path("work/README.md"));
  return { store, hash };
}

checkpointTest(
  "CheckpointStore.restore() across a change of case does not make two of one file",
  async (given, world) => {
    const { store, hash } = await renamed(given, world);
    const { before } = await given.restore(store, hash);
    assert.deepEqual(await namesAt(world, given, before), ["readme.md"]);
    assert.deepEqual(await namesAt(world, given, await store.take(note("d"))), ["README.md"]);
    assert.equal(await Deno.readTextFile(world.path("work/README.md")), "one\n");
  },
);

checkpointTest(
  "CheckpointStore.restore() of one file across a change of case does not either",
  async (given, world) => {
    const { store, hash } = await renamed(given, world);
    const { before } = await given.restore(store, hash, "README.md");
    assert.deepEqual(await namesAt(world, given, before), ["readme.md"]);
    assert.deepEqual(await namesAt(world, given, await store.take(note("d"))), ["README.md"]);
    assert.equal(await Deno.readTextFile(world.path("work/README.md")), "one\n");
  },
);
