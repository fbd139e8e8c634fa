/**
 * The sidecar of `tidegate stdio`.
 *
 * @module
 */
import { ownWebSocket } from "../adapters/own_web_socket.ts";
import { SidecarPublisher } from "../adapters/sidecar_publisher.ts";
import { sidecarTarget } from "../adapters/sidecar_target.ts";
import type { StdioFlags } from "./sidecar_flags.ts";
import type { Startup } from "./startup.ts";

// An end has one grace for everything, and the exit must not be late for a sidecar.
const SHARE_OF_GRACE = 0.2;
const MOST_MS = 3_000;

/** Begins to tell a sidecar what goes to stdout, where flags or environment name one. Waits for nothing. */
export function startSidecar(
  { settings, clock, logger }: Pick<Startup, "settings" | "clock" | "logger">,
  flags: StdioFlags,
): SidecarPublisher | undefined {
  const url = flags.sidecarUrl ?? settings.sidecarUrl;
  if (url === undefined) return undefined;
  const target = sidecarTarget(url, { token: settings.token });
  return new SidecarPublisher({ target, load: ownWebSocket, clock, logger });
}

/** How long a sidecar may take to hear the last of it, in milliseconds. */
export function sidecarPatienceMs({ shutdownGrace }: Startup["settings"]): number {
  return Math.min(MOST_MS, shutdownGrace * 1_000 * SHARE_OF_GRACE);
}
