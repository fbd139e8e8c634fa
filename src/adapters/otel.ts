/**
 * Spans of OpenTelemetry, by its own libraries, which are loaded by whoever asks for them.
 *
 * @module
 */
import type { Tracer } from "@opentelemetry/api";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { Telemetry } from "../gateway/telemetry.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { version } from "../protocol/version.ts";
import { libraryExports } from "./library_exports.ts";
import { spanTelemetry } from "./otel_spans.ts";

/** As much of OpenTelemetry's `Tracer` as is called. */
export interface SpanTracer {
  /** Begins a span. */
  startSpan(name: string, options?: object, context?: unknown): object;
}

/** How spans are made, and where they go. */
export interface TracingOptions {
  /**
   * Makes the spans, where you have set up OpenTelemetry yourself. Default: one of our own, which exports by
   * OTLP over HTTP as JSON, and reads the environment: `OTEL_EXPORTER_OTLP_ENDPOINT`,
   * `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`.
   */
  tracer?: SpanTracer;
  /** Where spans are exported to, instead of what the environment says: `http://127.0.0.1:4318/v1/traces`. */
  url?: string;
  /** Where time comes from. Default: the real clock. */
  clock?: Clock;
  /** Where it is told that spans cannot be exported. Default: LogTape's, category `tidegate`. */
  logger?: Logger;
}

/** Spans of one or several gateways. */
export interface Tracing {
  /** What a gateway is made with: its option `telemetry`. */
  readonly telemetry: Telemetry;
  /** Exports what has ended so far. With a tracer of yours: nothing, that is yours to do. */
  flush(): Promise<void>;
  /** Exports the rest, and stops. Call it behind the gateway's shutdown. */
  shutdown(): Promise<void>;
}

/** How often it is told that spans cannot be exported: with every batch it would be every five seconds. */
const COMPLAINT_MS = 60_000;

/**
 * Makes spans: one for each request, one for each turn as a child of the request that brought it, one for
 * each call of a tool in it.
 *
 * @example With your own set-up of OpenTelemetry
 * ```ts
 * import { trace } from "@opentelemetry/api";
 * import { createGateway, echoProvider } from "tidegate";
 * import { createTracing } from "tidegate/deno";
 *
 * const tracing = await createTracing({ tracer: trace.getTracer("my program") });
 * const gateway = createGateway({ provider: echoProvider(), telemetry: tracing.telemetry });
 * await gateway.shutdown();
 * await tracing.shutdown();
 * ```
 *
 * @throws {Error} where the packages of OpenTelemetry are not there, or the environment says what cannot be
 */
export async function createTracing(options: TracingOptions = {}): Promise<Tracing> {
  const api = libraryExports(await import("@opentelemetry/api"), "SpanKind");
  const core = libraryExports(await import("@opentelemetry/core"), "parseTraceParent");
  if (options.tracer !== undefined) {
    const telemetry = spanTelemetry(options.tracer as Tracer, { api, core });
    return { telemetry, flush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
  }
  const { url, clock = systemClock, logger = logtapeLogger() } = options;
  const sdk = libraryExports(await import("@opentelemetry/sdk-trace"), "TracerProvider");
  const otlp = libraryExports(
    await import("@opentelemetry/exporter-trace-otlp-http"),
    "OTLPTraceExporter",
  );
  const resources = libraryExports(await import("@opentelemetry/resources"), "envDetector");
  const complain = complainer({ clock, logger });
  const exporter = tellingExporter(
    new otlp.OTLPTraceExporter(url === undefined ? {} : { url }),
    complain,
  );
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({
      "service.name": "tidegate",
      "service.version": version,
    }).merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  const telemetry = spanTelemetry(provider.getTracer("tidegate", version), { api, core });
  const orComplain = (done: Promise<void>) => done.catch(complain);
  return {
    telemetry,
    flush: () => orComplain(provider.forceFlush()),
    shutdown: () => orComplain(provider.shutdown()),
  };
}

/** An exporter that says why it could not export. The libraries would tell a handler of the whole process. */
function tellingExporter(inner: SpanExporter, complain: (error: unknown) => void): SpanExporter {
  return {
    export: (spans, done) =>
      inner.export(spans, (result) => {
        if (result.error !== undefined) complain(result.error);
        done(result);
      }),
    forceFlush: async () => await inner.forceFlush?.(),
    shutdown: () => inner.shutdown(),
  };
}

function complainer({ clock, logger }: { clock: Clock; logger: Logger }) {
  let quietUntil = 0;
  let unsaid = 0;
  let last: unknown;
  return (error: unknown) => {
    // Of several at once the first will do. Who flushes hears again what the exporter has told.
    const [first] = Array.isArray(error) ? error : [error];
    if (first === last) return;
    last = first;
    const now = clock.monotonic();
    if (now < quietUntil) return void unsaid++;
    quietUntil = now + COMPLAINT_MS;
    const fields = { error: reasonOf(first), ...unsaid === 0 ? {} : { before: unsaid } };
    logger.warn("exporting spans failed; those of the batch are lost", fields);
    unsaid = 0;
  };
}

// What a server answered may be a page, and where several addresses were tried there is no message at all.
function reasonOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  const message = errorMessage(error).split("\n", 1)[0]?.slice(0, 200) ?? "";
  return message === "" || message === "AggregateError" ? String(code ?? "unknown") : message;
}
