/**
 * @module
 */
import module from "node:module";
import process from "node:process";
import type { DatabaseSync } from "node:sqlite";

/** What opens a database. */
export type SqliteDriver = typeof DatabaseSync;

let driver: SqliteDriver | undefined;

/**
 * The runtime's SQLite, loaded with the first call; `undefined` where there is none. Deno has one, and Node
 * since 22.13 (since 22.5 with a flag).
 */
export function sqliteDriver(): SqliteDriver | undefined {
  driver ??= withoutSqliteWarning(() => load());
  return driver;
}

function load(): SqliteDriver | undefined {
  try {
    // Not by `import`, which would have to be waited for. Deno 2.4 puts a `createRequire` of its own into what
    // it bundles, so none is imported by that name.
    return module.createRequire(import.meta.url)("node:sqlite").DatabaseSync;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ERR_UNKNOWN_BUILTIN_MODULE" || code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** Node says on stderr that its SQLite is an experiment, which is nothing a user could do about. */
function withoutSqliteWarning<T>(act: () => T): T {
  const { emitWarning } = process;
  const others = (...args: Parameters<typeof emitWarning>) => {
    const [warning, kind] = args as unknown[];
    if (kind === "ExperimentalWarning" && /^SQLite /.test(String(warning))) return;
    emitWarning.apply(process, args);
  };
  process.emitWarning = others as typeof emitWarning;
  try {
    return act();
  } finally {
    process.emitWarning = emitWarning;
  }
}
