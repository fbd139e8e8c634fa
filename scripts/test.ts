/**
 * Runs all tests, then the examples in the documentation, and closes with one plain line:
 * `N passed, N failed, N skipped`.
 *
 * Arguments reach `deno test` as they are: `deno task test tests/rpc --filter codec`. With any
 * argument only the tests run, not the examples, and in one run instead of two beside each other.
 *
 * How it counts: a test is one, with all its steps; an ignored test is skipped; a module that fails
 * to load is one failed test; so is a run that broke in another way, or had nothing to run.
 *
 * @module
 */

import { BROWSER_PLACES } from "./browser_places.ts";
import { say } from "./report.ts";
import { addUp, closingLine, explain, SummaryReader, type TestRun } from "./test_summary.ts";
import { runWatched } from "./watched_run.ts";

/** Options of `deno test` that take the argument behind them as their value. */
const VALUE_OPTIONS = new Set(["--filter", "--reporter", "--config", "-c", "--env-file"]);
/**
 * Deno 2.8 turned the leak checks off by default and older versions refuse to read them from
 * deno.json, so they come from the environment.
 */
const ENVIRONMENT = { DENO_TEST_SANITIZE_OPS: "1", DENO_TEST_SANITIZE_RESOURCES: "1" };

/**
 * What a run may take between two pieces of output, milliseconds. The longest that is seen is the check
 * of all types by the oldest Deno on a busy machine with two cores: about 100 s.
 */
const SILENCE_MS = 480_000;

/**
 * Tests that mostly wait, for children and for a browser. They run beside all others, which takes little
 * more than half the time of one behind the other.
 */
const MOSTLY_WAITING = ["tests/adapters", "tests/conformance", "tests/console"];

/**
 * What tests may touch: the project to read, the folder for temporary files, this machine's own
 * network, and child processes of this very runtime, in a shell, or of a browser.
 */
function permissions(): string[] {
  const temporary = Deno.env.get("TMPDIR") || Deno.env.get("TEMP") || Deno.env.get("TMP") || "/tmp";
  return [
    "--no-prompt",
    `--allow-read=${[".", temporary, ...browsers()].join()}`,
    `--allow-write=${temporary}`,
    // 0.0.0.0 is bound in tests of what strangers may do; nothing is dialled but this machine.
    "--allow-net=127.0.0.1,localhost,[::1],0.0.0.0",
    `--allow-run=${[Deno.execPath(), "sh", ...browsers(), ...programUnderTest()].join()}`,
    // What the library that drives a browser looks at before it starts one.
    "--allow-sys=homedir,osRelease",
    "--allow-env",
  ];
}

/** Where tests look for a browser. */
function browsers(): readonly string[] {
  const named = Deno.env.get("CHROMIUM");
  return named ? [named] : BROWSER_PLACES;
}

/** What conformance runs instead of the sources; see `tests/conformance/program.ts`. */
function programUnderTest(): string[] {
  const [command]: unknown[] = JSON.parse(Deno.env.get("TIDEGATE_TEST_PROGRAM") || "[]");
  return typeof command === "string" ? [command] : [];
}

function testArguments(args: readonly string[]): string[] {
  const isName = (arg: string, i: number) =>
    !arg.startsWith("-") && !VALUE_OPTIONS.has(args[i - 1] ?? "");
  const wanted = args.map((arg, i) => isName(arg, i) ? testsIn(arg) : arg);
  return ["test", ...permissions(), ...wanted, ...(args.some(isName) ? [] : [testsIn("tests")])];
}

/**
 * A folder by the names of the tests in it: with a member of the workspace below it, Deno 2.9 finds no
 * tests in a folder at all.
 */
function testsIn(name: string): string {
  return /\.tsx?$|[*]/.test(name) ? name : `${name.replace(/\/+$/, "")}/**/*_test.ts`;
}

/** What has documented examples of its own sources: all but the member of the workspace, see above. */
function sources(): string[] {
  return [...Deno.readDirSync("src")].map(({ name }) => `src/${name}`).filter((path) =>
    path !== "src/console"
  ).sort();
}

/**
 * Runs `deno` with `args`, and reads the counts from what it prints. A run that says nothing for
 * {@linkcode SILENCE_MS} hangs, and is ended.
 *
 * @param show takes the output, piece by piece, as it comes
 */
async function run(args: string[], show: (chunk: Uint8Array) => Promise<void>): Promise<TestRun> {
  const reader = new SummaryReader();
  const end = await runWatched(Deno.execPath(), {
    args,
    env: ENVIRONMENT,
    silenceMs: SILENCE_MS,
    show(chunk, from) {
      reader.push(chunk, from);
      return show(chunk);
    },
  });
  reader.end();
  const { counts, lastLines, hasBegun } = reader;
  if (end.kind === "silent") return { code: null, counts: null, hasBegun, lastLines };
  return { code: end.code, counts, ...(counts === null ? { hasBegun, lastLines } : {}) };
}

/**
 * As {@linkcode run}, and once more where the runtime itself hung or died among tests: what does so twice is
 * no accident. It is told in the end, whatever comes of it.
 */
async function runAgainIfDied(
  args: string[],
  { show, accidents }: { show: (chunk: Uint8Array) => Promise<void>; accidents: TestRun[] },
): Promise<TestRun> {
  const first = await run(args, show);
  if (first.counts !== null || !first.hasBegun) return first;
  accidents.push(first);
  return await run(args, show);
}

async function print(chunk: Uint8Array): Promise<void> {
  for (let rest = chunk; rest.length > 0;) rest = rest.subarray(await Deno.stdout.write(rest));
}

/**
 * Has the bundler in the cache, which tests of Node need: where two processes fetch it at once, Deno 2.4
 * starts it half written and waits for it for ever. What goes wrong here goes wrong in a test, too.
 */
async function fetchBundler(): Promise<void> {
  const args = ["bundle", "--quiet", new URL("report.ts", import.meta.url).href];
  await new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "null" }).output();
}

/** All tests: two runs beside each other, the output of one behind that of the other. */
async function runAll(accidents: TestRun[]): Promise<TestRun[]> {
  await fetchBundler();
  const common = ["test", ...permissions()];
  const held: Uint8Array[] = [];
  const others = runAgainIfDied(
    [...common, `--ignore=${MOSTLY_WAITING.join()}`, testsIn("tests")],
    { show: (chunk) => Promise.resolve(void held.push(chunk)), accidents },
  );
  const waiting = await runAgainIfDied(
    [...common, "--permit-no-files", ...MOSTLY_WAITING.map(testsIn)],
    { show: print, accidents },
  );
  const all = [waiting, await others];
  for (const chunk of held) await print(chunk);
  return all;
}

if (import.meta.main) {
  const whole = Deno.args.length === 0;
  const accidents: TestRun[] = [];
  const runs = whole ? await runAll(accidents) : [await run(testArguments(Deno.args), print)];
  if (whole) {
    say("\nExamples in the documentation:");
    const documented = [
      "--doc",
      "--permit-no-files",
      ...sources(),
      "mod.ts",
      "docs/LIBRARY.md",
      "docs/CLIENT.md",
    ];
    runs.push(await run(["test", ...permissions(), ...documented], print));
  }
  if (accidents.length > 0) {
    for (const why of explain(accidents)) say(why);
    say("Running deno test: what hung or died was run once more");
  }
  for (const why of explain(runs)) say(why);
  const counts = addUp(runs);
  say(closingLine(counts));
  Deno.exitCode = counts.failed > 0 ? 1 : 0;
}
