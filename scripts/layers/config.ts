/**
 * Rules for the two configuration files: packages come from npm, and the neutral check sees the
 * same packages, under the same strictness, as everything else.
 *
 * @module
 */

import type { Violation } from "../report.ts";
import { CLOSED_TO_DOOR } from "./table.ts";

interface Config {
  readonly imports?: Readonly<Record<string, string>>;
  readonly exclude?: readonly string[];
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

const MAIN = "deno.json";
const NEUTRAL = "deno.neutral.json";

/** Names of JSR packages and addresses of modules; an editor's `$schema` line is not fetched. */
export function findForeignSources(file: string, text: string): Violation[] {
  return text.split("\n").flatMap((content, index) => {
    const source = /\bjsr:|\bhttps?:\/\//.exec(content)?.[0];
    if (!source || /^\s*"\$schema"/.test(content)) return [];
    return [{
      file,
      line: index + 1,
      message: `Reading ${file}: it names a "${source}" source`,
      remedy: 'name an npm package ("npm:…")',
    }];
  });
}

/**
 * Compares `deno.neutral.json` with `deno.json`. Deno has no `extends`, and two configurations that
 * name different packages would rewrite the one lock file in turns.
 */
export function compareConfigs(main: Config, neutral: Config): Violation[] {
  const found: Violation[] = [];
  const blame = (message: string, remedy: string) =>
    found.push({ file: NEUTRAL, line: 1, message: `Comparing with ${MAIN}: ${message}`, remedy });

  for (const name of differing(main.imports, neutral.imports)) {
    blame(`"imports" disagree on "${name}"`, `copy "imports" from ${MAIN}`);
  }
  for (const name of differing(main.compilerOptions, neutral.compilerOptions)) {
    if (name === "lib") continue;
    blame(`"compilerOptions" disagree on "${name}"`, `copy it from ${MAIN}; only "lib" differs`);
  }
  const lib = neutral.compilerOptions?.lib;
  if (!Array.isArray(lib) || lib.some((name) => String(name).startsWith("deno"))) {
    blame('"lib" lets Deno types in', 'list only "esnext" and "dom" libraries in "lib"');
  }
  for (const folder of CLOSED_TO_DOOR) {
    if (neutral.exclude?.includes(`src/${folder}/`)) continue;
    blame(`"exclude" lacks "src/${folder}/"`, "add it: that folder names a runtime on purpose");
  }
  return found;
}

function differing(
  a: Readonly<Record<string, unknown>> = {},
  b: Readonly<Record<string, unknown>> = {},
): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name])).sort();
}
