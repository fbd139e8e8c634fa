/** Tidegate as whoever starts it finds it: its sources, run by this Deno, and a compiled binary. */
import { fileURLToPath } from "node:url";
import { TASK_PERMISSIONS } from "./child.ts";

const MAIN = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));

export interface Subject {
  name: "sources" | "binary";
  /** What is started, and what comes before the program's own arguments. */
  command: readonly [string, ...string[]];
  /** Variables it cannot do without, wherever its home is said to be. */
  env: Record<string, string>;
}

export const sources: Subject = {
  name: "sources",
  command: [Deno.execPath(), "run", "--no-prompt", ...TASK_PERMISSIONS, MAIN],
  env: { DENO_DIR: denoDir() },
};

/** The binary that `TIDEGATE_TEST_BINARY` names by its whole path; else there is none. */
export const binary: Subject | undefined = binaryOf(Deno.env.get("TIDEGATE_TEST_BINARY"));

export const subjects: readonly Subject[] = binary === undefined ? [sources] : [sources, binary];

function binaryOf(path: string | undefined): Subject | undefined {
  return path ? { name: "binary", command: [path], env: {} } : undefined;
}

// As Deno finds it: a run from the sources needs the packages there.
function denoDir(): string {
  const { get } = Deno.env;
  const named = get("DENO_DIR");
  if (named) return named;
  if (Deno.build.os === "darwin") return `${get("HOME")}/Library/Caches/deno`;
  if (Deno.build.os === "windows") return `${get("LOCALAPPDATA")}\\deno`;
  return `${get("XDG_CACHE_HOME") || `${get("HOME")}/.cache`}/deno`;
}
