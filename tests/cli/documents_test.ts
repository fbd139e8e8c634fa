import assert from "node:assert/strict";
import { saveInStateFolder } from "../../src/cli/documents.ts";
import { Folder } from "../store/support/sqlite.ts";

const ignore = Deno.build.os !== "linux";

/** Runs something with the environment changed. */
function withVariables(variables: Record<string, string>, run: () => void): void {
  const names = ["HOME", "XDG_STATE_HOME"];
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  try {
    for (const name of names) set(name, variables[name]);
    run();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

Deno.test({
  name: "saveInStateFolder() saves beside the usual state file",
  ignore,
  fn() {
    using folder = new Folder();
    withVariables({ XDG_STATE_HOME: folder.path }, () => {
      const path = saveInStateFolder("talk.json", "{}");
      assert.equal(path, `${folder.path}/tidegate/saved/talk.json`);
    });
  },
});

Deno.test({
  name: "saveInStateFolder() says what to set where there is no folder for the state",
  ignore,
  fn() {
    withVariables({}, () => {
      assert.throws(() => saveInStateFolder("a.json", ""), /set HOME or XDG_STATE_HOME/);
    });
  },
});
