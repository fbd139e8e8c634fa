/** A logger that keeps what it is told. */
import type { LogFields, Logger } from "../../src/lib/logger.ts";

export type Level = "debug" | "info" | "warn" | "error" | "critical";

export interface Entry {
  level: Level;
  message: string;
  fields: LogFields;
}

export class LogBook implements Logger {
  readonly entries: Entry[] = [];

  debug(message: string, fields: LogFields = {}): void {
    this.entries.push({ level: "debug", message, fields });
  }
  info(message: string, fields: LogFields = {}): void {
    this.entries.push({ level: "info", message, fields });
  }
  warn(message: string, fields: LogFields = {}): void {
    this.entries.push({ level: "warn", message, fields });
  }
  error(message: string, fields: LogFields = {}): void {
    this.entries.push({ level: "error", message, fields });
  }
  critical(message: string, fields: LogFields = {}): void {
    this.entries.push({ level: "critical", message, fields });
  }

  at(...levels: Level[]): Entry[] {
    return this.entries.filter(({ level }) => levels.includes(level));
  }

  /** Fields of the only entry whose message is this one. */
  fieldsOf(message: string): LogFields {
    const found = this.entries.filter((entry) => entry.message === message);
    if (found.length !== 1) throw new Error(`${found.length} entries say "${message}"`);
    return found[0]?.fields ?? {};
  }
}
