/**
 * Every case, registered as a test against one kind of server. Nothing here or below knows the server's
 * code: it is a command that is started, and bytes.
 *
 * @module
 */
import type { AgentKind, Case, Server, Stage } from "./case.ts";
import { cases } from "./cases/all.ts";
import type { Setup } from "./child.ts";
import type { Peer, Transport } from "./peer.ts";
import type { Target, TargetServer } from "./target.ts";

/**
 * Registers a test for each case that makes sense on the target.
 *
 * @param name of the target in the names of the tests; its transport, unless another has that already
 * @param list the cases; default: all that need no configuration file
 */
export function registerSuite(
  target: Target,
  name: string = target.transport,
  list: readonly Case[] = cases,
): void {
  for (const one of list) {
    if (one.on !== undefined && one.on !== target.transport) continue;
    Deno.test(caseTitle(one, name), () => play(one, target));
  }
}

/** The name of a case's test: `conformance 037 (websocket): …`. */
export function caseTitle(one: Case, target: string): string {
  const number = one.number === undefined ? "" : ` ${String(one.number).padStart(3, "0")}`;
  return `conformance${number} (${target}): ${one.name}`;
}

async function play(one: Case, target: Target): Promise<void> {
  const stage = new TargetStage(target);
  try {
    await one.run(stage);
    await stage.finish();
  } finally {
    await stage.destroy();
  }
}

class TargetStage implements Stage {
  readonly #target: Target;
  readonly #servers: TargetServer[] = [];
  readonly #shared = new Map<AgentKind, TargetServer>();

  constructor(target: Target) {
    this.#target = target;
  }

  get transport(): Transport {
    return this.#target.transport;
  }

  async connect(agent: AgentKind = "quick"): Promise<Peer> {
    return await (await this.server(agent)).connect();
  }

  async server(agent: AgentKind = "quick"): Promise<Server> {
    const known = this.#shared.get(agent);
    if (known !== undefined) return known;
    const server = this.#keep(await this.#target.share(agent));
    this.#shared.set(agent, server);
    return server;
  }

  async launch(setup: Setup): Promise<Server> {
    return this.#keep(await this.#target.launch(setup));
  }

  async finish(): Promise<void> {
    for (const server of this.#servers) await server.finish();
  }

  async destroy(): Promise<void> {
    for (const server of this.#servers) await server.destroy();
  }

  #keep(server: TargetServer): TargetServer {
    this.#servers.push(server);
    return server;
  }
}
