/**
 * Metrics of a gateway in the format of Prometheus, by prom-client, which is loaded by whoever asks for it.
 *
 * @module
 */
import process from "node:process";
import type { GatewayReadings, Telemetry } from "../gateway/telemetry.ts";
import type { Exposition } from "../http/metrics_route.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { version } from "../protocol/version.ts";
import { libraryExports } from "./library_exports.ts";
import { watchingTelemetry } from "./prometheus_watch.ts";

/** The metrics of one gateway. */
export interface Metrics {
  /** What the gateway is made with: its option `telemetry`. */
  readonly telemetry: Telemetry;
  /** What there is now; the option `metrics` of a server. */
  readonly scrape: () => Promise<Exposition>;
}

/**
 * Makes metrics for one gateway, in a registry of their own.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider } from "tidegate";
 * import { createMetrics, Credentials, randomSecret, serve } from "tidegate/deno";
 *
 * const metrics = await createMetrics();
 * const gateway = createGateway({ provider: echoProvider(), telemetry: metrics.telemetry });
 * const credentials = new Credentials({ token: randomSecret() });
 * const place = { hostname: "127.0.0.1", port: 0 };
 * const server = await serve({ gateway, credentials, ...place, metrics: metrics.scrape });
 * await server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) });
 * ```
 *
 * @throws {Error} where the package `prom-client` is not there
 */
export async function createMetrics(options: { clock?: Clock } = {}): Promise<Metrics> {
  const { clock = systemClock } = options;
  const prom = libraryExports(await import("prom-client"), "Registry");
  const registry = new prom.Registry();
  const registers = [registry];
  let readings: GatewayReadings | undefined;

  const gauge = (name: string, help: string, read: () => number) => {
    new prom.Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  /** One that is read where the gateway counts anyway, when somebody asks. */
  const counter = (name: string, help: string, read: (r: GatewayReadings) => number) => {
    new prom.Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        if (readings !== undefined) this.inc(read(readings));
      },
    });
  };
  const labelled = (
    kind: "gauge" | "counter",
    { name, help, label, read }: {
      name: string;
      help: string;
      label: string;
      read: (r: GatewayReadings) => Record<string, number>;
    },
  ) => {
    const Kind = kind === "gauge" ? prom.Gauge : prom.Counter;
    new Kind({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        const values = readings === undefined ? {} : read(readings);
        for (const [value, count] of Object.entries(values)) this.inc({ [label]: value }, count);
      },
    });
  };

  labelled("gauge", {
    name: "tidegate_connections",
    help: "Open connections",
    label: "transport",
    read: (gateway) => gateway.connections(),
  });
  labelled("gauge", {
    name: "tidegate_sessions",
    help: "Live sessions by what they do",
    label: "state",
    read: (gateway) => gateway.sessions(),
  });
  gauge(
    "tidegate_sessions_unwatched",
    "Live sessions that nobody watches",
    () => readings?.unwatchedSessions() ?? 0,
  );
  labelled("counter", {
    name: "tidegate_frames_total",
    help: "Frames over all connections",
    label: "direction",
    read: ({ traffic }) => ({ in: traffic.framesIn, out: traffic.framesOut }),
  });
  labelled("counter", {
    name: "tidegate_bytes_total",
    help: "Bytes of those frames, as UTF-8",
    label: "direction",
    read: ({ traffic }) => ({ in: traffic.bytesIn, out: traffic.bytesOut }),
  });
  counter(
    "tidegate_events_in_total",
    "Events of sessions before coalescing: a piece of text is one",
    ({ traffic }) => traffic.eventsIn,
  );
  counter(
    "tidegate_events_out_total",
    "Events of sessions after coalescing, however many watch",
    ({ traffic }) => traffic.eventsOut,
  );
  gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage().rss);
  gauge("tidegate_heap_used_bytes", "Memory of objects", () => process.memoryUsage().heapUsed);
  const began = clock.now() / 1_000;
  gauge("process_start_time_seconds", "Start, since the epoch", () => began);
  const build = { name: "tidegate_build_info", help: "1; its label is the version", registers };
  new prom.Gauge({ ...build, labelNames: ["version"] }).set({ version }, 1);

  const telemetry: Telemetry = {
    ...watchingTelemetry(prom, { registers, clock }),
    attach(given) {
      readings = given;
    },
  };
  const scrape = async () => ({
    contentType: registry.contentType,
    text: await registry.metrics(),
  });
  return { telemetry, scrape };
}
