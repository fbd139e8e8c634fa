import assert from "node:assert/strict";
import { prepareRelease, type ReleaseTools } from "../../../scripts/release/run.ts";

interface World {
  branch?: string;
  gatesPass?: boolean;
  /** Exit codes by what follows `deno`. */
  codes?: Record<string, number>;
  said?: string;
  tasks?: Record<string, string>;
  folders?: Record<string, { path: string; bytes: number }[]>;
}

async function run(world: World) {
  const { tasks = { npm: "", compile: "", test: "" }, folders = {} } = world;
  const done: string[] = [];
  const lines: string[] = [];
  const tools: ReleaseTools = {
    find: () =>
      Promise.resolve({
        branch: world.branch ?? "main",
        changes: "",
        tags: [],
        denoJson: JSON.stringify({ name: "@tidegate/tidegate", version: "0.2.0", tasks }),
        versionSource: 'version = "0.2.0"',
        changelog: "## [0.2.0] - 2026-07-01\n\n### Added\n\n- All.\n",
      }),
    today: () => "2026-07-01",
    passGates() {
      done.push("gates");
      return Promise.resolve(world.gatesPass ?? true);
    },
    runDeno(args) {
      done.push(args.join(" "));
      return Promise.resolve(world.codes?.[args.join(" ")] ?? 0);
    },
    tryPublishing: () => Promise.resolve("said" in world ? world.said : "file:///p/mod.ts (1KB)"),
    filesIn: (folder) => folders[folder] ?? [],
    root: "file:///p/",
    say: (line) => lines.push(line),
  };
  return { code: await prepareRelease(tools), done, text: lines.join("\n") };
}

Deno.test("prepareRelease() passes the gates, builds, and prints what would be published", async () => {
  const { code, done, text } = await run({
    folders: {
      dist: [{ path: "dist/tidegate-x86_64-linux", bytes: 95_000_000 }, {
        path: "dist/bench/a",
        bytes: 1,
      }],
      npm: [{ path: "npm/mod.js", bytes: 10 }, { path: "npm/node_modules/zod/a.js", bytes: 9 }],
    },
  });
  assert.equal(code, 0);
  assert.deepEqual(done, ["gates", "task npm", "task compile"]);
  assert.match(text, /^Version 0\.2\.0, tag v0\.2\.0/);
  assert.match(text, /npm tidegate@0\.2\.0: 1 file, 10 B/);
  assert.match(text, /JSR @tidegate\/tidegate@0\.2\.0: 1 file, 1000 B\n {2}mod\.ts/);
  assert.match(text, /binaries of v0\.2\.0: 1 file, 90\.6 MiB\n {2}dist\/tidegate-x86_64-linux/);
  assert.match(text, /Nothing has been published/);
});

Deno.test("prepareRelease() builds with the tasks there are", async () => {
  assert.deepEqual((await run({ tasks: { npm: "" } })).done, ["gates", "task npm"]);
});

Deno.test("prepareRelease() does nothing at all while something is in the way", async () => {
  const { code, done, text } = await run({ branch: "next" });
  assert.deepEqual([code, done], [1, []]);
  assert.match(text, /check out main\nrelease: 1 thing is in the way$/);
});

Deno.test("prepareRelease() stops at gates that do not pass, and at builds that fail", async () => {
  assert.deepEqual(await run({ gatesPass: false }), { code: 1, done: ["gates"], text: "" });
  const { code, done, text } = await run({ codes: { "task npm": 7 } });
  assert.deepEqual([code, done], [1, ["gates", "task npm"]]);
  assert.match(text, /"deno task npm": exit code 7/);
  assert.match((await run({ said: undefined })).text, /"deno publish --dry-run": it failed/);
});
