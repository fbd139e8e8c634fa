import assert from "node:assert/strict";
import type { Spawn } from "../../src/agent/spawn.ts";
import type { CheckpointStore } from "../../src/git/checkpoint_store.ts";
import { CheckpointStores } from "../../src/git/checkpoint_stores.ts";
import { shell } from "../adapters/support/process_audit.ts";
import { checkpointTest, type CheckpointWorld, faultOf, note } from "./support/checkpoint_world.ts";
import type { GitWorld } from "./support/git_world.ts";

/** A git that fails with a message in each of its calls of one command. */
function failingIn(world: GitWorld, verb: string, message: string): Spawn {
  return (command) => {
    if (!command.args.includes(verb)) return world.spawn(command);
    const args = ["-c", 'printf "%s\\n" "$0" >&2; exit 128', message];
    return world.spawn({ ...command, command: "sh", args });
  };
}

/** The store with what has been set aside of it, by their names without what is made up. */
async function stores(given: CheckpointWorld): Promise<string[]> {
  const names = await namesOf(given);
  return names.map((name) => name.replace(/^[0-9a-f]{32}/, "store").replace(/-\w+-\w+$/, "-x"));
}

async function namesOf({ world }: CheckpointWorld): Promise<string[]> {
  const root = Deno.readDir(world.path("state/checkpoints"));
  return (await Array.fromAsync(root, ({ name }) => name)).sort();
}

/** As after a loss of power: objects without anything in them. */
async function emptyObjects(store: string): Promise<void> {
  const each = 'chmod u+w "$1"; : > "$1"';
  await shell(`cd '${store}/objects' && find . -type f -exec sh -c '${each}' _ {} \\;`);
}

/** Makes one object of a store another file. */
async function emptyObject(store: string, hash: string): Promise<void> {
  const path = `${store}/objects/${hash.slice(0, 2)}/${hash.slice(2)}`;
  await shell(`chmod u+w '${path}' && : > '${path}'`);
}

async function labels(store: CheckpointStore): Promise<string[]> {
  return (await store.list()).map(({ label }) => label);
}

const falseAlarms = [
  ["read-tree", "error: unable to unlink old 'fixtures/corrupt.png': Permission denied"],
  ["read-tree", "error: unable to unlink old 'docs/index file/a': Permission denied"],
  ["update-index", "error: short read while indexing logs/corrupt-1.log"],
  ["update-index", 'error: open("test/malformed/bad index.bin"): Permission denied'],
] as const;

for (const [verb, message] of falseAlarms) {
  checkpointTest(
    `CheckpointStore keeps its store where ${verb} only names what sounds like damage: ${message}`,
    async (given, world) => {
      await world.write("work/a.txt", "one\n");
      const { hash } = await (await given.of()).take(note("a"));
      await world.write("work/a.txt", "two\n");
      const index = await Deno.readFile(`${await given.storePath()}/index`);
      const all = new CheckpointStores({
        ...world,
        spawn: failingIn(world, verb, message),
        files: given.files,
      });
      const failing = await all.of(world.path("work"));
      assert.equal(await faultOf(given.restore(failing, hash)), `failed: ${message}`);
      assert.deepEqual(await stores(given), ["store"]);
      if (verb === "update-index") {
        assert.equal(await faultOf(failing.take(note("b"))), `failed: ${message}`);
        assert.deepEqual(await Deno.readFile(`${await given.storePath()}/index`), index);
      }
      const calls = world.calls.filter((args) => args.includes("rev-list")).length;
      assert.ok(calls > 0, "it was looked whether there is damage");
      const store = await given.another().of(world.path("work"));
      assert.ok((await labels(store)).includes("a"));
      await given.restore(store, hash);
      assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "one\n");
    },
  );
}

