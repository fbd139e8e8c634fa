/**
 * The flags of who measures a gateway.
 *
 * @module
 */
import type { Command } from "commander";
import type { ServeFlags } from "./flags.ts";

/** A flag of each command that serves others. */
export interface TracingFlags {
  otel?: boolean;
}

/** Flags of `tidegate serve`. */
export interface TelemetryFlags extends TracingFlags {
  metrics?: boolean;
}

/** Flags of `tidegate serve`, with those of who measures it. */
export type MeasuredServeFlags = ServeFlags & TelemetryFlags;

/** Adds the flags of `serve`. */
export function addTelemetryFlags(command: Command): void {
  command
    .optionsGroup("Measuring:")
    .option("--metrics", "metrics for Prometheus at /metrics, for who shows the credential");
  addTracingFlags(command);
}

/** Adds the flag of `stdio`, which has no place for metrics. */
export function addTracingFlags(command: Command): void {
  command
    .optionsGroup("Measuring:")
    .option("--otel", "OpenTelemetry spans, to where OTEL_EXPORTER_OTLP_ENDPOINT says");
}
