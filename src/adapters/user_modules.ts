/**
 * Loads the modules in which users have written commands, and runs them.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { UserCommand } from "../commands/slash_line.ts";
import type { UserCommandContext, UserCommandDefinition } from "../commands/user_command.ts";
import { errorMessage } from "../lib/error_text.ts";
import { isRecord } from "../lib/is_record.ts";

const NAME = /^[\w:.-]{1,64}$/;

/** The commands of some modules. One that cannot be loaded takes no other with it. */
export class UserModules {
  // By name in lower case.
  readonly #commands = new Map<string, { name: string; command: UserCommandDefinition }>();
  /** Why something could not be loaded, one line each. */
  readonly faults: string[] = [];

  /** @param paths files, relative ones to the folder of the process; read one after the other */
  static async load(paths: readonly string[]): Promise<UserModules> {
    const modules = new UserModules();
    for (const path of paths) await modules.#load(path);
    return modules;
  }

  /** All there are, by name. */
  list(): UserCommand[] {
    return [...this.#commands.values()].map(({ name, command: { description } }) => ({
      name,
      description: typeof description === "string" ? description : "",
    })).sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /**
   * Runs a command line, with or without its slash, its name in any case, and answers what is to be shown.
   *
   * @throws {Error} for a command there is none of, or one that answers no text; whatever the command throws
   */
  async run(line: string, context: Omit<UserCommandContext, "name">): Promise<string> {
    const [, name = "", args = ""] = /^\s*\/?(\S*)\s*([^]*)$/.exec(line) ?? [];
    if (name === "") return "";
    const found = this.#commands.get(name.toLowerCase());
    if (found === undefined) throw new Error(this.#unknown(name));
    const output = await found.command.run(args.trimEnd(), { ...context, name: found.name });
    if (output === undefined || output === null) return "";
    if (typeof output === "string") return output.trimEnd();
    throw new Error(`the command "${name}" answered ${typeof output}: it has to be a text`);
  }

  #unknown(name: string): string {
    const [first, ...more] = this.faults;
    if (first === undefined) return `unknown command: /${name}`;
    const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
    return `unknown command: /${name}; not all could be loaded: ${first}${others}`;
  }

  async #load(path: string): Promise<void> {
    try {
      const { default: loaded } = await import(pathToFileURL(resolve(path)).href);
      if (!isRecord(loaded) || !isRecord(loaded.commands)) {
        throw new TypeError("its default export has to be { commands: { name: { run() } } }");
      }
      for (const [name, command] of Object.entries(loaded.commands)) this.#add(path, name, command);
    } catch (error) {
      this.faults.push(`"${path}": ${errorMessage(error)}`);
    }
  }

  #add(path: string, name: string, command: unknown): void {
    const fault = this.#faultOf(name, command);
    if (fault !== undefined) {
      this.faults.push(`"${path}": command "${name}": ${fault}`);
      return;
    }
    this.#commands.set(name.toLowerCase(), { name, command: command as UserCommandDefinition });
  }

  #faultOf(name: string, command: unknown): string | undefined {
    if (!NAME.test(name)) return "a name is up to 64 letters, digits, _ - : or .";
    if (this.#commands.has(name.toLowerCase())) return "there is another of this name";
    if (!isRecord(command) || typeof command.run !== "function") return "it has no run()";
    return undefined;
  }
}
