/**
 * @module
 */
import type { Spawn } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Look, TextRenderer } from "../session/rendering.ts";
import { diffText } from "./ansi_diff.ts";
import { painter } from "./ansi_paint.ts";
import { gatewayTokens } from "./gateway_tokens.ts";
import { ownProgram } from "./own_program.ts";
import { RenderLane } from "./render_worker.ts";

/** What a renderer is made with. */
export interface TerminalRendererOptions {
  spawn: Spawn;
  clock: Clock;
  logger: Logger;
  /** `false`: nobody gets colours, whatever a window asks for (`NO_COLOR`). Default `true`. */
  colours?: boolean;
  /** The program that is a render worker, and its first arguments. Default: this runtime. */
  program?: readonly string[];
}

/** A renderer, and the end of its process. */
export interface TerminalRenderer extends TextRenderer {
  /** Ends its process; there are no renderings of markdown any more. */
  close(): Promise<void>;
}

/** MiB of a worker's heap: fifty times what the longest text takes. */
const HEAP_MIB = 128;

/** Makes what renders for terminals: markdown in a process of its own, which starts now, diffs in this one. */
export function terminalRenderer(
  { spawn, clock, logger, colours = true, program = ownWorker() }: TerminalRendererOptions,
): TerminalRenderer {
  const [command = "", ...args] = program;
  const env = Object.fromEntries(gatewayTokens.map((name) => [name, undefined]));
  const lane = new RenderLane({ command: { command, args, env }, spawn, clock, logger });
  lane.warm();
  const seen = <L extends Look>(look: L): L => ({ ...look, colours: colours && look.colours });
  return {
    markdown: (text, look) => lane.markdown(text, seen(look)),
    diff(text, look) {
      const { cols, colours } = seen(look);
      return diffText(text, { cols, paint: painter(colours) });
    },
    close: () => lane.close(),
  };
}

// Deno with the configuration beside its source, where its imports are named, and without any permission.
function ownWorker(): string[] {
  return ownProgram("render_worker_main", { denoFlags: [], heapMiB: HEAP_MIB });
}
