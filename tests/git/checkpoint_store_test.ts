import assert from "node:assert/strict";
import { symlink } from "../adapters/support/symlink.ts";
import { checkpointTest, everything, faultOf, note } from "./support/checkpoint_world.ts";

checkpointTest(
  "CheckpointStore.restore() makes a folder what it was: changed, new, deleted, moved files",
  async (given, world) => {
    await world.write("work/changed.txt", "one\n");
    await world.write("work/sub/deleted.txt", "kept\n");
    await world.write("work/sub/deep/moved.txt", "moved\n");
    const before = await everything(world.path("work"));
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await world.write("work/changed.txt", "two\n");
    await world.write("work/new/file.txt", "new\n");
    await Deno.rename(world.path("work/sub/deep/moved.txt"), world.path("work/moved.txt"));
    await Deno.remove(world.path("work/sub"), { recursive: true });
    const after = await everything(world.path("work"));
    const { to, before: kept } = await given.restore(store, hash);
    assert.equal(to.hash, hash);
    assert.deepEqual(await everything(world.path("work")), before);
    await given.restore(store, kept.hash);
    assert.deepEqual(await everything(world.path("work")), after);
  },
);

checkpointTest(
  "CheckpointStore.restore() works in an empty folder, back and forth",
  async (given, world) => {
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await world.write("work/a/b.txt", "b\n");
    const { before } = await given.restore(store, hash);
    assert.deepEqual(await everything(world.path("work")), []);
    await given.restore(store, before.hash);
    assert.equal(await Deno.readTextFile(world.path("work/a/b.txt")), "b\n");
  },
);

checkpointTest(
  "CheckpointStore keeps bytes, modes, links and names of any characters",
  async (given, world) => {
    const bytes = Uint8Array.from({ length: 4_096 }, (_, i) => i * 7 % 256);
    await Deno.writeFile(world.path("work/binary.bin"), bytes);
    await world.write(
      "work/.gitattributes",
      "* text=auto eol=crlf ident working-tree-encoding=UTF-16\n",
    );
    await world.write("work/crlf.txt", "one\r\ntwo\n$Id$\n");
    await world.write("work/run.sh", "#!/bin/sh\n");
    await Deno.chmod(world.path("work/run.sh"), 0o755);
    await world.write("work/ünï\u0301 ☃\nnew\tline \"quoted\" 'x' \\ *.txt", "odd\n");
    await world.write("work/-rf", "dash\n");
    await world.write("work/:(top)x", "magic\n");
    await symlink("/etc/hostname", world.path("work/out"));
    await symlink("nothing there", world.path("work/dangling"));
    await symlink("sub", world.path("work/folder-link"));
    await world.write("work/sub/a.txt", "a\n");
    const before = await everything(world.path("work"));
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    for await (const { name } of Deno.readDir(world.path("work"))) {
      await Deno.remove(world.path("work", name), { recursive: true });
    }
    await world.write("work/run.sh", "#!/bin/sh\nno more\n");
    await given.restore(store, hash);
    assert.deepEqual(await everything(world.path("work")), before);
  },
);

checkpointTest(
  "CheckpointStore follows a path that becomes a folder, a link, a file",
  async (given, world) => {
    const states: (() => Promise<unknown>)[] = [
      () => world.write("work/x", "a file\n"),
      () => world.write("work/x/in/it.txt", "in a folder\n"),
      async () => {
        await world.write("work/other/in/it.txt", "in a folder\n");
        await symlink("other", world.path("work/x"));
      },
    ];
    const store = await given.of();
    const kept: { hash: string; was: string[] }[] = [];
    for (const make of [...states, ...states.toReversed()]) {
      await Deno.remove(world.path("work/x"), { recursive: true }).catch(() => {});
      await make();
      const was = await everything(world.path("work"));
      kept.push({ hash: (await store.take(note(`${kept.length}`))).hash, was });
    }
    for (const i of [0, 5, 1, 3, 2, 4, 0]) {
      const { hash, was } = kept[i]!;
      await given.restore(store, hash);
      assert.deepEqual(await everything(world.path("work")), was, `state ${i}`);
    }
  },
);

