/**
 * What a case is, and what it is given.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Ended, Setup } from "./child.ts";
import type { Peer, Transport } from "./peer.ts";

/** One thing that must hold, whatever runs the server. */
export interface Case {
  /** Its number in the list of conformance cases; none: it comes straight from the protocol. */
  number?: number;
  name: string;
  /** The only transport it makes sense on. */
  on?: Transport;
  run(stage: Stage): Promise<void>;
}

/**
 * How the agent of a server behaves. `quick`: says everything at once. `held`: says its first word and
 * then nothing until it is stopped; a prompt of one word it answers at once.
 */
export type AgentKind = "quick" | "held";

/** Flags that make the agents. */
export const agentFlags: Readonly<Record<AgentKind, readonly string[]>> = {
  quick: ["--pace", "0"],
  held: ["--pace", "3600000"],
};

/** Where a case plays. Whatever it opens is closed, and looked at, when it has ended. */
export interface Stage {
  readonly transport: Transport;
  /** A new connection to a server with the usual settings. */
  connect(agent?: AgentKind): Promise<Peer>;
  /** A server of the case's own. */
  launch(setup: Setup): Promise<Server>;
  /** The server that {@linkcode connect} connects to. */
  server(agent?: AgentKind): Promise<Server>;
}

/** A running server. */
export interface Server {
  /** Where it listens; nowhere on stdio, where each connection is a process of its own. */
  readonly address: Address | undefined;
  connect(): Promise<Peer>;
  /** Sends a signal to its processes. */
  signal(name: Deno.Signal): void;
  /** Ends it in good order, and tells how it ended; on stdio, its last process. */
  end(): Promise<Ended>;
  /** Waits for an end that was caused otherwise. */
  ended(): Promise<Ended>;
}

/** Where a server listens. */
export interface Address {
  port: number;
  token: string;
  /** The code in the sign-in link; good for one sign-in. */
  code: string;
}

/** The address of a server that must have one. */
export function addressOf(server: Server): Address {
  return server.address ?? assert.fail("this server listens nowhere");
}
