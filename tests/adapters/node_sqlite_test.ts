import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { hasNode, NodeProcess } from "./support/node_process.ts";

// Node 20 has no SQLite, and does not know this option.
const WITHOUT = 'case "$("$0" --version)" in v20.*) ;; ' +
  "*) export NODE_OPTIONS=--no-experimental-sqlite ;; esac";

async function open(setup: string) {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-test-" });
  try {
    const path = `${folder}/state.db`;
    await using node = await NodeProcess.start("./node_sqlite_main.ts", { args: [path], setup });
    const said = await node.read() as { kind: string; reason: string; warnings: string[] };
    return { ...said, made: existsSync(path) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "openSqliteStore() on a Node without SQLite says which has one, and touches nothing",
  ignore: !hasNode,
  async fn() {
    const { kind, reason, made } = await open(WITHOUT);
    assert.deepEqual([kind, made], ["unsupported", false]);
    assert.match(
      reason,
      /^Cannot use the state file ".*": Node \d.* use Node 22\.13 or newer, or Deno$/,
    );
  },
});

Deno.test({
  name: "openSqliteStore() on Node hides the warning that SQLite is an experiment, and no other",
  ignore: !hasNode,
  async fn() {
    const { kind, warnings, made } = await open(":");
    assert.match(kind, /^(open|unsupported)$/);
    assert.equal(made, kind === "open");
    assert.deepEqual(warnings, ["a warning of somebody else's"]);
  },
});
