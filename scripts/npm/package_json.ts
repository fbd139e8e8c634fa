/**
 * The package.json of the npm package.
 *
 * @module
 */
import { type Imports, npmTarget, packageOf } from "./specifiers.ts";

/** The parts of deno.json that go into the package. */
export interface DenoJson {
  readonly version: string;
  readonly license: string;
  readonly imports: Imports;
  readonly exports: Readonly<Record<string, string>>;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

/** Code and its declarations, as paths from the package's root. */
export interface Target {
  readonly types: string;
  readonly default: string;
}

/** Where a door leads; to two places where there is CommonJS too. */
export type Door = Target | { readonly import: Target; readonly require: Target };

/** Everywhere a door leads. */
export function targetsOf(door: Door): Target[] {
  return "default" in door ? [door] : [door.import, door.require];
}

/** What a package.json of ours says. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/**
 * The oldest Node that the tests run on is 20. Its `require()` takes ES modules from 20.19, and 22's
 * from 22.12.
 */
export const ENGINES = "^20.19.0 || >=22.12.0";
/** Not what deno.json says: on JSR a name has a scope. */
export const PACKAGE_NAME = "tidegate";

/**
 * Makes the package.json.
 *
 * @param options.doors by the name they have in `exports`
 * @param options.bin path of the command's file
 * @param options.files paths of all that is emitted
 * @param options.imported the packages that the emitted files import
 * @throws {Error} when one of those has no range in deno.json
 */
export function makePackageJson(options: {
  readonly deno: DenoJson;
  readonly doors: Readonly<Record<string, Door>>;
  readonly bin: string | undefined;
  readonly files: readonly string[];
  readonly imported: Iterable<string>;
}): PackageJson {
  const { deno, doors, bin, files, imported } = options;
  return {
    name: PACKAGE_NAME,
    version: deno.version,
    description: "A gateway between AI agents and the windows people watch them in",
    license: deno.license,
    type: "module",
    ...mainOf(doors["."]),
    exports: { ...doors, "./package.json": "./package.json" },
    ...(bin !== undefined && { bin: { [PACKAGE_NAME]: bin } }),
    // README and LICENSE go with every package.
    files: [...new Set(files.map((path) => path.split("/")[0] ?? "")), "CHANGELOG.md"].sort(),
    // Importing a door does nothing. What runs by itself is told by its name, here as in the sources.
    sideEffects: ["**/*_main.js", "**/*_thread.js"],
    engines: { node: ENGINES },
    dependencies: rangesOf(imported, deno.imports),
  };
}

/** For tools that do not read `exports`. */
function mainOf(door: Door | undefined): object {
  if (door === undefined) return {};
  const { types, default: main } = targetsOf(door).at(-1) as Target;
  return { main, types };
}

/** The ranges of packages, as deno.json has them, in the order of their names. */
export function rangesOf(names: Iterable<string>, imports: Imports): Record<string, string> {
  const ranges = new Map<string, string>();
  for (const target of Object.values(imports)) {
    const found = npmTarget(target);
    if (found) ranges.set(found.name, found.range);
  }
  const sorted = [...new Set(names)].sort();
  return Object.fromEntries(sorted.map((name) => {
    const range = ranges.get(name);
    if (range !== undefined) return [name, range];
    throw new Error(
      `Listing dependencies: "${name}" is imported and not in deno.json; add it there`,
    );
  }));
}

/** The packages that files import, by the names of those packages. */
export function importedPackages(specifiers: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const specifier of specifiers) {
    const name = packageOf(specifier);
    if (name !== undefined) found.add(name);
  }
  return found;
}
