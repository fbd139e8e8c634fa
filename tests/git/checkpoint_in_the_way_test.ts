import assert from "node:assert/strict";
import { CheckpointStores } from "../../src/git/checkpoint_stores.ts";
import { symlink } from "../adapters/support/symlink.ts";
import { checkpointTest, everything, faultOf, note } from "./support/checkpoint_world.ts";
import type { GitWorld } from "./support/git_world.ts";

/** What may stand where a folder was, and be ignored. */
const precious: Readonly<Record<string, (world: GitWorld, path: string) => Promise<unknown>>> = {
  file: (world, path) => world.write(path, "PRECIOUS\n"),
  "link to a folder": async (world, path) => {
    await world.write("work/elsewhere/kept.txt", "elsewhere\n");
    await symlink("elsewhere", world.path(path));
  },
  "link to nothing": (world, path) => symlink("nothing there", world.path(path)),
};

for (const [what, make] of Object.entries(precious)) {
  for (const folder of ["data", "data/deep"]) {
    for (const file of [undefined, "data/deep/er/x.txt"]) {
      checkpointTest(
        `CheckpointStore.restore() of ${file ?? "all"} keeps an ignored ${what} at ${folder}`,
        async (given, world) => {
          await world.write("work/data/deep/er/x.txt", "one\n");
          await world.write("work/data/deep/y.txt", "one\n");
          const store = await given.of();
          const { hash } = await store.take(note("a"));
          await Deno.remove(world.path("work", folder), { recursive: true });
          await world.write("work/.gitignore", `/${folder}\n`);
          await make(world, `work/${folder}`);
          const before = await everything(world.path("work"));
          const kept = await given.restore(store, hash, file);
          assert.equal(await Deno.readTextFile(world.path("work/data/deep/er/x.txt")), "one\n");
          await given.restore(store, kept.before.hash);
          assert.deepEqual(await everything(world.path("work")), before);
        },
      );
    }
  }
}

checkpointTest(
  "CheckpointStore.restore() writes nothing over what is ignored and cannot be read",
  async (given, world) => {
    await world.write("work/data/x.txt", "one\n");
    await world.write("work/a.txt", "one\n");
    const { hash } = await (await given.of()).take(note("a"));
    await Deno.remove(world.path("work/data"), { recursive: true });
    await Deno.remove(world.path("work/a.txt"));
    await (await given.of()).take(note("b"));
    await world.write("work/.gitignore", "data\na.txt\n");
    for (const name of ["data", "a.txt"]) {
      const path = await world.write(`work/${name}`, "PRECIOUS\n");
      const before = await everything(world.path("work"));
      const files: typeof given.files = {
        ...given.files,
        // Whoever runs this may read everything.
        async look(folder, paths) {
          const items = await given.files.look(folder, paths);
          return items.map((item, i) => paths[i] === name ? { kind: "unreadable" } : item);
        },
      };
      const store = await new CheckpointStores({ ...world, spawn: world.spawn, files })
        .of(world.path("work"));
      for (const file of [undefined, name === "data" ? "data/x.txt" : name]) {
        const fault = await faultOf(given.restore(store, hash, file));
        assert.match(fault, /^unknown: .*cannot be read.*: move it away first/);
      }
      assert.deepEqual(await everything(world.path("work")), before);
      await Deno.remove(path);
    }
  },
);
