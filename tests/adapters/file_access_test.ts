import assert from "node:assert/strict";
import { fileAccess } from "../../src/adapters/file_access.ts";
import { shell } from "./support/process_audit.ts";
import { symlink } from "./support/symlink.ts";

const posix = { ignore: Deno.build.os === "windows" };

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("fileAccess.read() reads a file, and tells why it does not", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "häh");
    const bytes = new TextEncoder().encode("häh");
    assert.deepEqual(await fileAccess.read(`${folder}/a.txt`, 4), { kind: "read", bytes });
    assert.deepEqual(await fileAccess.read(`${folder}/a.txt`, 3), { kind: "too_large", bytes: 4 });
    assert.deepEqual(await fileAccess.read(`${folder}/b.txt`, 3), { kind: "missing" });
    assert.deepEqual(await fileAccess.read(folder, 3), { kind: "no_file" });
  }));

Deno.test("fileAccess.write() replaces a file, and makes one with the folders it needs", () =>
  inFolder(async (folder) => {
    const path = `${folder}/new/deep/a.txt`;
    assert.deepEqual(await fileAccess.write(path, "a long text"), { kind: "written" });
    assert.deepEqual(await fileAccess.write(path, "short"), { kind: "written" });
    assert.equal(await Deno.readTextFile(path), "short");
    assert.equal((await fileAccess.write(folder, "x")).kind, "no_file");
    assert.equal((await fileAccess.write(`${path}/below`, "x")).kind, "refused");
  }));

Deno.test({
  name: "fileAccess goes through no link at the end of a path, and waits for no pipe",
  ...posix,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/a.txt`, "kept");
      await symlink("a.txt", `${folder}/link`);
      await shell(`mkfifo '${folder}/pipe'`);
      for (const name of ["link", "pipe"]) {
        assert.deepEqual(await fileAccess.read(`${folder}/${name}`, 99), { kind: "no_file" });
        assert.deepEqual(await fileAccess.write(`${folder}/${name}`, "x"), { kind: "no_file" });
      }
      assert.equal(await Deno.readTextFile(`${folder}/a.txt`), "kept");
    }),
});

Deno.test({
  name: "fileAccess.realPath() and linkTarget() answer nothing where there is nothing",
  ...posix,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/a.txt`, "a");
      await symlink("gone.txt", `${folder}/link`);
      assert.equal(await fileAccess.realPath(`${folder}/a.txt`), `${folder}/a.txt`);
      assert.equal(await fileAccess.realPath(`${folder}/link`), undefined);
      assert.equal(await fileAccess.realPath(`${folder}/a.txt/b`), undefined);
      assert.equal(await fileAccess.linkTarget(`${folder}/link`), "gone.txt");
      assert.equal(await fileAccess.linkTarget(`${folder}/a.txt`), undefined);
      assert.equal(await fileAccess.linkTarget(`${folder}/gone.txt`), undefined);
    }),
});

Deno.test({
  name: "fileAccess.contains() looks at whole names",
  ...posix,
  fn() {
    for (
      const [path, inside] of [
        ["/a", true],
        ["/a/b", true],
        ["/a/..b", true],
        ["/ab", false],
        ["/", false],
        ["/b", false],
      ] as const
    ) assert.equal(fileAccess.contains("/a", path), inside, path);
    assert.ok(fileAccess.contains("/", "/a"));
  },
});
