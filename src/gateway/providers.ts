/**
 * Which agents a gateway has, by name.
 *
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import { wireError } from "../protocol/errors.ts";

/** What a client asks for when it opens a session; what is empty is left to the gateway. */
export interface AgentWish {
  /** The name of an agent. */
  agent: string;
  /** A model, or the name of an agent. */
  model: string;
  /** A provider of models, or the name of an agent. */
  provider: string;
}

/** What a session is opened with. */
export interface Picked {
  provider: AgentProvider;
  /** Empty: the agent's own. */
  model: string;
  /** What the session is filed under, so that it goes on with the same agent; empty: the usual one. */
  providerName: string;
}

/** See the module. The first is the usual one. */
export class Providers {
  readonly usual: AgentProvider;
  readonly #named: ReadonlyMap<string, AgentProvider>;

  constructor(usual: AgentProvider, agents: Readonly<Record<string, AgentProvider>>) {
    this.usual = usual;
    this.#named = new Map([[usual.name, usual], ...Object.entries(agents)]);
  }

  /** Every name, the usual agent's first. */
  get names(): string[] {
    return [...this.#named.keys()];
  }

  /** The name an agent is chosen by: two of one kind have different ones. */
  nameOf(provider: AgentProvider): string {
    return [...this.#named].find(([, each]) => each === provider)?.[0] ?? provider.name;
  }

  /** Every agent once. */
  get all(): AgentProvider[] {
    // Another may go by the name of the usual one.
    return [...new Set([this.usual, ...this.#named.values()])];
  }

  /**
   * The agent a client asks for.
   *
   * @throws {RpcError} 4002 for an `agent` there is none of
   */
  pick({ agent, model, provider }: AgentWish): Picked {
    if (agent !== "") {
      const named = this.#named.get(agent);
      if (named === undefined) throw this.#unknown(agent);
      return { provider: named, model: model === agent ? "" : model, providerName: agent };
    }
    for (const name of [provider, model]) {
      const named = this.#named.get(name);
      if (named === undefined) continue;
      return { provider: named, model: model === name ? "" : model, providerName: name };
    }
    return { provider: this.usual, model, providerName: provider };
  }

  /** The agent a stored session goes on with: the one it had, or the usual one where that is gone. */
  of(providerName: string): AgentProvider {
    return this.#named.get(providerName) ?? this.usual;
  }

  /**
   * Lets go of what agents share.
   *
   * @param closings takes what goes on by itself
   */
  close(logger: Logger, closings: Pending): void {
    for (const provider of this.all) {
      const closing = Promise.resolve().then(() => provider.close?.()).catch((error) => {
        const fields = { agent: provider.name, error: errorStack(error) };
        logger.error("releasing what agents share failed", fields);
      });
      closings.add(closing);
    }
  }

  #unknown(name: string): Error {
    const known = this.names.map((each) => `"${each}"`).join(", ");
    return wireError(
      "badConfigValue",
      `agent: there is no "${name.slice(0, 80)}"; one of ${known}`,
    );
  }
}
