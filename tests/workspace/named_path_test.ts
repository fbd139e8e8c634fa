import assert from "node:assert/strict";
import { workspaceAccess } from "../../src/adapters/workspace_access.ts";
import { namedPath } from "../../src/workspace/named_path.ts";

Deno.test({
  name: "namedPath() knows the home folder, what stands alone, and what counts from a folder",
  ignore: Deno.build.os === "windows",
  fn() {
    const access = workspaceAccess("/people/ada");
    const named = (path: string) => namedPath("/desk", path, access);
    assert.deepEqual(["~", "~/notes", "../b", "/c", "~ada", "a~"].map(named), [
      ...["/people/ada", "/people/ada/notes", "/b", "/c", "/desk/~ada", "/desk/a~"],
    ]);
    assert.equal(namedPath("/desk", "~/notes", workspaceAccess("")), "/desk/~/notes");
  },
});
