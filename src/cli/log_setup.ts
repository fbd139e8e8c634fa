/**
 * @module
 */
import { configureSync } from "@logtape/logtape";
import type { LineQueue } from "../adapters/stdio_line_queue.ts";
import { stderrSink } from "../adapters/stderr_sink.ts";

/** Sends the gateway's log to stderr, from `level` on. */
export function configureLog(lines: LineQueue, level: "debug" | "info" | "warning" | "error") {
  configureSync({
    reset: true,
    sinks: { stderr: stderrSink(lines) },
    loggers: [
      { category: "tidegate", lowestLevel: level, sinks: ["stderr"] },
      // What LogTape says about itself: a sink that fails.
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["stderr"] },
    ],
  });
}
