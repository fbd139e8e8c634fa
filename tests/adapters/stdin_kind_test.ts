import assert from "node:assert/strict";
import { shell } from "./support/process_audit.ts";

const MODULE = new URL("../../src/adapters/stdin_kind.ts", import.meta.url).href;

Deno.test({
  name: "isStdinHeldOpen() is true for a pipe, and not for a file, /dev/null or none",
  ignore: Deno.build.os === "windows",
  async fn() {
    const code = `import { isStdinHeldOpen } from "${MODULE}"; console.log(isStdinHeldOpen());`;
    const run = `'${Deno.execPath()}' eval '${code}'`;
    const out = await shell(`sleep 0 | ${run}; ${run} </dev/null; ${run} <&-; ${run} </etc/hosts`);
    assert.deepEqual(out.trim().split("\n"), ["true", "false", "false", "false"]);
  },
});
