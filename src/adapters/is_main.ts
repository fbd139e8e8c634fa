/**
 * @module
 */
import { realpathSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** What is asked of `import.meta`. */
export interface ModuleMeta {
  readonly url: string;
  /** Not on Node before 24.2. */
  readonly main?: boolean;
}

/**
 * Whether a module is the program that runs.
 *
 * @param meta its `import.meta`
 */
export function isMain(meta: ModuleMeta): boolean {
  return meta.main ?? isStarted(meta.url, process.argv[1]);
}

/** Whether a module is what a command line named, by itself or by a link, with its extension or without. */
export function isStarted(url: string, named: string | undefined): boolean {
  if (named === undefined || !url.startsWith("file:")) return false;
  const path = fileURLToPath(url);
  return [named, `${named}.js`].some((name) => realPath(name) === path);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // There is no such file, or nobody may look.
    return path;
  }
}
