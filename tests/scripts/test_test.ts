import assert from "node:assert/strict";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const RUNNER = fileURLToPath(new URL("../../scripts/test.ts", import.meta.url));

const GREEN = `
  Deno.test("a", async (t) => { await t.step("a1", () => {}); await t.step("a2", () => {}); });
  Deno.test("b", () => console.log("ok | 900 passed | 0 failed (1ms)"));
  Deno.test.ignore("c", () => {});
`;
const DOCUMENTED = `
  /**
   * \`\`\`ts
   * if (one() !== 1) throw new Error("not one");
   * \`\`\`
   */
  export function one(): number { return 1; }
`;

/** Runs the test runner for real in a project of these files. */
async function runIn(files: Record<string, string>, args: string[] = []) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/tests`);
    await Deno.mkdir(`${folder}/src`);
    await Deno.mkdir(`${folder}/docs`);
    const guide = "# A guide\n";
    const always = { "mod.ts": "export {};", "docs/LIBRARY.md": guide, "docs/CLIENT.md": guide };
    for (const [path, text] of Object.entries({ ...always, ...files })) {
      await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-read=src",
        "--allow-env=TMPDIR,TEMP,TMP,TIDEGATE_TEST_PROGRAM,CHROMIUM",
        `--allow-run=${Deno.execPath()}`,
        RUNNER,
        ...args,
      ],
      cwd: folder,
      // Off, so that the leak checks come from the runner and not from whoever runs this test.
      env: { NO_COLOR: "1", DENO_TEST_SANITIZE_OPS: "0", DENO_TEST_SANITIZE_RESOURCES: "0" },
    }).output();
    const text = new TextDecoder().decode(stdout);
    return {
      code,
      text: text + new TextDecoder().decode(stderr),
      lastLine: text.trimEnd().split("\n").at(-1),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("test.ts adds tests and documented examples up in its last line", async () => {
  const { code, text, lastLine } = await runIn({
    "tests/a_test.ts": GREEN,
    "src/one.ts": DOCUMENTED,
  });
  assert.equal(lastLine, "3 passed, 0 failed, 1 skipped", text);
  assert.equal(code, 0);
  assert.match(text, /^a \.\.\.$/m);
});

Deno.test("test.ts runs every test once, wherever it lies, and prints one run behind the other", async () => {
  const named = (name: string) => `Deno.test("${name}", () => {});\n`.repeat(2);
  const { code, text, lastLine } = await runIn({
    "tests/a_test.ts": named("at the top"),
    "tests/rpc/a_test.ts": named("in rpc"),
    "tests/console/e2e/a_test.ts": named("in a page"),
    "tests/conformance/a_test.ts": 'Deno.test("fails", () => { throw new Error("d"); });',
  });
  assert.equal(lastLine, "6 passed, 1 failed, 0 skipped", text);
  assert.equal(code, 1);
  assert.deepEqual(text.match(/^(in|at) .*(?= \.\.\.)/gm), [
    ...["in a page", "in a page"],
    ...["at the top", "at the top", "in rpc", "in rpc"],
  ]);
});

Deno.test("test.ts counts failures, leaks and modules that do not load", async () => {
  const { code, text, lastLine } = await runIn({
    "tests/a_test.ts": GREEN,
    "tests/b_test.ts": 'Deno.test("d", () => { throw new Error("d"); });',
    "tests/c_test.ts": 'Deno.test("e", () => { setTimeout(() => {}, 60_000); });',
    "tests/d_test.ts": 'throw new Error("at load");',
  }, ["tests"]);
  assert.equal(lastLine, "2 passed, 3 failed, 1 skipped", text);
  assert.equal(code, 1);
});

Deno.test("test.ts fails on a documented example that is wrong", async () => {
  const { code, text, lastLine } = await runIn({
    "tests/a_test.ts": GREEN,
    "src/one.ts": DOCUMENTED.replace("return 1", "return 2"),
  });
  assert.equal(lastLine, "2 passed, 1 failed, 1 skipped", text);
  assert.equal(code, 1);
});

Deno.test("test.ts hands its arguments on and leaves the examples out", async () => {
  const files = { "tests/a_test.ts": GREEN, "tests/b_test.ts": GREEN, "src/one.ts": DOCUMENTED };
  const one = await runIn(files, ["tests/b_test.ts"]);
  assert.equal(one.lastLine, "2 passed, 0 failed, 1 skipped", one.text);
  const filtered = await runIn(files, ["--filter", "a"]);
  assert.equal(filtered.lastLine, "2 passed, 0 failed, 0 skipped", filtered.text);
});

Deno.test("test.ts finds tests beside a member of the workspace, and documented examples", async () => {
  const member = { "tests/page/deno.json": "{}", "src/console/deno.json": "{}" };
  const workspace = '{ "workspace": ["./tests/page", "./src/console"] }';
  const files = { ...member, "deno.json": workspace, "tests/a_test.ts": GREEN };
  const all = await runIn({ ...files, "src/one.ts": DOCUMENTED });
  assert.equal(all.lastLine, "3 passed, 0 failed, 1 skipped", all.text);
  const named = await runIn(files, ["tests/"]);
  assert.equal(named.lastLine, "2 passed, 0 failed, 1 skipped", named.text);
});

Deno.test("test.ts fails when nothing ran or nothing could", async () => {
  const none = await runIn({ "tests/a_test.ts": GREEN }, ["--filter", "zzz"]);
  assert.equal(none.lastLine, "0 passed, 1 failed, 0 skipped", none.text);
  assert.match(none.text, /no test ran/);
  assert.equal(none.code, 1);
  const broken = await runIn({ "tests/a_test.ts": "const a: string = 1;" }, ["tests"]);
  assert.equal(broken.lastLine, "0 passed, 1 failed, 0 skipped", broken.text);
  assert.match(broken.text, /without a closing line[^]*TS2322/);
  assert.equal(broken.code, 1);
});

Deno.test("test.ts fails when a test ends the process as if all were well", async () => {
  const exit = 'Deno.test({ name: "x", sanitizeExit: false, fn: () => Deno.exit(0) });';
  const { code, text, lastLine } = await runIn({ "tests/a_test.ts": exit }, ["tests"]);
  assert.equal(lastLine, "0 passed, 1 failed, 0 skipped", text);
  assert.equal(code, 1);
});

/** A test in whose midst the runtime ends while `condition` holds. */
function dying(condition: string): string {
  return `Deno.test({ name: "x", sanitizeExit: false, fn() { if (${condition}) Deno.exit(9); } });`;
}

Deno.test("test.ts runs once more what died among tests, and says so", async () => {
  const first = '!Deno.readDirSync(".").some(({ name }) => name === "died") && ' +
    '(Deno.writeTextFileSync("died", ""), true)';
  const { code, text, lastLine } = await runIn({
    "tests/a_test.ts": dying(first),
    "tests/adapters/b_test.ts": GREEN,
  });
  assert.equal(lastLine, "3 passed, 0 failed, 1 skipped", text);
  assert.equal(code, 0);
  assert.match(text, /ended with code 9 .*behind these lines:\n[^]*\n.*run once more\n3 passed/);
});

Deno.test("test.ts fails where it dies each time", async () => {
  const { code, text, lastLine } = await runIn({ "tests/a_test.ts": dying("true") });
  assert.equal(lastLine, "0 passed, 1 failed, 0 skipped", text);
  assert.equal(code, 1);
  assert.equal(text.match(/ended with code 9/g)?.length, 2, text);
});

Deno.test("test.ts runs the examples of the guide to the library too", async () => {
  const { code, lastLine } = await runIn({
    "tests/a_test.ts": GREEN,
    "docs/LIBRARY.md": '```ts\nthrow new Error("a bad example");\n```\n',
  });
  assert.equal(lastLine, "2 passed, 1 failed, 1 skipped");
  assert.equal(code, 1);
});
