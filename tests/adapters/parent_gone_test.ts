import assert from "node:assert/strict";
import { shell } from "./support/process_audit.ts";

const MODULE = new URL("../../src/adapters/parent_gone.ts", import.meta.url).href;

Deno.test({
  name: "parentLook() answers whether a process is there",
  ignore: Deno.build.os === "windows",
  async fn() {
    const code = `
      import { parentLook } from "${MODULE}";
      const ended = new Deno.Command("true").spawn();
      await ended.status;
      const looks = [parentLook(Deno.ppid), parentLook(ended.pid)];
      console.log(looks.map((isGone) => [isGone(), isGone()].join()).join(" "));`;
    // As a process of its own: this one may not look at others.
    assert.equal(await shell(`'${Deno.execPath()}' eval '${code}'`), "false,false true,true\n");
  },
});
