/** Each part, once and very small: that it measures what it says, not what comes of it here and now. */
import assert from "node:assert/strict";
import { hog } from "../../../scripts/bench/hog_part.ts";
import { memory } from "../../../scripts/bench/memory_part.ts";
import { reconnect } from "../../../scripts/bench/reconnect_part.ts";
import { runtimes } from "../../../scripts/bench/runtimes_part.ts";
import { stall } from "../../../scripts/bench/stall_part.ts";
import { store } from "../../../scripts/bench/store_part.ts";
import { formatTable, type Table } from "../../../scripts/bench/table.ts";
import { tokens } from "../../../scripts/bench/tokens_part.ts";

async function inFolder(measure: (folder: string) => Promise<Table>): Promise<Table> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    return await measure(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a row says, by the columns it has something to say of. */
function read(table: Table, name: string): Record<string, number> {
  const row = table.rows.find((row) => row.name === name);
  assert.ok(row, formatTable(table).join("\n"));
  assert.ok(row.values.length <= table.columns.length);
  const pairs = table.columns.map((column, i) => [column, row.values[i]]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

function assertFinite(table: Table, names: readonly string[]): void {
  for (const name of names) {
    for (const [column, value] of Object.entries(read(table, name))) {
      assert.ok(Number.isFinite(value), `${name}, ${column}: ${value}`);
    }
  }
}

Deno.test("the bench measures tokens", async () => {
  const load = { sessions: 2, perSecond: 20, seconds: 1 };
  const scale = {
    storm: 2_000,
    prompts: 2,
    paced: load,
    warmUp: load,
    processes: 1,
    rounds: 1,
    starts: 1,
  };
  const table = await tokens(scale);
  assertFinite(table, [
    '"deno task serve" to its ready line',
    "storm: 200,000 deltas, one connection",
    "paced: latency p99",
    "first token p99",
    "resident memory, idle",
  ]);
  const { naive, tidegate } = read(table, "storm: frames per token");
  assert.equal(naive, 1);
  assert.ok(Number(tidegate) < 1);
});

Deno.test("the bench measures clients that come back", async () => {
  const table = await inFolder((folder) => reconnect(folder, { clients: 3, missed: 5, rounds: 1 }));
  assertFinite(table, ["all connected and greeted", "all caught up"]);
  const columns = Object.keys(read(table, "all caught up"));
  assert.deepEqual(columns, ["memory", "SQLite", "restarted"]);
});

Deno.test("the bench measures what keeping costs, and events are in the file", async () => {
  let bytes = 0;
  const table = await inFolder(async (folder) => {
    const seconds = { warmUp: 1, discard: 1, paced: 1 };
    const found = await store(folder, { sessions: 3, perSecond: 20, rounds: 1, seconds });
    for await (const { name } of Deno.readDir(folder)) {
      bytes += (await Deno.stat(`${folder}/${name}`)).size;
    }
    return found;
  });
  assertFinite(table, ["latency p99, 3 turns begin and end in a second"]);
  // Each token carries 18 characters.
  assert.ok(bytes > 2 * 3 * 20 * 18, `${bytes}`);
});

Deno.test("the bench measures who does nothing", async () => {
  const table = await memory({ count: 20, warmUp: 5, tokens: 50 });
  assertFinite(table, table.rows.map(({ name }) => name));
  const { tidegate: unused } = read(table, "idle session, heap");
  const { tidegate: used } = read(table, "idle session after 50 events, heap");
  assert.ok(Number(used) > Number(unused), "what was said is held");
});

Deno.test("the bench measures a viewer that does not read", async () => {
  const order = { kind: "paced", perSecond: 200, seconds: 1, padding: 50_000 } as const;
  const table = await stall({ order, rounds: 1, crowd: 2 });
  assertFinite(table, table.rows.map(({ name }) => name));
  for (const [column, KiB] of Object.entries(read(table, "waiting in the socket, each"))) {
    assert.ok(KiB > 0, `${column}: something waits, since nobody takes it`);
  }
});

Deno.test("the bench measures agents that take all they can get", async () => {
  const table = await hog({
    seconds: { worker: 1, none: 1 },
    stretchMs: 100,
    perSecond: 20,
    callEveryMs: 20,
  });
  assertFinite(table, ["call p99", "call max", "token latency p99", "loop stall max"]);
  assert.deepEqual(read(table, "connections dropped"), { worker: 0, none: 0 });
  // The loop without a pause is the gateway's own.
  assert.ok(Number(read(table, "loop stall max").none) >= 90);
});

Deno.test({
  name: "the bench measures one runtime beside another",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const sources = ["run", "--no-prompt", "--allow-all", "src/cli/main.ts"];
    const command = { program: Deno.execPath(), args: sources };
    const table = await runtimes(
      [{ name: "one", command }, { name: "other", command }],
      "scripts/bench/runtime_agent.ts",
      { storm: 2_000, paced: { sessions: 2, perSecond: 50, seconds: 1 }, rounds: 1 },
    );
    for (const { name, values } of table.rows) {
      for (const value of values) assert.ok(value !== undefined && value >= 0, `${name}: ${value}`);
    }
    for (const name of ["start to the ready line", "resident memory, idle", "storm"]) {
      const { one, other } = read(table, name);
      assert.ok(Number(one) > 0 && Number(other) > 0, name);
    }
  },
});
