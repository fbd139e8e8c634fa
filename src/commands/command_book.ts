/**
 * Every command there is for somebody, by name, whoever carries it out.
 *
 * @module
 */
import type { AgentCommand } from "../agent/agent_parts.ts";
import {
  type BuiltinCommand,
  builtinCommands,
  type BuiltinName,
  terminalCommands,
} from "./builtin_commands.ts";
import type { QuickCommand, QuickCommands } from "./quick_command.ts";
import type { Skill } from "./skill.ts";
import type { UserCommand } from "./slash_line.ts";

/** A command and who carries it out. */
export type Found =
  | { kind: "builtin"; name: BuiltinName; command: BuiltinCommand }
  /** The client itself. */
  | { kind: "terminal"; name: string; command: BuiltinCommand }
  | { kind: "quick"; name: string; command: QuickCommand }
  | { kind: "user"; name: string; command: UserCommand }
  | { kind: "skill"; name: string; command: Skill }
  | { kind: "agent"; name: string; command: AgentCommand; agent: string };

/** Where commands come from. */
export interface CommandSources {
  quick: QuickCommands;
  user: readonly UserCommand[];
  skills: ReadonlyMap<string, Skill>;
  /** Agents with commands of their own. */
  agents: readonly { agent: string; commands: readonly AgentCommand[] }[];
}

/** How each kind is called in messages. */
const kindNames: Readonly<Record<Found["kind"], string>> = {
  builtin: "built-in command",
  terminal: "command of terminals",
  quick: "quick command",
  user: "user command",
  skill: "skill",
  agent: "command of the agent",
};

/**
 * See the module. Where two have one name, the earlier kind has it: built-in, quick, user, skill, agent.
 * A command of an agent can be had as `agent:name` too.
 */
export class CommandBook {
  readonly #names = new Map<string, Found>();
  readonly #aliases = new Map<string, string>();
  readonly #hidden: string[] = [];

  constructor({ quick, user, skills, agents }: CommandSources) {
    for (const command of builtinCommands) {
      this.#add({ kind: "builtin", name: command.name, command });
    }
    for (const command of terminalCommands) {
      this.#add({ kind: "terminal", name: command.name, command });
    }
    for (const { name, aliases } of builtinCommands as readonly BuiltinCommand[]) {
      for (const alias of aliases ?? []) this.#aliases.set(alias, name);
    }
    for (const [name, command] of quick) this.#add({ kind: "quick", name, command });
    for (const command of user) this.#add({ kind: "user", name: keyOf(command.name), command });
    for (const [name, command] of skills) this.#add({ kind: "skill", name, command });
    for (const { agent, commands } of agents) {
      for (const command of commands) this.#addOfAgent(command, agent);
    }
  }

  /** In the order of the kinds. */
  get all(): readonly Found[] {
    return [...this.#names.values()];
  }

  /** Other names, lower case, and what they stand for. */
  get aliases(): ReadonlyMap<string, string> {
    return this.#aliases;
  }

  /** A line for each command that cannot be had under its own name. */
  get hidden(): readonly string[] {
    return this.#hidden;
  }

  /** @param name in any case, without the slash */
  find(name: string): Found | undefined {
    const key = keyOf(name);
    return this.#names.get(this.#aliases.get(key) ?? key);
  }

  #add(found: Found): boolean {
    const { name } = found;
    const first = this.find(name);
    if (first === undefined) {
      this.#names.set(name, found);
      return true;
    }
    // Two sessions may have the same agent.
    if (found.kind === first.kind && found.kind === "agent") return true;
    this.#hidden.push(
      `/${name} is a ${kindNames[first.kind]}, which hides the ${kindNames[found.kind]}`,
    );
    return false;
  }

  #addOfAgent(command: AgentCommand, agent: string): void {
    const name = keyOf(command.name);
    if (name === "" || /\s/.test(name)) return;
    const hidden = this.#hidden.length;
    if (this.#add({ kind: "agent", name, command, agent })) return;
    const long = `${keyOf(agent).replace(/\s+/g, "-")}:${name}`;
    this.#names.set(long, { kind: "agent", name: long, command, agent });
    this.#hidden[hidden] += `: that is /${long}`;
  }
}

function keyOf(name: string): string {
  return name.trim().replace(/^\//, "").toLowerCase();
}
