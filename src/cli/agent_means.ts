/**
 * @module
 */
import type { KeyFile } from "../adapters/key_file.ts";
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
  /** Keys that users gave in a front end; missing: there is no folder for them. */
  keys?: KeyFile | undefined;
  /** Variables that hold keys of agents: what they start gets them only where the configuration says so. */
  withheld?: readonly string[];
  /** Where their processes come from. */
  processes: Processes;
}
