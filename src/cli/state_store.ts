/**
 * @module
 */
import { readVariable } from "../adapters/environment.ts";
import { openSqliteStore } from "../adapters/sqlite_file.ts";
import process from "node:process";
import { userPath } from "../adapters/user_path.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { LateStore } from "../store/late_store.ts";
import { MemoryStore } from "../store/memory_store.ts";
import { ResilientStore } from "../store/resilient_store.ts";
import { type Store, StoreError } from "../store/store.ts";
import { UsageError } from "./exit_codes.ts";

/** What says where conversations are kept, and who hears of it. */
export interface StateOptions {
  /** A file, or `:memory:`, that somebody named; `undefined`: the usual file. */
  named: string | undefined;
  clock: Clock;
  logger: Logger;
  /** Tells everybody that the store is out, and why; `undefined`: that it can be written again. */
  tell(outage: string | undefined): void;
  /**
   * Ends the turns a crash cut, in a store that was opened late. A gateway does it by itself for the store
   * it is made with.
   *
   * @throws {StoreError}
   */
  recover(store: Store): void;
}

/** The file conversations are kept in; `undefined`: in memory alone. */
export function statePath(named: string | undefined): string | undefined {
  if (named === ":memory:") return undefined;
  return named ?? userPath("state", "state.db", { os: process.platform, get: readVariable });
}

/**
 * Opens the store of a command. Where the usual file cannot be used for now (a full disk, a folder that
 * is read-only), that is an outage like one that comes later: all goes on in memory, and is kept once it
 * can be. Where it is another gateway's already, or this process may not touch it, or has no SQLite, it keeps
 * its conversations in memory, and says so. A file that was named has to be had.
 *
 * @throws {UsageError} saying what to do
 */
export function openState(options: StateOptions): Store {
  const { named, clock, logger } = options;
  if (named === ":memory:") return new MemoryStore({ maxEvents: 0 });
  const path = statePath(named);
  if (path === undefined) {
    logger.warn("no folder for the state: name a file with --state; keeping it in memory");
    return new MemoryStore({ maxEvents: 0 });
  }
  const outcome = openSqliteStore(path, { clock, logger });
  if (outcome.kind === "open") return resilient(outcome.store, { ...options, path });
  // What is not ours to use must not be passed over in silence, whoever named it.
  const taken = outcome.kind === "refused" && outcome.inUse;
  if (named !== undefined || outcome.kind === "refused" && !taken) {
    throw new UsageError(outcome.reason);
  }
  if (outcome.kind === "unavailable" && !outcome.forGood) {
    logger.error(`${outcome.reason}; going on in memory, and trying again`);
    return late(outcome.why, { ...options, path });
  }
  logger.warn(`${outcome.reason}; keeping conversations in memory until the end of this process`);
  return new MemoryStore({ maxEvents: 0 });
}

interface FileOptions extends Omit<StateOptions, "named"> {
  path: string;
}

/** The store of a file that cannot be opened now. */
function late(why: string, options: FileOptions): Store {
  const { path, clock, logger, recover } = options;
  const open = () => {
    // The loop stands still meanwhile, every few seconds: whoever has the file is not waited for.
    const outcome = openSqliteStore(path, { clock, logger, waitMs: 0 });
    if (outcome.kind === "unavailable") throw new StoreError(outcome.why);
    if (outcome.kind !== "open") throw new StoreError(outcome.reason);
    try {
      recover(outcome.store);
    } catch (error) {
      outcome.store.close();
      throw error;
    }
    return outcome.store;
  };
  return resilient(new LateStore(open, why), { ...options, outage: why });
}

function resilient(
  store: Store,
  { path, clock, logger, tell, outage }: FileOptions & { outage?: string },
): Store {
  return new ResilientStore(store, {
    clock,
    ...outage === undefined ? {} : { outage },
    onOutage(why) {
      logger.error(`the state file "${path}" cannot be written: ${why}; going on in memory`);
      tell(why);
    },
    onRecovery({ events }) {
      logger.info(`the state file "${path}" can be written again`, { events_lost: events });
      tell(undefined);
    },
    report: (fault) => logger.error("a change was not kept", { error: errorStack(fault) }),
  });
}
