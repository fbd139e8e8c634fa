/**
 * The keys of a command's agents: those that users gave in a front end, then those of the environment.
 *
 * @module
 */
import { readVariable } from "../adapters/environment.ts";
import type { KeyFile } from "../adapters/key_file.ts";
import { userPath, type UserPlace } from "../adapters/user_path.ts";
import { type KeyDesk, KeyError } from "../gateway/key_desk.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { AgentConfig } from "./config_schema.ts";
import { isForbidden } from "../lib/is_forbidden.ts";

/** Where keys are kept; `undefined`: the environment names no folder. */
export function keyPath(place: UserPlace): string | undefined {
  return userPath("config", "keys.env", place);
}

/** The variable an agent's key is known by; `undefined`: it takes none. */
export function keyVariable(agent: AgentConfig | undefined): string | undefined {
  return agent?.type === "openai" ? agent.api_key_env ?? "OPENAI_API_KEY" : undefined;
}

/** Looks a key up: what somebody gave in a front end is newer than what the environment says. */
export function keyReader(file: KeyFile | undefined): (variable: string) => string | undefined {
  return (variable) => file?.get(variable) ?? readVariable(variable);
}

/** See the module. */
export class AgentKeys implements KeyDesk {
  readonly #agents: Readonly<Record<string, AgentConfig>>;
  readonly #file: KeyFile;
  /** As they were when they were last counted. */
  #counted: ReadonlyMap<string, string>;

  /** @param agents those that are served, by name */
  constructor(agents: Readonly<Record<string, AgentConfig>>, file: KeyFile) {
    this.#agents = agents;
    this.#file = file;
    this.#counted = this.#known();
  }

  variableOf(agent: string): string | undefined {
    return keyVariable(Object.hasOwn(this.#agents, agent) ? this.#agents[agent] : undefined);
  }

  sourceOf(agent: string): "kept" | "environment" | "none" {
    const variable = this.variableOf(agent);
    if (variable === undefined) return "none";
    if (this.#file.get(variable) !== undefined) return "kept";
    return (readVariable(variable)?.trim() ?? "") === "" ? "none" : "environment";
  }

  shown(agent: string): string {
    const variable = this.variableOf(agent);
    const key = variable === undefined ? undefined : keyReader(this.#file)(variable)?.trim();
    if (!key) return "";
    // Of a short one the end would be too much.
    return key.length < 12 ? "****" : `****${key.slice(-4)}`;
  }

  save(agent: string, key: string): void {
    this.#try("keep", () => this.#file.set(this.#variable(agent), key));
    this.#counted = this.#known();
  }

  remove(agent: string): boolean {
    const variable = this.#variable(agent);
    if (this.#file.get(variable) === undefined) return false;
    this.#try("forget", () => this.#file.set(variable, undefined));
    this.#counted = this.#known();
    return true;
  }

  reload(): number {
    const before = this.#counted;
    const now = this.#try("read", () => this.#file.all());
    this.#counted = now;
    const names = new Set([...before.keys(), ...now.keys()]);
    return [...names].filter((name) => before.get(name) !== now.get(name)).length;
  }

  #variable(agent: string): string {
    const variable = this.variableOf(agent);
    if (variable !== undefined) return variable;
    throw new KeyError(`the agent ${agent} takes no key`);
  }

  #known(): ReadonlyMap<string, string> {
    try {
      return this.#file.all();
    } catch {
      // Whoever asks for a key, or to reload them, is told.
      return new Map();
    }
  }

  #try<T>(doing: string, act: () => T): T {
    const { path } = this.#file;
    try {
      return act();
    } catch (error) {
      const why = isForbidden(error)
        ? "this run may not use that file; give it --allow-read and --allow-write, or set the variable"
        : errorMessage(error);
      throw new KeyError(`Cannot ${doing} a key in ${path}: ${why}`);
    }
  }
}
