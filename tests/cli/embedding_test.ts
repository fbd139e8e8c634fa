/** Runs the launchers of docs/EMBEDDING.md that run without an app around them. */
import assert from "node:assert/strict";
import { Audit, CAN_AUDIT, shell } from "../adapters/support/process_audit.ts";
import { documentedFiles } from "./support/documented.ts";
import { subjects } from "./support/subject.ts";
import { TemporaryFolder } from "./support/temporary_folder.ts";

const files = await documentedFiles("EMBEDDING.md");

const LAUNCHERS = [
  { file: "main.mjs", runner: "node" },
  { file: "launcher.ts", runner: `${Deno.execPath()} run --allow-env --allow-run --allow-net` },
  { file: "launcher.py", runner: "python3" },
];

for (const { file, runner } of LAUNCHERS) {
  const [program = ""] = runner.split(" ");
  const isThere = CAN_AUDIT && await shell(`command -v ${program} || true`) !== "";
  for (const subject of subjects) {
    Deno.test({
      name: `docs/EMBEDDING.md: ${file} starts the ${subject.name}, is let in and ends it`,
      ignore: !isThere,
      async fn() {
        await using folder = new TemporaryFolder();
        for (const [name, code] of files) folder.write(name, code);
        // Launchers start one program; the sources are one behind this.
        const command = subject.command.map((word) => `'${word}'`).join(" ");
        const tidegate = folder.write("tidegate", `#!/bin/sh\nexec ${command} "$@"\n`);
        await Deno.chmod(tidegate, 0o755);
        const audit = new Audit();
        const variables = {
          ...audit.env,
          ...subject.env,
          TIDEGATE_BINARY: tidegate,
          TIDEGATE_STATE: ":memory:",
        };
        const settings = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
        const out = await shell(
          `cd '${folder.path}' && env ${settings.join(" ")} ${runner} ${file} 2>&1`,
        );
        assert.match(out, /^tidegate lets us in: true$/im);
        assert.match(out, /^tidegate ended with 0$/m);
        assert.deepEqual(await audit.left({ seconds: 5 }), []);
      },
    });
  }
}

Deno.test({
  name: "docs/EMBEDDING.md: what needs an app around it is JavaScript, at the least",
  ignore: !CAN_AUDIT || await shell("command -v node || true") === "",
  async fn() {
    await using folder = new TemporaryFolder();
    for (const name of ["electron-main.mjs", "preload.cjs", "page.mjs"]) {
      const path = folder.write(name, files.get(name) ?? assert.fail(`there is no ${name}`));
      assert.equal(await shell(`node --check '${path}' 2>&1`), "");
    }
  },
});
