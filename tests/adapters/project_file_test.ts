import assert from "node:assert/strict";
import { projectFile } from "../../src/adapters/project_file.ts";
import { symlink } from "./support/symlink.ts";

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-projects-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

Deno.test("projectFile() reads what it wrote last, and nothing before that", () =>
  withFolder(async (folder) => {
    const file = projectFile(() => `${folder}/state/projects.json`);
    assert.equal(await file.read(), undefined);
    await file.write("one");
    await file.write("two");
    assert.equal(await file.read(), "two");
    assert.deepEqual(await namesIn(`${folder}/state`), [
      "projects.json",
    ]);
    if (Deno.build.os === "windows") return;
    for (const [path, mode] of [["state", 0o700], ["state/projects.json", 0o600]] as const) {
      assert.equal((await Deno.stat(`${folder}/${path}`)).mode! & 0o777, mode, path);
    }
  }));

Deno.test("projectFile() leaves nothing beside it where it cannot be written", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/projects.json`);
    await assert.rejects(projectFile(() => `${folder}/projects.json`).write("text"));
    assert.deepEqual(await namesIn(folder), ["projects.json"]);
  }));

Deno.test("projectFile() says where there is no place, and reads none there", async () => {
  const file = projectFile(() => undefined);
  assert.equal(await file.read(), undefined);
  await assert.rejects(file.write("text"), /set HOME or XDG_STATE_HOME/);
});

Deno.test({
  name: "projectFile() writes through a link",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/projects.json`;
      await symlink(`${folder}/elsewhere.json`, path);
      const file = projectFile(() => path);
      for (const text of ["one", "two"]) {
        await file.write(text);
        assert.ok((await Deno.lstat(path)).isSymlink);
        assert.equal(await Deno.readTextFile(`${folder}/elsewhere.json`), text);
      }
    }),
});

for (const read of [false, "inherit"] as const) {
  Deno.test({
    name: `projectFile() holds in memory what it may not write, read permission: ${read}`,
    permissions: { read, write: false },
    async fn() {
      const file = projectFile(() => "/nowhere/state/projects.json");
      assert.equal(await file.read(), undefined);
      await file.version?.();
      for (const text of ["one", "two"]) {
        await file.write(text);
        assert.equal(await file.read(), text);
      }
    },
  });
}
