/**
 * What a gateway keeps what is said with.
 *
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import { BatchWindow } from "../session/batch_window.ts";
import { Ledger } from "../session/ledger.ts";
import { recover } from "../session/recovery.ts";
import type { Store } from "../store/store.ts";
import type { ResolvedGatewayOptions } from "./options.ts";

/** Ends the turns a crash cut, as far as the store can be asked, and makes what keeps everything from then on. */
export function openLedger(options: ResolvedGatewayOptions): Ledger {
  const { store, logger } = options;
  const ledger = new Ledger(store, (fault, refusal) => {
    logger.error("cannot keep what was said", { error: errorStack(fault), ...refusal });
  });
  try {
    // Of a store that is out nothing can be read: whoever opens it later calls Gateway.recover().
    if (store.outage === undefined) recoverIn(store, options);
  } catch (fault) {
    logger.error("cannot end the turns a crash cut", { error: errorStack(fault) });
  }
  return ledger;
}

/** Makes the window in which streams are held; what its end lets out is kept together. */
export function openWindow(
  { coalesceWindowMs, logger }: ResolvedGatewayOptions,
  ledger: Ledger,
): BatchWindow {
  return new BatchWindow(coalesceWindowMs, (fault) => {
    logger.error("a stream could not be sent on", { error: errorStack(fault) });
  }, (run) => ledger.together(run));
}

/**
 * Ends the turns a crash cut.
 *
 * @throws {StoreError}
 */
export function recoverIn(store: Store, options: ResolvedGatewayOptions): void {
  recover({ ...options, store, describe: () => options.provider.describe() });
}
