import assert from "node:assert/strict";
import { workspaceAccess } from "../../src/adapters/workspace_access.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { walkFiles } from "../../src/workspace/file_walk.ts";
import { shell } from "./support/process_audit.ts";
import { symlink } from "./support/symlink.ts";

const access = workspaceAccess("/folk/ada");
const posix = { ignore: Deno.build.os === "windows" };

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await run(folder);
  } finally {
    await Deno.chmod(`${folder}/locked`, 0o700).catch(() => {});
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("workspaceAccess lists a folder, and tells why it does not", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/deep`);
    await Deno.writeTextFile(`${folder}/ünï\ncode.txt`, "x");
    const listing = await access.list(folder, 10);
    assert.equal(listing.kind, "listed");
    const entries = listing.kind === "listed" ? [...listing.entries] : [];
    assert.deepEqual(entries.sort((a, b) => a.name < b.name ? -1 : 1), [
      { name: "deep", kind: "folder" },
      { name: "ünï\ncode.txt", kind: "file" },
    ]);
    const some = await access.list(folder, 1);
    assert.deepEqual(some.kind === "listed" && [some.entries.length, some.more], [1, true]);
    assert.deepEqual(await access.list(`${folder}/gone`, 10), { kind: "missing" });
    assert.deepEqual(await access.list(`${folder}/ünï\ncode.txt`, 10), { kind: "missing" });
  }));

Deno.test("workspaceAccess reads a file, and tells why it does not", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.txt`, "häh");
    const bytes = new TextEncoder().encode("häh");
    assert.deepEqual(await access.read(`${folder}/a.txt`, 4), { kind: "read", bytes });
    assert.deepEqual(await access.read(`${folder}/a.txt`, 3), { kind: "too_large", bytes: 4 });
    assert.deepEqual(await access.read(`${folder}/gone`, 3), { kind: "missing" });
    assert.deepEqual(await access.read(folder, 3), { kind: "no_file" });
  }));

Deno.test("workspaceAccess tells paths inside a folder from others", () => {
  if (Deno.build.os === "windows") return;
  assert.equal(access.inside("/desk", "/desk/a/b.ts"), "a/b.ts");
  assert.equal(access.inside("/desk", "/desk/..b"), "..b");
  for (const path of ["/desk", "/", "/workshop/a", "/desk/../etc"]) {
    assert.equal(access.inside("/desk", path), undefined, path);
  }
  assert.equal(access.url("/desk/my cat#1.png"), "file:///desk/my%20cat%231.png");
});

Deno.test({
  name:
    "workspaceAccess follows links, waits for no pipe, and a walk ends where links are a circle",
  ...posix,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/deep`);
      await Deno.writeTextFile(`${folder}/deep/a.txt`, "a");
      await symlink(folder, `${folder}/deep/up`);
      await symlink(`${folder}/deep/a.txt`, `${folder}/b.txt`);
      await symlink(`${folder}/nowhere`, `${folder}/broken`);
      await shell(`mkfifo '${folder}/pipe'`);
      assert.equal(await access.kindOf(`${folder}/b.txt`), "file");
      assert.equal(await access.kindOf(`${folder}/deep/up`), "folder");
      assert.equal(await access.kindOf(`${folder}/broken`), "missing");
      assert.equal(await access.kindOf(`${folder}/pipe`), "other");
      assert.deepEqual(await access.read(`${folder}/pipe`, 3), { kind: "no_file" });
      const limits = { maxFiles: 100, maxMs: 60_000 };
      const { files, cut } = await walkFiles(folder, { access, clock: systemClock, ...limits });
      assert.deepEqual([[...files].sort(), cut], [["b.txt", "deep/a.txt"], false]);
    }),
});

Deno.test({
  name: "workspaceAccess says that it may not read a folder",
  ...posix,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/locked`, { mode: 0o000 });
      const listing = await access.list(`${folder}/locked`, 9);
      // Who is root may read everything.
      if (listing.kind !== "listed") assert.deepEqual(listing, { kind: "refused", why: "EACCES" });
    }),
});
