/**
 * Makes one file of the gateway: `dist/tidegate-<target>`, for this machine or for the targets named;
 * beside it the licences of the packages in it.
 *
 * deno task compile [--stand-in] [linux-x64 | linux-arm64 | macos-x64 | macos-arm64 | windows-x64 | all]…
 *
 * What is made for this machine is started then, and its size, start and memory held against the goals; a
 * goal that is missed is shown, and no failure: machines differ.
 *
 * @module
 */
import { bundle } from "./compile/bundle.ts";
import { cleanCopy } from "./compile/clean_copy.ts";
import { compileOne } from "./compile/compile_one.ts";
import { mustRun } from "./compile/run.ts";
import { type Compiler, STAND_IN_TARGET, standIn } from "./compile/stand_in.ts";
import { chooseTargets, type Target } from "./compile/targets.ts";
import { say } from "./report.ts";

const STAGE = "dist/compile";
const NOTICES = "dist/tidegate-licenses.txt";
const STAND_IN = "--stand-in";

/** Runs the task. @throws {Error} for what cannot be done, with a remedy where there is one */
async function main(args: readonly string[]): Promise<void> {
  const own = Deno.build.target;
  const chosen = chooseTargets(args.filter((arg) => arg !== STAND_IN), own);
  const source = `${Deno.cwd()}/${STAGE}/source`;
  const out = `${Deno.cwd()}/${STAGE}/bundle`;
  await Deno.remove(STAGE, { recursive: true }).catch(() => {});
  const compiler = await chooseCompiler(chosen, args);
  const commit = await cleanCopy(source);
  await bundle({ source, out });
  await writeNotices(source);
  for (const target of chosen) {
    const path = await compileOne(target, { bundle: out, compiler });
    const mib = (await Deno.stat(path)).size / 1_000_000;
    say(`compile: ${path}, commit ${commit}, ${mib.toFixed(1)} MB`);
    if (target.triple === own) await measure(path);
  }
  await Deno.remove(STAGE, { recursive: true });
}

/** @throws {Error} for a base that would end up in the binary of another target */
async function chooseCompiler(
  chosen: readonly Target[],
  args: readonly string[],
): Promise<Compiler> {
  if (args.includes(STAND_IN)) {
    if (chosen.every(({ name }) => name === STAND_IN_TARGET)) return await standIn();
    throw new Error(`Compiling with ${STAND_IN}: there is none but for ${STAND_IN_TARGET}`);
  }
  if (Deno.env.get("DENORT_BIN") && chosen.length > 1) {
    throw new Error("Compiling with DENORT_BIN: it is the base of one target; name that one alone");
  }
  return { deno: Deno.execPath() };
}

/** The licences of what is in the file, to be handed on beside it. It reads where Deno keeps packages. */
async function writeNotices(source: string): Promise<void> {
  const { stdout } = await mustRun("Collecting the licences", [
    ...[Deno.execPath(), "run", "--no-prompt", "--allow-read", `--allow-run=${Deno.execPath()}`],
    ...["scripts/notices.ts", `${source}/src/cli/main.ts`],
  ]);
  await Deno.writeTextFile(NOTICES, stdout);
}

/** In a process of its own, for only that may start the binary. */
async function measure(binary: string): Promise<void> {
  const { stdout } = await mustRun("Measuring the binary", [
    ...[Deno.execPath(), "run", "--no-prompt", "--allow-env", `--allow-run=${binary},ps`],
    ...[`--allow-read=${binary}`, "scripts/compile/measure.ts", binary],
  ]);
  say(stdout.trimEnd());
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    say(`compile: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
