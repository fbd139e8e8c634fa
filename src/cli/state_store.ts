/**
 * @module
 */
import { openSqliteStore } from "../adapters/sqlite_file.ts";
import { defaultStatePath } from "../adapters/sqlite_state_path.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { MemoryStore } from "../store/memory_store.ts";
import type { Store } from "../store/store.ts";
import { readVariable } from "./environment.ts";
import { UsageError } from "./exit_codes.ts";

/** What says where conversations are kept. */
export interface StateOptions {
  /** A file, or `:memory:`, that somebody named; `undefined`: the usual file. */
  named: string | undefined;
  clock: Clock;
  logger: Logger;
}

/**
 * Opens the store of a command. The usual file may be another gateway's already, or out of reach: then
 * this one keeps its conversations in memory, and says so. A file that was named has to be had.
 *
 * @throws {UsageError} saying what to do
 */
export function openState({ named, clock, logger }: StateOptions): Store {
  if (named === ":memory:") return new MemoryStore();
  const path = named ?? defaultStatePath({ os: Deno.build.os, get: readVariable });
  if (path === undefined) {
    logger.warn("no folder for the state: name a file with --state; keeping it in memory");
    return new MemoryStore();
  }
  const outcome = openSqliteStore(path, { clock, logger });
  if (outcome.kind === "open") return outcome.store;
  // What is not ours to use must not be passed over in silence, whoever named it.
  if (named !== undefined || outcome.kind === "refused") throw new UsageError(outcome.reason);
  logger.warn(`${outcome.reason}; keeping conversations in memory until the end of this process`);
  return new MemoryStore();
}