checkpointTest(
  "CheckpointStore does not wait for ever to know whether there is damage",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    const { hash } = await (await given.of()).take(note("a"));
    await world.write("work/a.txt", "two\n");
    const failing = failingIn(world, "read-tree", "error: unable to unlink old 'corrupt'");
    let hung = false;
    const clock: typeof world.clock = {
      ...world.clock,
      // As if the time of that call were over.
      after: (ms, run) => world.clock.after(hung ? 0 : ms, run),
    };
    const spawn: Spawn = async (command) => {
      if (!command.args.includes("rev-list")) return await failing(command);
      hung = true;
      return await world.spawn({ ...command, command: "sleep", args: ["1000"] });
    };
    const all = new CheckpointStores({ ...world, spawn, clock, files: given.files });
    const fault = await faultOf(given.restore(await all.of(world.path("work")), hash));
    assert.match(fault, /^failed: .*unable to unlink/);
    assert.deepEqual(await stores(given), ["store"]);
  },
);

checkpointTest("CheckpointStore does without an index that is damaged", async (given, world) => {
  await world.write("work/a.txt", "one\n");
  const store = await given.of();
  const { hash } = await store.take(note("a"));
  for (const text of ["", "DIRC garbage", "x".repeat(4_096)]) {
    await Deno.writeTextFile(`${await given.storePath()}/index`, text);
    await world.write("work/a.txt", `two ${text.length}\n`);
    await given.restore(store, hash);
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "one\n");
  }
});

checkpointTest(
  "CheckpointStore does without an index that names what is not there, and keeps its checkpoints",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    const store = await given.of();
    await store.take(note("a"));
    await world.write("work/b.txt", "only in the index\n");
    await store.warm();
    const path = await given.storePath();
    const env = `GIT_DIR='${path}'`;
    const lost = (await shell(`${env} git ls-files --stage b.txt`)).split(" ")[1] ?? "";
    await Deno.remove(`${path}/objects/${lost.slice(0, 2)}/${lost.slice(2)}`);
    await world.write("work/a.txt", "two\n");
    await store.take(note("b"));
    assert.deepEqual(await labels(store), ["b", "a"]);
    assert.deepEqual(await stores(given), ["store"]);
    assert.equal(
      await shell(`${env} git show $(${env} git for-each-ref --count=1 --sort=-refname \\
      --format='%(objectname)'):b.txt`),
      "only in the index\n",
    );
  },
);

checkpointTest(
  "CheckpointStore begins anew where its store is damaged, and keeps what it has put aside",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    await (await given.of()).take(note("first"));
    const path = await given.storePath();
    const aside: string[] = [];
    for (const label of ["b", "c", "d", "e"]) {
      await emptyObjects(path);
      await world.write("work/a.txt", `${label}\n`);
      const store = await given.another().of(world.path("work"));
      await store.take(note(label));
      assert.deepEqual(await labels(store), [label]);
      const names = await namesOf(given);
      aside.push(...names.filter((name) => name.includes(".") && !aside.includes(name)));
    }
    assert.equal(new Set(aside).size, 4, "each has a name of its own");
    assert.deepEqual((await namesOf(given)).slice(1), aside.slice(1), "three are kept");
    const [left] = aside.slice(-1);
    assert.match(await shell(`ls -R '${world.path("state/checkpoints", left!)}'`), /refs/);
  },
);

checkpointTest(
  "CheckpointStore keeps its store where only what a file held is damaged, and what a restore took",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    const path = await given.storePath();
    const blob = (await shell(`GIT_DIR='${path}' git rev-parse ${hash}:a.txt`)).trim();
    await emptyObject(path, blob);
    await world.write("work/a.txt", "two\n");
    assert.match(await faultOf(given.restore(store, hash)), /^failed: .*is empty/);
    assert.deepEqual(await stores(given), ["store"]);
    const [before] = await store.list();
    await given.restore(store, before!.hash);
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "two\n");
  },
);

checkpointTest(
  "CheckpointStores.tidy() removes what was put aside with the rest",
  async (given, world) => {
    await world.write("work/a.txt", "one\n");
    await (await given.of()).take(note("a"));
    const path = await given.storePath();
    await emptyObjects(path);
    await world.write("work/a.txt", "two\n");
    await (await given.another().of(world.path("work"))).take(note("b"));
    assert.deepEqual(await stores(given), ["store", "store.damaged-x"]);
    const old = new Date(0);
    const [, aside = ""] = await namesOf(given);
    await Deno.utime(world.path("state/checkpoints", aside, "HEAD"), old, old);
    await given.another().tidy();
    assert.deepEqual(await stores(given), ["store"]);
  },
);
