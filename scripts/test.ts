/**
 * Runs all tests, then the examples in the documentation, and closes with one plain line:
 * `N passed, N failed, N skipped`.
 *
 * Arguments reach `deno test` as they are: `deno task test tests/rpc --filter codec`. With any
 * argument only the tests run, not the examples.
 *
 * How it counts: a test is one, with all its steps; an ignored test is skipped; a module that fails
 * to load is one failed test; so is a run that broke in another way, or had nothing to run.
 *
 * @module
 */

import { say } from "./report.ts";
import { addUp, closingLine, explain, SummaryReader, type TestRun } from "./test_summary.ts";

/** Options of `deno test` that take the argument behind them as their value. */
const VALUE_OPTIONS = new Set(["--filter", "--reporter", "--config", "-c", "--env-file"]);
/**
 * Deno 2.8 turned the leak checks off by default and older versions refuse to read them from
 * deno.json, so they come from the environment.
 */
const ENVIRONMENT = { DENO_TEST_SANITIZE_OPS: "1", DENO_TEST_SANITIZE_RESOURCES: "1" };

/**
 * What tests may touch: the project to read, the folder for temporary files, this machine's own
 * network, and child processes of this very runtime or in a shell.
 */
function permissions(): string[] {
  const temporary = Deno.env.get("TMPDIR") || Deno.env.get("TEMP") || Deno.env.get("TMP") || "/tmp";
  return [
    "--no-prompt",
    `--allow-read=.,${temporary}`,
    `--allow-write=${temporary}`,
    // 0.0.0.0 is bound in tests of what strangers may do; nothing is dialled but this machine.
    "--allow-net=127.0.0.1,localhost,[::1],0.0.0.0",
    `--allow-run=${[Deno.execPath(), "sh", ...programUnderTest()].join()}`,
    "--allow-env",
  ];
}

/** What conformance runs instead of the sources; see `tests/conformance/program.ts`. */
function programUnderTest(): string[] {
  const [command]: unknown[] = JSON.parse(Deno.env.get("TIDEGATE_TEST_PROGRAM") || "[]");
  return typeof command === "string" ? [command] : [];
}

function testArguments(args: readonly string[]): string[] {
  const names = args.filter((arg, i) =>
    !arg.startsWith("-") && !VALUE_OPTIONS.has(args[i - 1] ?? "")
  );
  return ["test", ...permissions(), ...args, ...(names.length > 0 ? [] : ["tests"])];
}

/** Runs `deno` with `args`, shows its output as it comes, and reads the counts from it. */
async function run(args: string[]): Promise<TestRun> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    env: ENVIRONMENT,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = new SummaryReader();
  for await (const chunk of child.stdout) {
    reader.push(chunk);
    for (let rest = chunk; rest.length > 0;) rest = rest.subarray(await Deno.stdout.write(rest));
  }
  reader.end();
  const { code } = await child.status;
  return { code, counts: reader.counts };
}

if (import.meta.main) {
  const runs = [await run(testArguments(Deno.args))];
  if (Deno.args.length === 0) {
    say("\nExamples in the documentation:");
    const documented = [
      "--doc",
      "--permit-no-files",
      "src",
      "mod.ts",
      "docs/LIBRARY.md",
      "docs/CLIENT.md",
    ];
    runs.push(await run(["test", ...permissions(), ...documented]));
  }
  for (const why of explain(runs)) say(why);
  const counts = addUp(runs);
  say(closingLine(counts));
  Deno.exitCode = counts.failed > 0 ? 1 : 0;
}
