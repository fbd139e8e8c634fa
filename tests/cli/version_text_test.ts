import assert from "node:assert/strict";
import { version } from "../../src/protocol/version.ts";
import { versionText } from "../../src/cli/version_text.ts";

Deno.test("versionText() says the commit where there is one, and the runtime", () => {
  const about = "deno 2.9.6, x86_64-unknown-linux-gnu";
  assert.equal(versionText({ commit: undefined, about }), `tidegate ${version} (deno 2.9.6)`);
  const built = versionText({ commit: "abc1234-dirty", about });
  assert.equal(built, `tidegate ${version} (abc1234-dirty, deno 2.9.6)`);
});
