/**
 * The metrics that are told of, not read: how long things took, and how they ended.
 *
 * @module
 */
import type * as Prom from "prom-client";
import type { Telemetry } from "../gateway/telemetry.ts";
import type { Clock } from "../lib/clock.ts";

/** Seconds. A wait in a queue, a call, a late timer: from a tenth of a millisecond to a minute. */
const CALL_BUCKETS = [0.0001, 0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];
/** Seconds of a call of the store. */
const STORE_BUCKETS = [0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];
/** Seconds of a turn. */
const TURN_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 1_800];
/** The label of requests whose method there is not: what a peer writes is no label. */
const NO_METHOD = "other";

/** What prom-client registers in. */
type Registers = Prom.Registry[];

/** Telemetry that observes what it is told. Every label is one of a list of our own. */
export function watchingTelemetry(
  prom: typeof Prom,
  { registers, clock }: { registers: Registers; clock: Clock },
): Telemetry {
  const histogram = <L extends string>(
    name: string,
    { help, labels, buckets }: { help: string; labels: L[]; buckets: number[] },
  ) => new prom.Histogram({ name, help, labelNames: labels, buckets, registers });
  const counter = <L extends string>(name: string, help: string, labels: L[]) =>
    new prom.Counter({ name, help, labelNames: labels, registers });

  const waits = histogram("tidegate_request_wait_seconds", {
    help: "How long requests waited for their lane",
    labels: ["method"],
    buckets: CALL_BUCKETS,
  });
  const durations = histogram("tidegate_request_duration_seconds", {
    help: "How long requests took from then to their answer",
    labels: ["method"],
    buckets: CALL_BUCKETS,
  });
  const requests = counter("tidegate_requests_total", "Requests that were answered", [
    "method",
    "outcome",
  ]);
  const turns = histogram("tidegate_turn_duration_seconds", {
    help: "How long turns took",
    labels: ["status"],
    buckets: TURN_BUCKETS,
  });
  const tokens = counter("tidegate_tokens_total", "Tokens of turns, as agents told them", [
    "direction",
  ]);
  const tools = counter("tidegate_tool_calls_total", "Tools that agents called", []);
  const reaped = counter("tidegate_sessions_reaped_total", "Sessions that ended", ["reason"]);
  const store = histogram("tidegate_store_duration_seconds", {
    help: "How long calls of the store took; the event loop stood meanwhile",
    labels: ["operation"],
    buckets: STORE_BUCKETS,
  });
  const storeFaults = counter("tidegate_store_errors_total", "Calls of the store that failed", [
    "operation",
  ]);
  const delays = histogram("tidegate_loop_delay_seconds", {
    help: "How late timers came",
    labels: [],
    buckets: CALL_BUCKETS,
  });
  const secondsSince = (start: number) => (clock.monotonic() - start) / 1_000;

  return {
    request({ method = NO_METHOD }) {
      let start = clock.monotonic();
      let runs = false;
      return {
        began() {
          waits.observe({ method }, secondsSince(start));
          start = clock.monotonic();
          runs = true;
        },
        ended(error) {
          if (runs) durations.observe({ method }, secondsSince(start));
          requests.inc({ method, outcome: error === undefined ? "ok" : "error" });
        },
      };
    },
    turn() {
      const start = clock.monotonic();
      return {
        toolBegan: () => tools.inc(),
        ended({ status, usage }) {
          turns.observe({ status }, secondsSince(start));
          tokens.inc({ direction: "in" }, atLeastZero(usage.input));
          tokens.inc({ direction: "out" }, atLeastZero(usage.output));
        },
      };
    },
    sessionEnded: (reason) => reaped.inc({ reason }),
    storeCalled(operation, ms, ok) {
      store.observe({ operation }, ms / 1_000);
      if (!ok) storeFaults.inc({ operation });
    },
    loopDelayed: (ms) => delays.observe(ms / 1_000),
  };
}

// An agent tells what it likes, and a counter that went back would be taken for a restart.
function atLeastZero(count: number): number {
  return Number.isFinite(count) ? Math.max(0, count) : 0;
}
