/**
 * The package's types, as TypeScript reads them in the ways people set it up.
 *
 * @module
 */
import { type House, succeed } from "./smoke_house.ts";
import { typedProgram } from "./smoke_programs.ts";

/** The last line that is written in TypeScript, and the newest, which takes no types unasked. */
export const COMPILERS = [
  "typescript@5.9.3",
  "typescript7@npm:typescript@^7.0.2",
  "@types/node@20",
];

/** One way to set it up. */
export interface Way {
  readonly name: string;
  /** The package to run. */
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly file: string;
}

const NODE16 = ["--module", "node16", "--moduleResolution", "node16"];
const BUNDLER = ["--module", "esnext", "--moduleResolution", "bundler"];

/** All that must work, without `skipLibCheck`. */
export const WAYS: readonly Way[] = [
  way("typescript", { flags: NODE16, file: "typed.mts" }),
  way("typescript", { flags: BUNDLER, file: "typed.mts" }),
  // To TypeScript, CommonJS that may require ES modules is a kind of its own.
  way("typescript", { flags: ["--module", "node20"], file: "typed.cts" }),
  way("typescript7", { flags: [...NODE16, "--types", "node"], file: "typed.mts" }),
  // In a page there is nothing of Node.
  way("typescript7", { flags: [...BUNDLER, "--lib", "es2022,dom,dom.iterable"], file: "page.mts" }),
];

/** Writes the programs that are to be compiled. */
export async function writeTyped({ folder }: House, doors: readonly string[]): Promise<void> {
  await Deno.writeTextFile(`${folder}/typed.mts`, typedProgram(doors));
  await Deno.writeTextFile(`${folder}/typed.cts`, typedProgram(doors));
  const neutral = doors.filter((door) => door === "./client" || door === "./protocol");
  await Deno.writeTextFile(`${folder}/page.mts`, typedProgram(neutral));
}

/**
 * Compiles one program.
 *
 * @throws {Error} with what TypeScript has against it
 */
export async function compile(house: House, { compiler, flags, file }: Way): Promise<void> {
  const path = `node_modules/${compiler}/bin/tsc`;
  const strict = ["--noEmit", "--strict", "--target", "es2022"];
  await succeed(house, ["node", path, ...strict, ...flags, file]);
}

function way(compiler: string, { flags, file }: { flags: readonly string[]; file: string }): Way {
  return { name: `${compiler}: tsc --strict ${flags.join(" ")} ${file}`, compiler, flags, file };
}
