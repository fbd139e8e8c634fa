import assert from "node:assert/strict";
import type { Spawn } from "../../src/agent/spawn.ts";
import { CheckpointStores } from "../../src/git/checkpoint_stores.ts";
import { runGit } from "../../src/git/run_git.ts";
import { checkpointTest, everything, faultOf, note } from "./support/checkpoint_world.ts";
import type { GitWorld } from "./support/git_world.ts";

/** A git that is killed in the middle of one of its commands, with its lock taken. */
function killedIn(world: GitWorld, verb: string, times = 1): Spawn {
  let left = times;
  return (command) => {
    if (!command.args.includes(verb) || left-- <= 0) return world.spawn(command);
    const lock =
      'touch "${GIT_INDEX_FILE:-$GIT_DIR/other}.lock" "$GIT_DIR/index.lock"; kill -KILL $$';
    return world.spawn({ ...command, command: "sh", args: ["-c", lock] });
  };
}

for (const verb of ["ls-files", "update-index", "write-tree", "fast-import", "read-tree"]) {
  checkpointTest(
    `CheckpointStore goes on where a git was killed in ${verb}`,
    async (given, world) => {
      await world.write("work/a.txt", "one\n");
      const { hash } = await (await given.of()).take(note("a"));
      await world.write("work/a.txt", "two\n");
      const after = await everything(world.path("work"));
      const spawn = killedIn(world, verb);
      const stores = new CheckpointStores({ ...world, spawn, files: given.files });
      const store = await stores.of(world.path("work"));
      assert.match(await faultOf(given.restore(store, hash)), /^failed: /);
      assert.deepEqual(await everything(world.path("work")), after);
      // The same one, and one of another process.
      for (const next of [store, await given.another().of(world.path("work"))]) {
        const { before } = await given.restore(next, hash);
        assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "one\n");
        await given.restore(next, before.hash);
        assert.deepEqual(await everything(world.path("work")), after);
      }
      const left = (await everything(await given.storePath())).join("\n");
      assert.doesNotMatch(left, /"\/index\.[0-9a-f]/, "no private index is left");
    },
  );
}

checkpointTest(
  "CheckpointStore makes a store anew that somebody has removed",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    const store = await given.of();
    await store.take(note("a"));
    await Deno.remove(world.path("state"), { recursive: true });
    await store.take(note("b"));
    assert.deepEqual((await store.list()).map(({ label }) => label), ["b"]);
  },
);

checkpointTest(
  "CheckpointStores of two processes keep one folder at once",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    const all = [await given.of(), await given.another().of(world.path("work"))];
    const takes = Array.from({ length: 8 }, (_, i) => all[i % 2]!.take(note(`${i}`)));
    const hashes = (await Promise.all(takes)).map(({ hash }) => hash).sort();
    for (const store of all) {
      assert.deepEqual((await store.list()).map(({ hash }) => hash).sort(), hashes);
    }
  },
);

checkpointTest(
  "CheckpointStore.take() sees a change within the second of the one before",
  async (given, world) => {
    const store = await given.of();
    for (const text of ["aaa", "bbb", "ccc"]) {
      // As long, and at the same time as far as a file system of old could tell.
      const path = await world.write("work/a.txt", text);
      const second = new Date(Math.floor(Date.now() / 1_000) * 1_000);
      await Deno.utime(path, second, second);
      await store.take(note(text));
    }
    const trees = (await store.list()).map(({ tree }) => tree);
    assert.equal(new Set(trees).size, 3);
  },
);

checkpointTest(
  "runGit() is interrupted by a signal, and tells the beginning of a flood",
  async (_, world) => {
    const abort = new AbortController();
    const spawn: Spawn = (command) => {
      queueMicrotask(() => abort.abort());
      return world.spawn({ ...command, command: "sleep", args: ["1000"] });
    };
    const call = { args: ["gc"], cwd: world.root, timeoutMs: 60_000 };
    const outcome = await runGit({ ...call, signal: abort.signal }, { ...world, spawn });
    assert.deepEqual(outcome, { kind: "interrupted" });
    assert.deepEqual(await runGit({ ...call, signal: abort.signal }, world), {
      kind: "interrupted",
    });
    const flood = await runGit({ ...call, args: ["help", "-a"], maxBytes: 10 }, world);
    assert.ok(flood.kind === "flooded");
    assert.equal(flood.out.length, 10);
  },
);
