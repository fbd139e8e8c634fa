/**
 * @module
 */
import { readVariable } from "../adapters/environment.ts";
import type { LoadRenderer } from "../session/rendering.ts";
import type { TerminalRenderer } from "../adapters/terminal_renderer.ts";
import type { AgentMeans } from "./agent_means.ts";

/** Where a command's renderings come from. */
export interface LateRenderer {
  /** Starts it when the first window asks for renderings; one for all sessions. */
  readonly load: LoadRenderer;
  /** Ends what has been started. */
  close(): Promise<void>;
}

/** Before anybody asks, nothing is loaded and no process runs. */
export function lateRenderer(
  { processes, self, clock, logger }: Pick<AgentMeans, "processes" | "self" | "clock" | "logger">,
): LateRenderer {
  let renderer: Promise<TerminalRenderer> | undefined;
  const start = async () => {
    const { terminalRenderer } = await import("../adapters/terminal_renderer.ts");
    return terminalRenderer({
      spawn: processes.spawn,
      clock,
      logger,
      colours: !readVariable("NO_COLOR"),
      ...(self && { program: [...self, "render-worker"] }),
    });
  };
  return {
    load: () => renderer ??= start(),
    async close() {
      // That it could not be loaded has been told to whoever asked for it.
      const started = await renderer?.catch(() => undefined);
      await started?.close();
    },
  };
}
