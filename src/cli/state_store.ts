/**
 * @module
 */
import { openSqliteStore } from "../adapters/sqlite_file.ts";
import { defaultStatePath } from "../adapters/sqlite_state_path.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { MemoryStore } from "../store/memory_store.ts";
import { ResilientStore } from "../store/resilient_store.ts";
import type { Store } from "../store/store.ts";
import { readVariable } from "./environment.ts";
import { UsageError } from "./exit_codes.ts";

/** What says where conversations are kept. */
export interface StateOptions {
  /** A file, or `:memory:`, that somebody named; `undefined`: the usual file. */
  named: string | undefined;
  clock: Clock;
  logger: Logger;
  /** Shows a line to everybody who watches a session. */
  tell(text: string): void;
}

/**
 * Opens the store of a command. The usual file may be another gateway's already, or out of reach: then
 * this one keeps its conversations in memory, and says so. A file that was named has to be had.
 *
 * @throws {UsageError} saying what to do
 */
export function openState({ named, clock, logger, tell }: StateOptions): Store {
  if (named === ":memory:") return new MemoryStore({ maxEvents: 0 });
  const path = named ?? defaultStatePath({ os: Deno.build.os, get: readVariable });
  if (path === undefined) {
    logger.warn("no folder for the state: name a file with --state; keeping it in memory");
    return new MemoryStore({ maxEvents: 0 });
  }
  const outcome = openSqliteStore(path, { clock, logger });
  if (outcome.kind === "open") return resilient(outcome.store, { path, clock, logger, tell });
  // What is not ours to use must not be passed over in silence, whoever named it.
  const taken = outcome.kind === "refused" && outcome.inUse;
  if (named !== undefined || outcome.kind === "refused" && !taken) {
    throw new UsageError(outcome.reason);
  }
  logger.warn(`${outcome.reason}; keeping conversations in memory until the end of this process`);
  return new MemoryStore({ maxEvents: 0 });
}

function resilient(
  store: Store,
  { path, clock, logger, tell }: Omit<StateOptions, "named"> & { path: string },
): Store {
  return new ResilientStore(store, {
    clock,
    onOutage(why) {
      logger.error(`the state file "${path}" cannot be written: ${why}; going on in memory`);
      tell(`Conversations cannot be kept for now (${why}); they go on in memory.`);
    },
    onRecovery({ events }) {
      logger.info(`the state file "${path}" can be written again`, { events_lost: events });
      tell("Conversations are kept again.");
    },
    report: (fault) => logger.error("a change was not kept", { error: errorStack(fault) }),
  });
}
