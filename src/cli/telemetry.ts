/**
 * Who measures a command's gateway.
 *
 * @module
 */
import type { Metrics } from "../adapters/prometheus.ts";
import type { Tracing } from "../adapters/otel.ts";
import type { Telemetry } from "../gateway/telemetry.ts";
import { sleep } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import { UsageError } from "./exit_codes.ts";
import type { Startup } from "./startup.ts";

/** Of the grace for a shutdown: the end of spans may take so much of what draining leaves. */
const FLUSH_SHARE = 0.15;

/** What was asked for; nothing of it, usually. */
export interface Measurement {
  telemetry: Telemetry[];
  metrics: Metrics | undefined;
  /** Hands over what was measured last. */
  close(): Promise<void>;
}

/**
 * Loads what was asked for, and nothing else: who measures nothing waits for no library.
 *
 * @throws {UsageError} for what cannot be loaded, or is set up wrongly
 */
export async function openTelemetry(
  asked: { metrics: boolean; otel: boolean },
  { settings, clock, logger }: Pick<Startup, "settings" | "clock" | "logger">,
): Promise<Measurement> {
  let metrics: Metrics | undefined;
  let tracing: Tracing | undefined;
  if (asked.metrics) {
    metrics = await orUsageError("--metrics", async () => {
      const { createMetrics } = await import("../adapters/prometheus.ts");
      return await createMetrics({ clock });
    });
  }
  if (asked.otel) {
    tracing = await orUsageError("--otel", async () => {
      const { createTracing } = await import("../adapters/otel.ts");
      return await createTracing({ clock, logger });
    });
  }
  const telemetry = [metrics?.telemetry, tracing?.telemetry].filter((part) => part !== undefined);
  // An address that does not answer must not take up the end of the process.
  const patienceMs = settings.shutdownGrace * 1_000 * FLUSH_SHARE;
  const close = async () => {
    if (tracing === undefined) return;
    const exported = new AbortController();
    const exporting = tracing.shutdown().finally(() => exported.abort());
    await Promise.race([exporting, sleep(clock, patienceMs, exported.signal)]);
    if (!exported.signal.aborted) logger.warn("the last spans could not be exported in time");
  };
  return { telemetry, metrics, close };
}

async function orUsageError<T>(flag: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw new UsageError(`Cannot measure (${flag}): ${errorMessage(error)}`);
  }
}
