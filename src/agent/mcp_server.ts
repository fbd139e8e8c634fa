/**
 * @module
 */

/** A server of tools, as it stands in the configuration. All plain data. */
export type McpServer =
  /** Started as a child process that speaks over stdin and stdout. */
  | {
    name: string;
    command: string;
    args: readonly string[];
    env: Readonly<Record<string, string>>;
  }
  /** Reached by streamable HTTP. */
  | { name: string; url: string; headers: Readonly<Record<string, string>> };

/** Whether tools may run: asked of the user each time, always, or not at all. */
export type ToolPermission = "ask" | "allow" | "never";

/** Which tools may run without being asked for. */
export interface ToolPolicy {
  /** For every tool that no list below names. */
  otherwise: ToolPermission;
  /** Names of tools, `*` standing for any characters: `server__read_*`. */
  allow: readonly string[];
  /** As `allow`; it wins over that. */
  never: readonly string[];
}
