/**
 * What may be chosen: agents, and their models.
 *
 * @module
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Client } from "tidegate/client";
import type { SessionInfo } from "./conversation.ts";

/** One of several things to choose from. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}

/** An agent of the gateway. */
export interface AgentOffer extends Choice {
  readonly models: readonly Choice[];
  /** Whether it is the one that is taken where none is named. */
  readonly usual: boolean;
}

/** See the module. */
export class Offer {
  readonly #client: Client;
  readonly #agents = signal<readonly AgentOffer[]>([]);

  constructor(client: Client) {
    this.#client = client;
  }

  /** The agents there are; none where the gateway does not tell. */
  get agents(): ReadonlySignal<readonly AgentOffer[]> {
    return this.#agents;
  }

  /** Asks the gateway. One that cannot tell offers nothing to choose from, which is no fault. */
  async refresh(): Promise<void> {
    try {
      const { providers } = await this.#client.call("model.options");
      if (Array.isArray(providers)) this.#agents.value = providers.flatMap(agentOf);
    } catch {
      this.#agents.value = [];
    }
  }

  /** Models a session may be given: what its agent tells, or else what the gateway knows of it. */
  modelsOf(info: SessionInfo | undefined): readonly Choice[] {
    if (info?.models !== undefined) return info.models;
    return this.#agents.value.find(({ id }) => id === info?.provider)?.models ?? [];
  }
}

function agentOf(given: unknown): AgentOffer[] {
  const { slug, name, models, choices, is_current } = (given ?? {}) as Record<string, unknown>;
  if (typeof slug !== "string") return [];
  const named: unknown[] = Array.isArray(choices) ? choices : Array.isArray(models) ? models : [];
  return [{
    id: slug,
    name: typeof name === "string" && name !== "" ? name : slug,
    models: named.flatMap(choiceOf),
    usual: is_current === true,
  }];
}

function choiceOf(given: unknown): Choice[] {
  if (typeof given === "string") return [{ id: given, name: given }];
  const { id, name, description } = (given ?? {}) as Record<string, unknown>;
  if (typeof id !== "string") return [];
  return [{
    id,
    name: typeof name === "string" && name !== "" ? name : id,
    ...typeof description === "string" ? { description } : {},
  }];
}
