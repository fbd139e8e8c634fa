/**
 * The logger port. Its method names are those `@std/log` used, so such a logger can be passed in as it
 * is; {@linkcode logtapeLogger} is the default.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";

/** Structured facts beside a message. Values must be safe to print: never a token, key or prompt. */
export type LogFields = Record<string, unknown>;

/** What the gateway writes its log to. */
export interface Logger {
  /** What only helps to find a fault. */
  debug(message: string, fields?: LogFields): void;
  /** What happens in the normal course of things. */
  info(message: string, fields?: LogFields): void;
  /** What somebody should look at, some day. */
  warn(message: string, fields?: LogFields): void;
  /** What failed. */
  error(message: string, fields?: LogFields): void;
  /** What ends the process. */
  critical(message: string, fields?: LogFields): void;
}

/**
 * A logger that writes through LogTape, under the category `tidegate`. Silent until LogTape is configured.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider, logtapeLogger } from "tidegate";
 *
 * const logger = logtapeLogger("my part"); // category ["tidegate", "my part"]
 * const gateway = createGateway({ provider: echoProvider(), logger });
 * await gateway.shutdown();
 * ```
 */
export function logtapeLogger(...category: string[]): Logger {
  const logger = getLogger(["tidegate", ...category]);
  return {
    debug: (message, fields) => logger.debug(escapeBraces(message), fields),
    info: (message, fields) => logger.info(escapeBraces(message), fields),
    warn: (message, fields) => logger.warn(escapeBraces(message), fields),
    error: (message, fields) => logger.error(escapeBraces(message), fields),
    critical: (message, fields) => logger.fatal(escapeBraces(message), fields),
  };
}

/** A logger that says nothing: for tests, and for embedders who want quiet. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  critical() {},
};

// LogTape reads `{name}` in a message as a placeholder; our messages may quote JSON.
function escapeBraces(message: string): string {
  return message.replaceAll("{", "{{").replaceAll("}", "}}");
}
