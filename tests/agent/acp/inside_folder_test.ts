import assert from "node:assert/strict";
import { fileAccess } from "../../../src/adapters/file_access.ts";
import { symlink } from "../../adapters/support/symlink.ts";
import { insideFolder } from "../../../src/agent/acp/inside_folder.ts";

/** A folder `in` with a file, and beside it a folder `out` with another. */
async function withFolders(run: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(`${root}/in/sub`, { recursive: true });
    await Deno.mkdir(`${root}/out`);
    await Deno.writeTextFile(`${root}/in/a.txt`, "a");
    await Deno.writeTextFile(`${root}/out/b.txt`, "b");
    await run(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("insideFolder() follows what is inside, also where there is no file yet", () =>
  withFolders(async (root) => {
    const folder = `${root}/in`;
    for (
      const [path, end] of [
        ["a.txt", "a.txt"],
        [`${root}/in/a.txt`, "a.txt"],
        ["sub/../a.txt", "a.txt"],
        ["new/deep/file.txt", "new/deep/file.txt"],
        ["..name", "..name"],
        [".", ""],
      ] as const
    ) {
      const place = await insideFolder(fileAccess, { folder, path });
      const path_ = end === "" ? folder : `${folder}/${end}`;
      assert.deepEqual(place, { kind: "inside", path: path_ }, path);
    }
  }));

Deno.test("insideFolder() lets nothing out: by dots, by absolute paths, by names that begin alike", () =>
  withFolders(async (root) => {
    await Deno.mkdir(`${root}/inner`);
    for (
      const path of [
        "..",
        "../out/b.txt",
        "sub/../../out/new.txt",
        `${root}/out/b.txt`,
        "/etc/passwd",
        "../inner/x",
        "a\0.txt",
      ]
    ) {
      const place = await insideFolder(fileAccess, { folder: `${root}/in`, path });
      assert.equal(place.kind, "outside", path);
    }
    const missing = { folder: `${root}/gone`, path: "a.txt" };
    assert.equal((await insideFolder(fileAccess, missing)).kind, "outside");
  }));

Deno.test({
  name: "insideFolder() follows symbolic links: to files, to folders, into nothing, in a circle",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolders(async (root) => {
      const folder = `${root}/in`;
      const links = {
        file: "../out/b.txt",
        folder: "../out",
        dangling: "../out/not-there.txt",
        "dangling-chain": "dangling",
        circle: "circle",
        "sub/up": "../../out",
        inner: "sub",
        "inner-dangling": "sub/not-there.txt",
      };
      for (const [name, target] of Object.entries(links)) {
        await symlink(target, `${folder}/${name}`);
      }
      await symlink(folder, `${root}/door`);
      const kinds: Record<string, string> = {};
      for (
        const path of [
          "file",
          "folder/new.txt",
          "dangling",
          "dangling-chain",
          "circle",
          "sub/up/new.txt",
          "inner/new.txt",
          "inner-dangling",
        ]
      ) {
        kinds[path] = (await insideFolder(fileAccess, { folder, path })).kind;
      }
      assert.deepEqual(kinds, {
        file: "outside",
        "folder/new.txt": "outside",
        dangling: "outside",
        "dangling-chain": "outside",
        circle: "outside",
        "sub/up/new.txt": "outside",
        "inner/new.txt": "inside",
        "inner-dangling": "inside",
      });
      // The folder itself may be reached by a link.
      assert.deepEqual(await insideFolder(fileAccess, { folder: `${root}/door`, path: "a.txt" }), {
        kind: "inside",
        path: `${folder}/a.txt`,
      });
    }),
});
