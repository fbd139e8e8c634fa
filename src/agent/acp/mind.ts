/**
 * What an agent runs with: its model, its mode and how hard it thinks, each one of several.
 *
 * @module
 */
import type { AgentChoice, AgentFact } from "../agent_parts.ts";
import { record, records, text } from "./fields.ts";

/** What can be chosen. */
export type Trait = "model" | "mode" | "thought_level";

/** How the agent is told of a choice: the method, and its params beside the session. */
export interface Change {
  method: string;
  params: Record<string, unknown>;
}

interface Choices {
  current: string;
  choices: AgentChoice[];
  change(id: string): Change;
}

/**
 * See the module. Agents offer these by config options, by `modes`, or by `models`, which the protocol
 * did not keep but agents still have.
 */
export class Mind {
  readonly #own = new Map<Trait, Choices>();
  readonly #configured = new Map<Trait, Choices>();

  /** Reads the answer to whatever opened the session. */
  read(response: unknown): void {
    const modes = record(response, "modes");
    this.#learn("mode", {
      current: text(modes, "currentModeId") ?? "",
      choices: choicesOf(records(modes, "availableModes"), "id"),
      change: (modeId) => ({ method: "session/set_mode", params: { modeId } }),
    });
    const models = record(response, "models");
    this.#learn("model", {
      current: text(models, "currentModelId") ?? "",
      choices: choicesOf(records(models, "availableModels"), "modelId"),
      change: (modelId) => ({ method: "session/set_model", params: { modelId } }),
    });
    this.readConfig(response);
  }

  /** Reads config options: all there are, where there are any. */
  readConfig(from: unknown): void {
    const options = records(from, "configOptions");
    if (options === undefined) return;
    this.#configured.clear();
    for (const option of options) {
      const trait = TRAITS.find((each) => each === option.category);
      const configId = text(option, "id");
      if (trait === undefined || configId === undefined || this.#configured.has(trait)) continue;
      const flat = (records(option, "options") ?? [])
        .flatMap((choice) => records(choice, "options") ?? [choice]);
      this.#configured.set(trait, {
        current: text(option, "currentValue") ?? "",
        choices: choicesOf(flat, "value"),
        change: (value) => ({ method: "session/set_config_option", params: { configId, value } }),
      });
    }
  }

  /** The agent changed its mode, or we did. */
  now(trait: Trait, id: string): void {
    for (const choices of [this.#own.get(trait), this.#configured.get(trait)]) {
      if (choices !== undefined) choices.current = id;
    }
  }

  /** Empty: the agent did not say. */
  current(trait: Trait): string {
    return this.#of(trait)?.current ?? "";
  }

  /** Empty: there is nothing to choose. */
  choices(trait: Trait): readonly AgentChoice[] {
    return this.#of(trait)?.choices ?? [];
  }

  /** How the agent is told of a choice; `undefined`: it does not offer that one. */
  change(trait: Trait, id: string): Change | undefined {
    const of = this.#of(trait);
    return of?.choices.some((choice) => choice.id === id) ? of.change(id) : undefined;
  }

  /** All of it, for the session. `undefined`: the agent told nothing. */
  fact(): AgentFact | undefined {
    const [model, mode] = [this.#of("model"), this.#of("mode")];
    if (model === undefined && mode === undefined) return undefined;
    return {
      type: "mind",
      ...(model === undefined ? {} : { model: model.current, models: model.choices }),
      ...(mode === undefined ? {} : { mode: mode.current, modes: mode.choices }),
    };
  }

  /** Modes have a method of their own, which every agent with modes knows. */
  #of(trait: Trait): Choices | undefined {
    const [own, configured] = [this.#own.get(trait), this.#configured.get(trait)];
    return trait === "mode" ? own ?? configured : configured ?? own;
  }

  #learn(trait: Trait, choices: Choices): void {
    if (choices.choices.length > 0) this.#own.set(trait, choices);
  }
}

const TRAITS: readonly Trait[] = ["model", "mode", "thought_level"];
/** More cannot be shown, and nobody offers so many. */
const MAX_CHOICES = 1_000;

function choicesOf(
  from: readonly Record<string, unknown>[] | undefined,
  key: string,
): AgentChoice[] {
  return (from ?? []).slice(0, MAX_CHOICES).flatMap((choice) => {
    const id = text(choice, key);
    if (id === undefined) return [];
    const description = text(choice, "description");
    const named = { id, name: text(choice, "name") ?? id };
    return [description === undefined ? named : { ...named, description }];
  });
}
