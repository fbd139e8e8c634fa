/** What the suite asks of a server. */
import type { AgentKind, Server } from "./case.ts";
import type { Setup } from "./child.ts";
import type { Transport } from "./peer.ts";

/** A kind of server: what carries its frames, and how to get one. */
export interface Target {
  readonly transport: Transport;
  /** A server that cases may share; it must be used as if they did. */
  share(agent: AgentKind): Promise<TargetServer>;
  /** A server with settings of its own. */
  launch(setup: Setup): Promise<TargetServer>;
}

/** A server as the suite handles it. */
export interface TargetServer extends Server {
  /** Ends what was opened, in good order, and checks that it was one. */
  finish(): Promise<void>;
  /** Ends whatever has not ended. Idempotent. */
  destroy(): Promise<void>;
}
