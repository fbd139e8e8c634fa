import assert from "node:assert/strict";
import { join } from "node:path";
import { linkedFile } from "../../src/adapters/linked_file.ts";
import { symlink } from "./support/symlink.ts";

Deno.test({
  name: "linkedFile() is where links lead, also where nothing is yet",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    try {
      const at = (...names: string[]) => join(folder, ...names);
      await Deno.mkdir(at("deep", "inner"), { recursive: true });
      await Deno.writeTextFile(at("file"), "");
      await symlink("deep/inner", at("short"));
      await symlink("../file", at("deep", "there"));
      await symlink("../missing", at("deep", "inner", "not_there"));
      await symlink("loop", at("loop"));
      assert.equal(linkedFile(at("file")), at("file"));
      assert.equal(linkedFile(at("deep", "there")), at("file"));
      assert.equal(linkedFile(at("short", "not_there")), at("deep", "missing"));
      assert.equal(linkedFile(at("nothing", "at", "all")), at("nothing", "at", "all"));
      assert.equal(linkedFile(at("loop")), at("loop"));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
