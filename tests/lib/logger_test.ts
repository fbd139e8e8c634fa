import assert from "node:assert/strict";
import { configure, getTextFormatter, type LogRecord, reset } from "@logtape/logtape";
import { type Logger, logtapeLogger, silentLogger } from "../../src/lib/logger.ts";

const LEVELS = ["debug", "info", "warn", "error", "critical"] as const;

/** What LogTape's sinks receive while `act` runs. */
async function recorded(act: () => void): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  await configure({
    sinks: { memory: (record) => void records.push(record) },
    loggers: [
      { category: "tidegate", lowestLevel: "debug", sinks: ["memory"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: [] },
    ],
  });
  try {
    act();
  } finally {
    await reset();
  }
  return records;
}

function printed(record: LogRecord | undefined): string {
  assert.ok(record);
  const format = getTextFormatter({ timestamp: "none", level: "full" });
  return format(record).trimEnd();
}

Deno.test("logtapeLogger() writes each level under its own, critical as fatal", async () => {
  const records = await recorded(() => {
    const logger = logtapeLogger();
    for (const level of LEVELS) logger[level](level);
  });
  assert.deepEqual(records.map(({ level }) => level), [
    "debug",
    "info",
    "warning",
    "error",
    "fatal",
  ]);
  for (const { category } of records) assert.deepEqual(category, ["tidegate"]);
});

Deno.test("logtapeLogger() takes a category below tidegate", async () => {
  const [record] = await recorded(() => logtapeLogger("rpc", "ws").info("hello"));
  assert.deepEqual(record?.category, ["tidegate", "rpc", "ws"]);
});

Deno.test("logtapeLogger() hands fields on beside the message", async () => {
  const [record] = await recorded(() => logtapeLogger().warn("slow", { ms: 5, peer: "a" }));
  assert.deepEqual(record?.properties, { ms: 5, peer: "a" });
});

Deno.test("logtapeLogger() takes a message word by word, braces and all", async () => {
  const messages = ['{"id":1}', "{peer} is {{gone}}", "{*}", "}{", "100 % {", ""];
  const records = await recorded(() => {
    for (const message of messages) logtapeLogger().info(message, { peer: "filled in" });
  });
  assert.deepEqual(records.map(({ message }) => message.join("")), messages);
  assert.match(printed(records[1]), /\{peer\} is \{\{gone\}\}/);
});

Deno.test("logtapeLogger() is silent until LogTape is configured", async () => {
  const records = await recorded(() => {});
  logtapeLogger().critical("into the void");
  assert.deepEqual(records, []);
});

Deno.test("silentLogger takes every level and says nothing", async () => {
  const records = await recorded(() => {
    for (const level of LEVELS) silentLogger[level]("hush", { loud: true });
  });
  assert.deepEqual(records, []);
});

Deno.test("Logger is a port that a logger with the methods of std's log fits", () => {
  // The signatures of the old @std/log: an eager or lazy message, then arguments; it answers the message.
  class StdLikeLogger {
    readonly lines: string[] = [];
    #log<T>(level: string, message: T | (() => T), ...args: unknown[]): T | undefined {
      const said = message instanceof Function ? message() : message;
      this.lines.push(`${level} ${said} ${JSON.stringify(args)}`);
      return said;
    }
    debug = <T>(message: T, ...args: unknown[]) => this.#log("DEBUG", message, ...args);
    info = <T>(message: T, ...args: unknown[]) => this.#log("INFO", message, ...args);
    warn = <T>(message: T, ...args: unknown[]) => this.#log("WARN", message, ...args);
    error = <T>(message: T, ...args: unknown[]) => this.#log("ERROR", message, ...args);
    critical = <T>(message: T, ...args: unknown[]) => this.#log("CRITICAL", message, ...args);
  }
  const std = new StdLikeLogger();
  const logger: Logger = std;
  for (const level of LEVELS) logger[level]("line", { n: 1 });
  assert.deepEqual(std.lines, [
    'DEBUG line [{"n":1}]',
    'INFO line [{"n":1}]',
    'WARN line [{"n":1}]',
    'ERROR line [{"n":1}]',
    'CRITICAL line [{"n":1}]',
  ]);
});
