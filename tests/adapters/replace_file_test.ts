import assert from "node:assert/strict";
import { join } from "node:path";
import { replaceFile } from "../../src/adapters/replace_file.ts";

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("replaceFile() makes a file and its folder for this user alone, and replaces all of it", () =>
  inFolder(async (folder) => {
    const path = join(folder, "new", "a.txt");
    for (const text of ["a longer one", "short"]) {
      replaceFile(path, { text });
      assert.equal(await Deno.readTextFile(path), text);
    }
    assert.deepEqual(names(join(folder, "new")), ["a.txt"]);
    if (Deno.build.os === "windows") return;
    const bits = async (of: string) => ((await Deno.stat(of)).mode ?? 0) & 0o777;
    assert.deepEqual([await bits(path), await bits(join(folder, "new"))], [0o600, 0o700]);
    replaceFile(path, { text: "", mode: 0o664 });
    assert.equal(await bits(path), 0o664, "whatever the umask says");
  }));

Deno.test("replaceFile() leaves no draft where the file cannot be replaced", () =>
  inFolder(async (folder) => {
    const path = join(folder, "taken");
    await Deno.mkdir(join(path, "full"), { recursive: true });
    assert.throws(() => replaceFile(path, { text: "x" }));
    assert.deepEqual(names(folder), ["taken"]);
  }));
