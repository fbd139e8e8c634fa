/** Stores on real files. */
import { DatabaseSync } from "node:sqlite";
import { openSqliteStore } from "../../../src/adapters/sqlite_file.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { migrate } from "../../../src/store/migrations.ts";
import type { SqlDatabase } from "../../../src/store/sql_database.ts";
import { SqlStore, type SqlStoreOptions } from "../../../src/store/sql_store.ts";
import type { Store } from "../../../src/store/store.ts";

/** A folder of a test. */
export class Folder implements Disposable {
  readonly path: string = Deno.makeTempDirSync({ prefix: "tidegate-store-" });

  file(name = "state.db"): string {
    return `${this.path}/${name}`;
  }

  /** Names of what it holds, in order. */
  names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Opens a state file that must open. */
export function openStore(path: string): Store {
  const outcome = openSqliteStore(path, { logger: silentLogger });
  if (outcome.kind !== "open") throw new Error(outcome.reason);
  return outcome.store;
}

/** A store on a file with a lock of the ordinary kind, and the database below it. */
export function openPlain(path: string, options?: SqlStoreOptions) {
  const raw = new DatabaseSync(path);
  raw.exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 0");
  // None of our columns holds a blob.
  const db = raw as unknown as SqlDatabase;
  migrate(db);
  return { db, store: new SqlStore(db, options) };
}
