/**
 * The package by dnt, for where JSR can be reached: ES modules, CommonJS, and declarations of both. It is a
 * program of its own, run without a lock file, because no other part of this project takes anything from
 * JSR: `deno run --allow-all --no-lock scripts/npm/pack_with_dnt.ts <plan as JSON> <folder to fill>`.
 *
 * @module
 */
import type { Plan } from "./entries.ts";

/** Named here and in no configuration, so that installing, locking and checking never ask JSR. */
export const DNT: string = "jsr:@deno/dnt@^0.43.2";

/** The options of dnt's `build` that are used here. */
export interface DntOptions {
  readonly entryPoints: readonly { kind: "bin" | "export"; name: string; path: string }[];
  readonly outDir: string;
  readonly shims: Readonly<Record<string, never>>;
  readonly test: boolean;
  readonly typeCheck: false;
  readonly declaration: "inline";
  readonly scriptModule: "cjs";
  readonly skipSourceOutput: boolean;
  readonly compilerOptions: { readonly target: string; readonly lib: readonly string[] };
  readonly package: { readonly name: string; readonly version: string };
}

/** Makes dnt's options of a plan. Which packages are imported, it finds in deno.json by itself. */
export function dntOptions(plan: Plan, outDir: string): DntOptions {
  const alone = [...(plan.bin ? [plan.bin.source] : []), ...plan.loaded];
  return {
    entryPoints: [
      ...plan.entries.map(({ name, source }) => ({ kind: "export" as const, name, path: source })),
      // What runs by itself is a bin to dnt: of that it makes no CommonJS, where nothing could await at once.
      ...alone.map((source) => ({ kind: "bin" as const, name: source, path: source })),
    ].map((entry) => ({ ...entry, path: `./${entry.path}` })),
    outDir,
    // The sources name no runtime but by `node:`.
    shims: {},
    test: false,
    // The gates have checked the sources, and the smoke test checks the declarations.
    typeCheck: false,
    declaration: "inline",
    scriptModule: "cjs",
    skipSourceOutput: true,
    compilerOptions: {
      target: "ES2022",
      lib: ["ESNext", "DOM", "DOM.Iterable"],
    },
    // Of the package.json that dnt writes nothing is kept.
    package: { name: "stage", version: "0.0.0" },
  };
}

if (import.meta.main) {
  const [plan = "", folder = ""] = Deno.args;
  const { build } = await import(DNT);
  await build(dntOptions(JSON.parse(plan), folder));
}