checkpointTest(
  "CheckpointStore.restore() of a file restores that file alone, or takes it away",
  async (given, world) => {
    await world.write("work/a.txt", "a1\n");
    await world.write("work/sub/b.txt", "b1\n");
    const store = await given.of();
    const { hash } = await store.take(note("a"));
    await world.write("work/a.txt", "a2\n");
    await world.write("work/sub/b.txt", "b2\n");
    await world.write("work/new.txt", "new\n");
    await given.restore(store, hash, "sub/b.txt");
    assert.equal(await Deno.readTextFile(world.path("work/sub/b.txt")), "b1\n");
    assert.equal(await Deno.readTextFile(world.path("work/a.txt")), "a2\n");
    const { before } = await given.restore(store, hash, "new.txt");
    await assert.rejects(Deno.stat(world.path("work/new.txt")), Deno.errors.NotFound);
    await given.restore(store, before.hash, "new.txt");
    assert.equal(await Deno.readTextFile(world.path("work/new.txt")), "new\n");
    for (const name of ["sub", "nowhere", "sub/nowhere", "*.txt", "a.txt/b"]) {
      assert.match(await faultOf(given.restore(store, hash, name)), /^unknown: /, name);
    }
  },
);

checkpointTest("CheckpointStore.diff() tells what has changed since", async (given, world) => {
  await world.write("work/a.txt", "one\ntwo\n");
  await world.write("work/gone.txt", "gone\n");
  const store = await given.of();
  const { hash } = await store.take(note("a"));
  assert.deepEqual(await store.diff(hash), { stat: "", diff: "", truncated: false });
  await world.write("work/a.txt", "one\n2\n");
  await world.write("work/new.txt", "new\n");
  await Deno.remove(world.path("work/gone.txt"));
  await Deno.writeFile(world.path("work/b.bin"), new Uint8Array([0, 1, 2]));
  const { stat, diff } = await store.diff("1");
  assert.match(stat, /a\.txt +\| +2 \+-/);
  assert.match(stat, /4 files changed/);
  assert.match(diff, /^-two\n\+2$/m);
  assert.match(diff, /^\+new$/m);
  assert.match(diff, /^-gone$/m);
  assert.match(diff, /Binary files .* differ/);
  await world.write("work/long.txt", "a long line of text\n".repeat(20_000));
  const long = await store.diff("1");
  assert.equal(long.truncated, true);
  assert.ok(long.diff.length <= 256 * 1024 && long.diff.endsWith("\n"));
});

checkpointTest(
  "CheckpointStore.list() has the newest first, found by number, hash and its beginning",
  async (given, world) => {
    const store = await given.of();
    assert.deepEqual(await store.list(), []);
    assert.match(await faultOf(store.diff("1")), /^unknown: there is no checkpoint yet/);
    const hashes: string[] = [];
    for (const text of ["1", "2", "3"]) {
      await world.write("work/a.txt", text);
      hashes.unshift((await store.take(note(text))).hash);
    }
    assert.deepEqual((await store.list()).map(({ hash }) => hash), hashes);
    assert.deepEqual((await store.list()).map(({ label }) => label), ["3", "2", "1"]);
    const [, second = ""] = hashes;
    for (const name of ["2", " 2 ", second, second.slice(0, 12), second.toUpperCase()]) {
      await world.write("work/a.txt", "x");
      assert.equal((await given.restore(store, name, "a.txt")).to.hash, second, name);
      // The restore was kept, too.
      hashes.unshift("");
      await store.list().then(([newest]) => assert.equal(newest?.reason, "restore"));
      break;
    }
    for (const name of ["0", "99", "zz", "HEAD", "--all", "../../HEAD", "0".repeat(40)]) {
      assert.match(await faultOf(store.diff(name)), /^unknown: /, name);
    }
  },
);

checkpointTest(
  "CheckpointStore.take() replaces what the same conversation has of the same files",
  async (given, world) => {
    await world.write("work/a.txt", "1");
    const store = await given.of();
    const conversation = "c";
    await store.take(note("first", { conversation }));
    await store.take(note("other"));
    await store.take(note("second", { conversation, messages: 4 }));
    const labels = async () => (await store.list()).map(({ label }) => label);
    assert.deepEqual(await labels(), ["second", "other"]);
    await world.write("work/a.txt", "2");
    await store.take(note("third", { conversation }));
    assert.deepEqual(await labels(), ["third", "second", "other"]);
    await world.write("work/a.txt", "1");
    await store.take(note("fourth", { conversation }));
    assert.deepEqual(await labels(), ["fourth", "third", "second", "other"]);
  },
);
