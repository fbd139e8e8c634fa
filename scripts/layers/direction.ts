/**
 * Judges one import by the table of layers.
 *
 * @module
 */

import { CLOSED_TO_DOOR, DOOR, LAYERS, OUTSIDE_ALLOWED } from "./table.ts";

/** Why an import is refused, and what to do instead. */
export interface Refusal {
  /** The present state, to follow "Importing …: ". */
  readonly state: string;
  readonly remedy: string;
}

/** The folder of `src/` a path lies in; `null` outside `src/` and for a file directly in it. */
export function folderOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** Whether a file must run on every runtime: the public door and all of `src/` below the adapters. */
export function isNeutral(path: string): boolean {
  if (path === DOOR) return true;
  return path.startsWith("src/") && !LAYERS[folderOf(path) ?? ""]?.namesRuntime;
}

/** Judges an import of the file `to` in the file `from`; `null` when it is allowed. */
export function judgeImport(from: string, to: string): Refusal | null {
  if (from === DOOR) return judgeDoor(to);
  if (!from.startsWith("src/")) return null;
  if (!to.startsWith("src/") || isTest(to)) return judgeOutside(to);
  const [lower, upper] = [folderOf(to), folderOf(from)];
  // A folder missing from the table has its own violation.
  if (lower === null || upper === null || lower === upper) return null;
  const [target, own] = [LAYERS[lower], LAYERS[upper]];
  if (!target || !own) return null;
  if (own.only && !own.only.includes(lower)) {
    return {
      state: `${upper} may import only ${own.only.join(", ")}, not ${lower}`,
      remedy: `move what both need to one of ${own.only.join(", ")}`,
    };
  }
  if (target.rank < own.rank) return null;
  const direction = target.rank === own.rank ? "sideways" : "upward";
  return {
    state: `${direction}, from ${upper} (rank ${own.rank}) to ${lower} (rank ${target.rank})`,
    remedy: `take it as an argument, or move what both need to a folder of rank below ${own.rank}`,
  };
}

function judgeDoor(to: string): Refusal | null {
  const folder = folderOf(to);
  if (folder !== null && CLOSED_TO_DOOR.includes(folder)) {
    return {
      state: `${folder} names a runtime, and whoever imports ${DOOR} would get it too`,
      remedy: `give ${to} an entry of its own in "exports" of deno.json`,
    };
  }
  if (to.startsWith("src/")) return null;
  return {
    state: `${DOOR} opens src/ only`,
    remedy: "export the name from a file under src/",
  };
}

function judgeOutside(to: string): Refusal | null {
  if (OUTSIDE_ALLOWED.includes(to)) return null;
  if (isTest(to)) {
    return {
      state: "src/ ships without its tests",
      remedy: "move what both need into src/, and import it from the test",
    };
  }
  return {
    state: "it lies outside src/",
    remedy: to === DOOR
      ? "import the file that defines the name: the door is for users of the package"
      : "move what is needed into src/",
  };
}

function isTest(path: string): boolean {
  return path.startsWith("tests/") || path.endsWith("_test.ts");
}
