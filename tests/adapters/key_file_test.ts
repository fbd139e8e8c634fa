import assert from "node:assert/strict";
import { join } from "node:path";
import { KeyFile } from "../../src/adapters/key_file.ts";
import { symlink } from "./support/symlink.ts";

async function inFolder(act: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(join(folder, "tidegate", "keys.env"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("KeyFile keeps keys in a file for its user alone, and forgets them", () =>
  inFolder(async (path) => {
    const keys = new KeyFile(path);
    assert.equal(keys.get("ONE"), undefined);
    keys.set("ONE", "sk-1");
    keys.set("TWO", "sk-2=");
    keys.set("ONE", "sk-3");
    assert.equal(await Deno.readTextFile(path), "TWO=sk-2=\nONE=sk-3\n");
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    }
    assert.deepEqual([...new KeyFile(path).all()], [["TWO", "sk-2="], ["ONE", "sk-3"]]);
    keys.set("TWO", undefined);
    assert.deepEqual([keys.get("TWO"), keys.get("ONE")], [undefined, "sk-3"]);
    const names = await Array.fromAsync(Deno.readDir(join(path, "..")), ({ name }) => name);
    assert.deepEqual(names, ["keys.env"]);
  }));

Deno.test("KeyFile hears what somebody has written, as people write it", () =>
  inFolder(async (path) => {
    const keys = new KeyFile(path);
    keys.set("ONE", "sk-1");
    await Deno.writeTextFile(
      path,
      `# mine\nexport ONE="sk-one"\n TWO = 'sk two'\nnothing\nTHREE=\n`,
    );
    await Deno.chmod(path, 0o644).catch(() => {});
    assert.deepEqual([...keys.all()], [["ONE", "sk-one"], ["TWO", "sk two"]]);
    keys.set("ONE", "sk-1");
    assert.equal(
      await Deno.readTextFile(path),
      "# mine\n TWO = 'sk two'\nnothing\nTHREE=\nONE=sk-1\n",
    );
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    }
    await Deno.remove(path);
    assert.equal(keys.get("ONE"), undefined);
  }));

Deno.test("KeyFile writes nothing that would end its line, or say more than a key", () =>
  inFolder(async (path) => {
    const keys = new KeyFile(path);
    for (const key of ["", "a b", "a\nTWO=b", "ä"]) {
      assert.throws(() => keys.set("ONE", key), /made of printable ASCII/);
    }
    await assert.rejects(Deno.stat(path));
  }));

Deno.test({
  name: "KeyFile.set() writes through a link, and gives nobody else anything to read",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (path) => {
      const keys = new KeyFile(path);
      keys.set("ONE", "sk-1");
      const real = join(path, "..", "..", "real.env");
      await Deno.rename(path, real);
      await Deno.chmod(real, 0o644);
      await symlink(real, path);
      keys.set("TWO", "sk-2");
      assert.ok((await Deno.lstat(path)).isSymlink);
      assert.equal(await Deno.readTextFile(real), "ONE=sk-1\nTWO=sk-2\n");
      assert.equal((await Deno.stat(real)).mode! & 0o777, 0o600);
    }),
});

Deno.test("KeyFile.get() has no key where the file cannot be read, and all() says why", () =>
  inFolder(async (path) => {
    await Deno.mkdir(path, { recursive: true });
    const keys = new KeyFile(path);
    assert.equal(keys.get("ONE"), undefined);
    assert.throws(() => keys.all(), /EISDIR|EPERM|EACCES/);
    assert.equal(keys.get("ONE"), undefined);
  }));
