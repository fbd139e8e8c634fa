/**
 * @module
 */
import type { Config } from "./config_document.ts";
import type { Host } from "./host.ts";
import type { Processes } from "./processes.ts";
import type { Startup } from "./startup.ts";

/** What agents are made with. */
export interface AgentMeans extends Pick<Startup, "settings" | "clock" | "logger"> {
  config: Config;
  /** See `Host.self`. */
  self: Host["self"];
  /** Takes the lines that agents print in their workers: stdout may carry frames. */
  print(line: string): void;
  /** Where their processes come from. */
  processes: Processes;
}
