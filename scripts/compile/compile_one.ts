/**
 * @module
 */
import { MAIN, OWN_FOLDER_ONLY, THREAD } from "./bundle.ts";
import { run } from "./run.ts";
import type { Compiler } from "./stand_in.ts";
import { binaryPath, type Target } from "./targets.ts";

/** What a binary may do: as much as the tasks, and no more (docs/decisions/0009). */
const PERMISSIONS = ["env", "net", "read", "write", "run"].map((what) => `--allow-${what}`);

const NO_BASE = `
  deno compile puts the program behind a runtime base ("denort") of its own version, which it downloads
  once for each target. Where that cannot be reached:
  - set DENORT_BIN to a denort of the same version, which another machine has downloaded: it lies in
    the "dl" folder of DENO_DIR there (deno info), packed in denort-<target>.zip; or
  - add --stand-in, on Linux x64: an older Deno and its base come from npm. For tests.`;

/** What a binary is made of, and by whom. */
export interface CompileOptions {
  /** The bundle's folder. */
  bundle: string;
  compiler: Compiler;
}

/**
 * Makes the binary of one target.
 *
 * @returns its path
 * @throws {Error} with what the compiler said
 */
export async function compileOne(
  target: Target,
  { bundle, compiler }: CompileOptions,
): Promise<string> {
  const path = binaryPath(target);
  const { denort } = compiler;
  const { code, said } = await run([
    compiler.deno,
    "compile",
    // Checked as TypeScript; nothing of the folders around is to have a say.
    ...["--no-check", "--no-config", "--no-lock", "--node-modules-dir=none"],
    ...["--no-prompt", ...PERMISSIONS],
    ...[`--include=${THREAD}`, `--target=${target.triple}`, `--output=${Deno.cwd()}/${path}`],
    MAIN,
  ], {
    cwd: bundle,
    env: {
      ...OWN_FOLDER_ONLY,
      NO_COLOR: "1",
      ...denort === undefined ? {} : { DENORT_BIN: denort },
    },
  });
  if (code !== 0) {
    throw new Error(`Compiling for ${target.triple}: it ended with ${code}\n${said}\n${NO_BASE}`);
  }
  // It lists what it has put in.
  if (said.includes("node_modules")) {
    throw new Error(`Compiling for ${target.triple}: there are packages in it\n${said}`);
  }
  return path;
}
